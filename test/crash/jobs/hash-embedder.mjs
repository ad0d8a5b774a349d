import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

/** Vectors by hash, slow enough to be killed in between. Two of them are two encoders: their recipes and dimensions differ. */
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

function vectorOf(text, dimensions) {
  const bytes = createHash('sha256').update(text).digest().subarray(0, dimensions);
  const vector = Float32Array.from(bytes, (byte) => byte / 127.5 - 1);
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}
