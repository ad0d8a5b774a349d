import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Embedder, PassageEncoding } from '../../src/ports/embedder.js';

/** Keeps an embedder's vectors in a folder, so that a second evaluation encodes nothing. The vectors are the same ones. */
export function withVectorCache(embedder: Embedder, folder: string): Embedder {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${embedder.recipe}.vectors`);
  const known = readCache(path, embedder.dimensions);
  const remember = (kind: string, text: string, encoding: PassageEncoding) => {
    const key = keyOf(kind, text);
    known.set(key.toString('hex'), encoding);
    const flag = Buffer.alloc(4, encoding.truncated ? 1 : 0);
    appendFileSync(path, Buffer.concat([key, flag, Buffer.from(new Float32Array(encoding.vector).buffer)]));
  };
  return {
    ...embedder,
    async embedQuery(question, options) {
      const hit = known.get(keyOf('query', question).toString('hex'));
      if (hit) return { vector: hit.vector };
      const encoding = await embedder.embedQuery(question, options);
      remember('query', question, { ...encoding, truncated: false });
      return encoding;
    },
    async embedPassages(texts, options) {
      const missing = texts.filter((text) => !known.has(keyOf('passage', text).toString('hex')));
      if (missing.length > 0) {
        const encodings = await embedder.embedPassages(missing, options);
        encodings.forEach((encoding, index) => {
          remember('passage', missing[index] ?? '', encoding);
        });
      }
      return texts.flatMap((text) => known.get(keyOf('passage', text).toString('hex')) ?? []);
    },
  };
}

function readCache(path: string, dimensions: number): Map<string, PassageEncoding> {
  const known = new Map<string, PassageEncoding>();
  if (!existsSync(path)) return known;
  const bytes = readFileSync(path);
  const length = 20 + dimensions * 4;
  for (let start = 0; start + length <= bytes.length; start += length) {
    const record = bytes.subarray(start, start + length);
    const vector = new Float32Array(Uint8Array.from(record.subarray(20)).buffer);
    known.set(record.subarray(0, 16).toString('hex'), { vector, truncated: record[16] === 1 });
  }
  return known;
}

function keyOf(kind: string, text: string): Buffer {
  return createHash('sha256').update(`${kind}\n${text}`).digest().subarray(0, 16);
}
