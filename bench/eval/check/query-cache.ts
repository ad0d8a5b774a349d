import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Embedder } from '../../../src/ports/embedder.js';

/**
 * Keeps the vectors of claims in a folder, for evaluating again without encoding again. The reader has to make the claims' states
 * itself then, so times are not to be measured with it.
 */
export function withQueryCache(embedder: Embedder, folder: string): Embedder {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${embedder.recipe}.queries`);
  const length = 16 + embedder.dimensions * 4;
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const known = new Map<string, Float32Array>();
  for (let start = 0; start + length <= bytes.length; start += length) {
    const vector = new Float32Array(Uint8Array.from(bytes.subarray(start + 16, start + length)).buffer);
    known.set(bytes.subarray(start, start + 16).toString('hex'), vector);
  }
  return {
    ...embedder,
    async embedQuery(text, options) {
      const key = createHash('sha256').update(text).digest().subarray(0, 16);
      const found = known.get(key.toString('hex'));
      if (found) return { vector: found };
      const { vector } = await embedder.embedQuery(text, options);
      known.set(key.toString('hex'), vector);
      appendFileSync(path, Buffer.concat([key, Buffer.from(new Float32Array(vector).buffer)]));
      return { vector };
    },
  };
}
