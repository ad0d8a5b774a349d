import type { Embedder } from '../../ports/embedder.js';

/** Vectors of evidence sentences kept for an encoder: the sentences that claims find are mostly the same; 1.6 kB each. */
const keptVectors = 6_000;

const kept = new WeakMap<Embedder, Map<string, Float32Array>>();

/**
 * Unit vectors of sentences, those of earlier checks from memory. Longer texts than the encoder reads are compared by their beginning.
 *
 * Rejects as the embedder does.
 */
export async function sentenceVectors(
  embedder: Embedder,
  sentences: Iterable<string>,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, Float32Array>> {
  let known = kept.get(embedder);
  if (!known) {
    known = new Map();
    kept.set(embedder, known);
  }
  const wanted = [...new Set(sentences)];
  const found = new Map<string, Float32Array>();
  const missing: string[] = [];
  for (const sentence of wanted) {
    const vector = known.get(sentence);
    if (!vector) {
      missing.push(sentence);
      continue;
    }
    found.set(sentence, vector);
    // The last used is the last to go.
    known.delete(sentence);
    known.set(sentence, vector);
  }
  const encodings = missing.length > 0 ? await embedder.embedPassages(missing, signal ? { signal } : {}) : [];
  encodings.forEach(({ vector }, index) => {
    const sentence = missing[index] ?? '';
    found.set(sentence, vector);
    known.set(sentence, vector);
  });
  for (const oldest of known.keys()) {
    if (known.size <= keptVectors) break;
    known.delete(oldest);
  }
  return found;
}

/** Scalar product; of unit vectors their cosine. */
export function cosineOf(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += (left[index] ?? 0) * (right[index] ?? 0);
  return sum;
}
