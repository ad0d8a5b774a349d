import { LRUCache } from 'lru-cache';
import { sha256 } from '../../core/identity.js';
import type { Reader, Reading } from '../../ports/reader.js';
import type { EmbedderPool } from './embedder-pool.js';
import type { PackedPassage } from './reader-states.js';

/** What the cache of passages as the encoder saw them did so far, and what it holds. */
export interface ReaderCache {
  /** How often a passage to read was kept from before. */
  readonly hits: number;
  readonly misses: number;
  /** How often the reading itself was kept: of the same question and passage. */
  readonly remembered: number;
  readonly passages: number;
  readonly sizeBytes: number;
}

/**
 * The reader on a pool whose workers were started with it; it ends with the pool. Passages are read in parallel, one a
 * worker, the longest first so that none of the workers has the longest one alone at the end. They are kept as the encoder saw
 * them, at most `cacheBytes`, and `keptReadings` too (0 for none): people ask the same questions, and search before they query.
 */
export function readerOn(
  pool: EmbedderPool,
  recipe: string,
  { cacheBytes, keptReadings }: { cacheBytes: number; keptReadings: number },
): Reader & { cache(): ReaderCache } {
  const passagesRead = new LRUCache<string, PackedPassage>({
    maxSize: cacheBytes,
    // A blank passage has no bytes, and the cache asks for one at least.
    sizeCalculation: ({ sizeBytes }) => Math.max(sizeBytes, 1),
  });
  const readings = keptReadings > 0 ? new LRUCache<string, Reading>({ max: keptReadings }) : null;
  const figures = { hits: 0, misses: 0, remembered: 0 };
  return {
    recipe,
    cache: () => ({ ...figures, passages: passagesRead.size, sizeBytes: passagesRead.calculatedSize }),
    async read({ text, states }, passages, { signal } = {}) {
      signal?.throwIfAborted();
      const asked = passages.map((passage) => ({
        passage,
        key: sha256(passage),
        reading: sha256(`${text}\n\n${passage}`),
      }));
      const found = asked.map(({ reading }) => readings?.get(reading));
      const toRead = asked
        .map((one, index) => ({ ...one, index }))
        .filter(({ index }) => !found[index])
        .sort((left, right) => right.passage.length - left.passage.length);
      figures.remembered += passages.length - toRead.length;
      if (toRead.length === 0) return found.flatMap((reading) => reading ?? []);
      const question = states ?? (await statesOf(pool, text, signal));
      const tasks = toRead.map(({ passage, key }) => {
        const packed = passagesRead.get(key) ?? null;
        figures[packed ? 'hits' : 'misses'] += 1;
        return { kind: 'read', question, passage, packed } as const;
      });
      const results = await pool.run<'read'>(tasks, { urgent: true, signal });
      for (const [at, { packed, reading }] of results.entries()) {
        const one = toRead[at];
        if (!one) continue;
        passagesRead.set(one.key, packed);
        readings?.set(one.reading, reading);
        found[one.index] = reading;
      }
      return found.flatMap((reading) => reading ?? []);
    },
  };
}

async function statesOf(pool: EmbedderPool, text: string, signal: AbortSignal | undefined) {
  const tasks = [{ kind: 'encode', side: 'query', text, withStates: true }] as const;
  const [result] = await pool.run<'encode'>(tasks, { urgent: true, signal });
  if (!result?.states) throw new Error('Cannot encode a question for the reader: the worker gave no states');
  return result.states;
}
