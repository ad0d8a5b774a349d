import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

/** Vectors by hash of words, slow enough to be killed in between. Two of them are two encoders: their recipes and dimensions differ. */
export function hashEmbedder(dimensions) {
  return {
    recipe: `crash-${dimensions}`,
    dimensions,
    maxTokens: 512,
    async embedQuery(question) {
      return { vector: vectorOf(question, dimensions) };
    },
    async embedPassages(texts, { signal } = {}) {
      await wait(1 + (texts.length % 5));
      signal?.throwIfAborted();
      return texts.map((text) => ({ vector: vectorOf(text, dimensions), truncated: false }));
    },
    async close() {},
  };
}

/** The sum of its words' vectors, so that a text is found by its own words with either encoder. */
function vectorOf(text, dimensions) {
  const sum = new Float32Array(dimensions);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    const bytes = createHash('sha256').update(word).digest();
    for (let at = 0; at < dimensions; at++) sum[at] += bytes[at] / 127.5 - 1;
  }
  const norm = Math.hypot(...sum) || 1;
  return sum.map((value) => value / norm);
}
