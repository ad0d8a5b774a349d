import { LRUCache } from 'lru-cache';
import type { Embedder, QueryEncoding } from '../../ports/embedder.js';
import type { EmbedderPool } from './embedder-pool.js';
import { encoderDimensions } from './embedder-session.js';
import { maxEncoderTokens } from './embedder-tokens.js';

/** Questions kept, because people ask the same ones: a vector has 1.5 kB, and a question's states about 50 kB more. */
const maxQuestions = 1_000;
const maxQuestionBytes = 16 * 1024 * 1024;

/**
 * The embedder on a pool that is open; closing it closes the pool.
 *
 * @param withStates whether a question's encoding carries the states that a reader on the same pool needs.
 */
export function embedderOn(pool: EmbedderPool, recipe: string, { withStates }: { withStates: boolean }): Embedder {
  const questions = new LRUCache<string, QueryEncoding>({
    max: maxQuestions,
    maxSize: maxQuestionBytes,
    sizeCalculation: ({ vector, states }) => vector.byteLength + (states?.states.byteLength ?? 0),
  });
  return {
    recipe,
    dimensions: encoderDimensions,
    maxTokens: maxEncoderTokens,
    async embedQuery(question, { signal } = {}) {
      signal?.throwIfAborted();
      const known = questions.get(question);
      if (known) return known;
      const tasks = [{ kind: 'encode', side: 'query', text: question, withStates }] as const;
      const [result] = await pool.run<'encode'>(tasks, { urgent: true, signal });
      if (!result) throw new Error('Cannot encode a question: the pool gave no result');
      const { vector, states } = result;
      const encoding = states ? { vector, states } : { vector };
      questions.set(question, encoding);
      return encoding;
    },
    async embedPassages(texts, { signal } = {}) {
      const tasks = texts.map((text) => ({ kind: 'encode', side: 'passage', text, withStates: false }) as const);
      const results = await pool.run<'encode'>(tasks, { urgent: false, signal });
      return results.map(({ vector, truncated }) => ({ vector, truncated }));
    },
    async close() {
      questions.clear();
      await pool.close();
    },
  };
}
