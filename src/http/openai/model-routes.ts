import type { CollectionRecord } from '../../core/collection.js';
import type { KnowledgeBase } from '../../knowledge-base.js';
import type { Call, OperationHandlers } from '../operation-handler.js';
import { asModelError, collectionOfModel, modelOfCollection } from './model-names.js';

/** Collections as models of the OpenAI protocol. */
export function modelRoutes(knowledgeBase: KnowledgeBase): OperationHandlers {
  const find = async (model: string) => {
    try {
      return modelOnWire(await knowledgeBase.getCollection(collectionOfModel(model)));
    } catch (error) {
      throw asModelError(error, model);
    }
  };
  return {
    async listModels() {
      return { object: 'list', data: (await knowledgeBase.listCollections()).map(modelOnWire) };
    },
    retrieveModel: (call) => find(parameterOf(call, 'model')),
    // Clients that do not encode the slash in a model's name ask for a path of one more segment.
    retrieveModelByPath: (call) => find(modelOfCollection(parameterOf(call, 'collection'))),
  };
}

function parameterOf(call: Call, name: string): string {
  return (call.request.params as Readonly<Record<string, string>>)[name] ?? ''; // The path has this parameter.
}

function modelOnWire({ name, createdAt, settings }: CollectionRecord) {
  return {
    id: modelOfCollection(name),
    object: 'model',
    created: Math.floor(Date.parse(createdAt) / 1000),
    owned_by: 'kaoju',
    ...(settings.description !== '' && { description: settings.description }),
  };
}
