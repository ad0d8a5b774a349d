import { termId } from '../src/core/terms.js';
import type { Embedder } from '../src/ports/embedder.js';

const dimensions = 32;

/** Bags of words as vectors: an encoder that costs nothing, where what is measured is everything else. */
export function hashingEmbedder(): Embedder {
  return {
    recipe: 'hashing-1',
    dimensions,
    maxTokens: 512,
    async embedQuery(question) {
      return { vector: vectorOf(question) };
    },
    async embedPassages(texts) {
      return texts.map((text) => ({ vector: vectorOf(text), truncated: false }));
    },
    async close() {},
  };
}

function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const [word] of text.toLowerCase().matchAll(/\p{Script=Han}|[\p{L}\p{N}]+/gu)) {
    const at = termId(word) % dimensions;
    vector[at] = (vector[at] ?? 0) + 1;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}
