import { termId } from '../../src/core/terms.js';
import type { Embedder, PassageEncoding } from '../../src/ports/embedder.js';

/** Bags of words as vectors; remembers what it was asked to encode. */
export class FakeEmbedder implements Embedder {
  readonly recipe: string;
  readonly dimensions: number;
  readonly maxTokens: number;
  /** Every passage encoded, in order. */
  readonly passages: string[] = [];
  /** Set it to make the next encodings fail. */
  failure: Error | null = null;

  /** @param maxTokens here: words. */
  constructor(maxTokens = 512, { recipe = 'fake', dimensions = 32 } = {}) {
    this.maxTokens = maxTokens;
    this.recipe = recipe;
    this.dimensions = dimensions;
  }

  async embedQuery(question: string) {
    return { vector: this.#vectorOf(question) };
  }

  async embedPassages(texts: readonly string[]): Promise<PassageEncoding[]> {
    if (this.failure) throw this.failure;
    this.passages.push(...texts);
    return texts.map((text) => ({ vector: this.#vectorOf(text), truncated: wordsOf(text).length > this.maxTokens }));
  }

  async close() {}

  #vectorOf(text: string): Float32Array {
    const vector = new Float32Array(this.dimensions);
    for (const word of wordsOf(text)) {
      const at = termId(word) % this.dimensions;
      vector[at] = (vector[at] ?? 0) + 1;
    }
    const length = Math.hypot(...vector) || 1;
    return vector.map((value) => value / length);
  }
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/\p{Script=Han}|[\p{L}\p{N}]+/gu) ?? [];
}
