import { LRUCache } from 'lru-cache';
import { sha256 } from '../../core/identity.js';
import type { Reader } from '../../ports/reader.js';
import type { EmbedderPool } from './embedder-pool.js';
import type { PackedPassage } from './reader-states.js';

/** How often a passage to read was kept from before. */
export interface ReaderCache {
  readonly hits: number;
  readonly misses: number;
}

/**
 * The reader on a pool whose workers were started with it; it ends with the pool. Passages are read in parallel, one a
 * worker, and kept as the encoder saw them, at most `cacheBytes`.
 */
export function readerOn(
  pool: EmbedderPool,
  recipe: string,
  { cacheBytes }: { cacheBytes: number },
): Reader & { cache(): ReaderCache } {
  const passagesRead = new LRUCache<string, PackedPassage>({
    maxSize: cacheBytes,
    // A blank passage has no bytes, and the cache asks for one at least.
    sizeCalculation: ({ sizeBytes }) => Math.max(sizeBytes, 1),
  });
  const figures = { hits: 0, misses: 0 };
  return {
    recipe,
    cache: () => ({ ...figures }),
    async read({ text, states }, passages, { signal } = {}) {
      const question = states ?? (await statesOf(pool, text, signal));
      const keys = passages.map((passage) => sha256(passage));
      const tasks = passages.map((passage, index) => {
        const packed = passagesRead.get(keys[index] ?? '') ?? null;
        figures[packed ? 'hits' : 'misses'] += 1;
        return { kind: 'read', question, passage, packed } as const;
      });
      const results = await pool.run<'read'>(tasks, { urgent: true, signal });
      for (const [index, { packed }] of results.entries()) passagesRead.set(keys[index] ?? '', packed);
      return results.map(({ reading }) => reading);
    },
  };
}

async function statesOf(pool: EmbedderPool, text: string, signal: AbortSignal | undefined) {
  const tasks = [{ kind: 'encode', side: 'query', text, withStates: true }] as const;
  const [result] = await pool.run<'encode'>(tasks, { urgent: true, signal });
  if (!result?.states) throw new Error('Cannot encode a question for the reader: the worker gave no states');
  return result.states;
}
