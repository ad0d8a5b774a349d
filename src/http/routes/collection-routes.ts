import { assertCollectionName } from '../../core/identity.js';
import type { KnowledgeBase } from '../../knowledge-base.js';
import type { Call, OperationHandlers } from '../operation-handler.js';
import {
  type CollectionChangeOnWire,
  collectionOnWire,
  collectionSettingsFromWire,
} from '../wire/collection-on-wire.js';

/** The knowledge bases themselves. */
export function collectionRoutes(knowledgeBase: KnowledgeBase): OperationHandlers {
  return {
    async listCollections() {
      return { collections: (await knowledgeBase.listCollections()).map(collectionOnWire) };
    },
    async putCollection(call) {
      const change = (call.request.body ?? {}) as CollectionChangeOnWire; // Validated; the body is optional.
      const name = collectionOf(call);
      const { collection, created } = await knowledgeBase.putCollection(name, collectionSettingsFromWire(change));
      if (created) call.reply.code(201);
      return collectionOnWire(collection);
    },
    async getCollection(call) {
      return collectionOnWire(await knowledgeBase.getCollection(collectionOf(call)));
    },
    async deleteCollection(call) {
      const { documents, sections, points } = await knowledgeBase.deleteCollection(collectionOf(call));
      return { documents, sections, points };
    },
  };
}

/** The collection named in the path. @throws KnowledgeBaseError `invalid_collection_name` */
export function collectionOf(call: Call): string {
  const { collection } = call.request.params as { collection: string }; // The path has this parameter.
  assertCollectionName(collection);
  return collection;
}
