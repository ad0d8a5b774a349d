import { KnowledgeBaseError } from '../../core/errors.js';
import type { Reranker } from '../../ports/reranker.js';

export interface RestOptions {
  /** Milliseconds without a request after a failure; default 30,000. */
  readonly restMs?: number;
  /** Milliseconds that only ever grow. */
  readonly clock: () => number;
}

/**
 * Leaves a reranker alone for a while after it failed: a server that hangs would otherwise cost every question its timeouts
 * (10 s by default) before it is answered without.
 *
 * While it rests `rerank` rejects at once with the failure that sent it to rest. An abort is the caller's own, not a failure.
 */
export function restingReranker(reranker: Reranker, { restMs = 30_000, clock }: RestOptions): Reranker {
  let rest: { readonly until: number; readonly failure: KnowledgeBaseError } | null = null;
  return {
    recipe: reranker.recipe,
    async rerank(question, passages, options = {}) {
      if (rest && clock() < rest.until) throw rest.failure;
      try {
        const scores = await reranker.rerank(question, passages, options);
        rest = null;
        return scores;
      } catch (error) {
        if (!options.signal?.aborted && error instanceof KnowledgeBaseError) {
          rest = { until: clock() + restMs, failure: error };
        }
        throw error;
      }
    },
    close: () => reranker.close(),
  };
}
