import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Embedder, PassageEncoding, QueryEncoding } from '../../src/ports/embedder.js';

/**
 * Keeps an embedder's passage vectors in a folder, so that a second evaluation does not encode them again: they are the
 * same ones. Questions are encoded once a run: the reader needs what else comes out of that, which is too much to keep.
 */
export function withVectorCache(embedder: Embedder, folder: string): Embedder {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${embedder.recipe}.vectors`);
  const known = readCache(path, embedder.dimensions);
  const remember = (text: string, encoding: PassageEncoding) => {
    const key = keyOf(text);
    known.set(key.toString('hex'), encoding);
    const flag = Buffer.alloc(4, encoding.truncated ? 1 : 0);
    appendFileSync(path, Buffer.concat([key, flag, Buffer.from(new Float32Array(encoding.vector).buffer)]));
  };
  const questions = new Map<string, QueryEncoding>();
  return {
    ...embedder,
    async embedQuery(text, options) {
      const encoding = questions.get(text) ?? (await embedder.embedQuery(text, options));
      questions.set(text, encoding);
      return encoding;
    },
    async embedPassages(texts, options) {
      const missing = texts.filter((text) => !known.has(keyOf(text).toString('hex')));
      if (missing.length > 0) {
        const encodings = await embedder.embedPassages(missing, options);
        encodings.forEach((encoding, index) => {
          remember(missing[index] ?? '', encoding);
        });
      }
      return texts.flatMap((text) => known.get(keyOf(text).toString('hex')) ?? []);
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

function keyOf(text: string): Buffer {
  return createHash('sha256').update(`passage\n${text}`).digest().subarray(0, 16);
}
