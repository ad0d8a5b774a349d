import type { CollectionRecord } from './core/collection.js';
import { KnowledgeBaseError } from './core/errors.js';
import type { Embedder } from './ports/embedder.js';
import type { Reader } from './ports/reader.js';

/** An encoder, the reader that goes with it, and the fingerprint of what questions go through. */
export interface Encoder {
  readonly embedder: Embedder;
  readonly reader: Reader | null;
  readonly questionRecipe: string;
}

export interface EncoderPorts extends Encoder {
  /** Fingerprint of encoder, cleaning, cutting and term weights: of what is ingested now. */
  readonly recipe: string;
  /** The encoder before this one, for collections that are not built anew yet; null without. */
  readonly former?: Encoder | null;
}

/**
 * The ports with the encoder that a collection's vectors came from. One that was cleaned or cut by another version answers
 * as well as ever; only its encoder and term weights must be at hand.
 *
 * @throws KnowledgeBaseError `recipe_mismatch` when they are not.
 */
export function withEncoderOf<Ports extends EncoderPorts>(ports: Ports, collection: CollectionRecord): Ports {
  if (collection.recipe === ports.recipe || collection.questionRecipe === ports.questionRecipe) return ports;
  const { former } = ports;
  if (former?.questionRecipe === collection.questionRecipe) {
    return { ...ports, embedder: former.embedder, reader: former.reader, questionRecipe: former.questionRecipe };
  }
  throw recipeMismatch(
    collection,
    ports,
    'start with the encoder it was made with as KAOJU_EMBEDDER_FORMER and run kaoju reindex, or delete it and ingest it again',
  );
}

/** @throws KnowledgeBaseError `recipe_mismatch` when what would be written now does not go with what is there. */
export function assertWritable(ports: EncoderPorts, collection: CollectionRecord): void {
  if (collection.recipe === ports.recipe) return;
  throw recipeMismatch(collection, ports, `run kaoju reindex ${collection.name} first; until then it answers as it is`);
}

function recipeMismatch(collection: CollectionRecord, { recipe }: EncoderPorts, remedy: string): KnowledgeBaseError {
  const { name } = collection;
  return new KnowledgeBaseError(
    'recipe_mismatch',
    `Cannot use collection "${name}": it was made with recipe ${collection.recipe}, this service has ${recipe}; ${remedy}`,
    { facts: { collection: name, expected: recipe, found: collection.recipe } },
  );
}
