import type { KnowledgeBase } from '../../knowledge-base.js';
import type { ReindexStatus } from '../../reindex/reindex-status.js';
import type { OperationHandlers } from '../operation-handler.js';
import { reindexOnWire } from '../wire/reindex-on-wire.js';
import { collectionOf } from './collection-routes.js';

/** Body of `POST …/reindex`, after validation: defaults are filled in. */
interface ReindexBody {
  readonly action: 'build' | 'rollback' | 'cancel' | 'drop';
  readonly skip_failed: boolean;
}

/** Collections built anew beside themselves. */
export function reindexRoutes({ reindex }: Pick<KnowledgeBase, 'reindex'>): OperationHandlers {
  const perform = (collection: string, { action, skip_failed: skipFailed }: ReindexBody): Promise<ReindexStatus> => {
    switch (action) {
      case 'build':
        return reindex.start(collection, { skipFailed });
      case 'rollback':
        return reindex.rollBack(collection, { skipFailed });
      case 'cancel':
        return reindex.cancel(collection);
      case 'drop':
        return reindex.drop(collection);
    }
  };
  return {
    async getReindex(call) {
      return reindexOnWire(await reindex.status(collectionOf(call)));
    },
    async reindex(call) {
      return reindexOnWire(await perform(collectionOf(call), call.request.body as ReindexBody)); // Validated.
    },
  };
}
