import { parseFilter } from '../../core/filter.js';
import { assertCollectionName } from '../../core/identity.js';
import type { KnowledgeBase } from '../../knowledge-base.js';
import type { OperationHandlers } from '../operation-handler.js';
import { verdictOnWire } from '../wire/verdict-on-wire.js';

/** Body of `POST /v1/fact-check`, after validation. */
interface FactCheckBody {
  readonly text: string;
  readonly collection?: string | null;
  readonly filters?: unknown;
  readonly evidence?: readonly { readonly id: string; readonly text: string }[] | null;
  readonly threshold?: number | null;
}

/** What a text is worth beside the evidence. */
export function checkRoutes(knowledgeBase: KnowledgeBase): OperationHandlers {
  return {
    async factCheck(call) {
      const { text, collection, filters, evidence, threshold } = call.request.body as FactCheckBody; // Validated.
      if (collection != null) assertCollectionName(collection);
      const verdict = await knowledgeBase.checkFacts(collection ?? null, text, {
        filters: parseFilter(filters),
        ...(evidence && { evidence }),
        ...(threshold != null && { threshold }),
        access: call.access,
        signal: call.signal,
      });
      return { verdict: verdictOnWire(verdict) };
    },
  };
}
