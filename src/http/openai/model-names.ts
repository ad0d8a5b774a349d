import { KnowledgeBaseError } from '../../core/errors.js';

const prefix = 'kaoju/';

/** The encoder's name for `POST /v1/embeddings`. It is no chat model, so `GET /v1/models` does not list it. */
export const encoderModel = 'kaoju-encoder';

/** Name of a collection as a model of the OpenAI protocol. */
export function modelOfCollection(collection: string): string {
  return `${prefix}${collection}`;
}

/** @throws KnowledgeBaseError `collection_not_found` when the name is no collection's. */
export function collectionOfModel(model: string): string {
  const collection = model.startsWith(prefix) ? model.slice(prefix.length) : '';
  if (collection !== '') return collection;
  throw unknownModel(model);
}

/** An error as whoever asked a model meets it: there are no collections in their protocol. */
export function asModelError(error: unknown, model: string): unknown {
  const isUnknown = error instanceof KnowledgeBaseError && error.code === 'collection_not_found';
  return isUnknown ? unknownModel(model, error) : error;
}

/** The error for a model that there is not. */
export function unknownModel(model: string, cause?: unknown): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'collection_not_found',
    `Cannot find the model "${model.slice(0, 100)}"; use kaoju/<collection>, GET /v1/models lists them`,
    { cause, facts: { param: 'model', reason: 'model_not_found' } },
  );
}
