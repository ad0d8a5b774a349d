import type { Reader } from '../../ports/reader.js';
import type { Reranker } from '../../ports/reranker.js';

/**
 * The reader as a reranker, for collections whose encoder it does not share: a passage's score is its log-odds of holding
 * the answer.
 *
 * @param close ends what the reader stands on.
 */
export function readerReranker(reader: Reader, close: () => Promise<void>): Reranker {
  return {
    recipe: reader.recipe,
    async rerank({ text }, passages, { signal } = {}) {
      if (passages.length === 0) return [];
      // Without the question's states: those that came with its vector are another encoder's.
      const readings = await reader.read({ text }, passages, { signal });
      return readings.map(({ answerLogit }) => answerLogit);
    },
    close,
  };
}
