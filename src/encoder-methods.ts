import type { KnowledgeBase } from './knowledge-base.js';
import type { Embedder } from './ports/embedder.js';
import type { TokenCounter } from './ports/token-counter.js';

/** What a knowledge base does for programs that want the encoder itself: vectors of texts, and tokens counted. */
export function encoderMethods({
  embedder,
  tokenCounter,
}: {
  readonly embedder: Embedder;
  readonly tokenCounter: TokenCounter;
}): Pick<KnowledgeBase, 'embed' | 'countTokens'> {
  const { recipe, maxTokens } = embedder;
  return {
    async embed(texts, { side = 'passage', signal } = {}) {
      const options = signal ? { signal } : {};
      if (side === 'question') {
        const encodings = await Promise.all(texts.map((text) => embedder.embedQuery(text, options)));
        return { vectors: encodings.map(({ vector }) => vector), truncated: [], recipe, maxTokens };
      }
      const encodings = await embedder.embedPassages(texts, options);
      const truncated = encodings.flatMap((encoding, index) => (encoding.truncated ? [index] : []));
      return { vectors: encodings.map(({ vector }) => vector), truncated, recipe, maxTokens };
    },
    async countTokens(texts, { signal } = {}) {
      const counts = await tokenCounter.count(texts, signal ? { signal } : {});
      return { counts, countedBy: tokenCounter.name };
    },
  };
}
