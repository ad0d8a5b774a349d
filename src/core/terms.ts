import { isFunctionWord } from './function-words.js';

/**
 * A sparse vector: term ids ascending and unique, one weight each; both arrays have the same length. Empty for a text
 * without terms. The same vectors go into every index, so ranking does not depend on the store.
 */
export interface SparseVector {
  readonly ids: Uint32Array;
  readonly weights: Float32Array;
}

/** How often terms occur in a collection: what the query side of BM25 needs. */
export interface TermStatistics {
  /** Live points of the collection. */
  readonly points: number;
  /** Live points that hold each asked term, in the order asked. */
  readonly frequencies: readonly number[];
}

/** Turns text into terms, in order of occurrence, repeats included. Injected: segmenting is native code. */
export type TermExtractor = (text: string) => string[];

/**
 * BM25's constants. `averageLength` is a constant of the recipe, not of the collection, so that stored weights never go
 * stale when documents come and go.
 */
export interface TermWeighting {
  readonly k1: number;
  readonly b: number;
  readonly averageLength: number;
}

/** A question's distinct terms: `ids` ascending, `terms[i]` the text of `ids[i]`. */
export interface QueryTerms {
  readonly ids: Uint32Array;
  readonly terms: readonly string[];
}

export const emptySparseVector: SparseVector = { ids: new Uint32Array(0), weights: new Float32Array(0) };

/**
 * Id of a term: a 32-bit hash of its UTF-16 code units (FNV-1a, then MurmurHash3's finalizer, which FNV needs for short
 * terms to spread). Two terms of one collection share an id about once in 50,000 distinct terms; ranking does not notice.
 */
export function termId(term: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < term.length; index++) hash = Math.imul(hash ^ term.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * The stored half of BM25: term frequency and length part, without the inverse document frequency (which is the query's
 * half, so that stored vectors never go stale). Weights lie in (0, k1 + 1).
 */
export function documentVector(text: string, extractor: TermExtractor, weighting: TermWeighting): SparseVector {
  const terms = extractor(text);
  const counts = new Map<number, number>();
  for (const term of terms) {
    const id = termId(term);
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  const { k1, b, averageLength } = weighting;
  const norm = k1 * (1 - b + (b * terms.length) / averageLength);
  const ids = Uint32Array.from(counts.keys()).sort();
  const weights = Float32Array.from(ids, (id) => {
    const count = counts.get(id) ?? 0;
    return (count * (k1 + 1)) / (count + norm);
  });
  return { ids, weights };
}

/**
 * The distinct terms of a question that say what it is about: what `Catalog.termStatistics` is asked for. Function words
 * are left out ("what", 的): in a small collection, or one in another language, they would look rare and weigh most. Empty
 * for a question of function words only.
 */
export function queryTerms(question: string, extractor: TermExtractor): QueryTerms {
  const byId = new Map<number, string>();
  for (const term of extractor(question)) if (!isFunctionWord(term)) byId.set(termId(term), term);
  const ids = Uint32Array.from(byId.keys()).sort();
  return { ids, terms: Array.from(ids, (id) => byId.get(id) ?? '') };
}

/**
 * The question's half of BM25: the inverse document frequency of each of its terms in the collection. Terms that no
 * live point holds are left out: they can match nothing.
 *
 * @param statistics frequencies in the order of `terms.ids`.
 */
export function queryVector(terms: QueryTerms, statistics: TermStatistics): SparseVector {
  const ids: number[] = [];
  const weights: number[] = [];
  terms.ids.forEach((id, index) => {
    const frequency = statistics.frequencies[index] ?? 0;
    if (frequency <= 0) return;
    ids.push(id);
    weights.push(inverseDocumentFrequency(statistics.points, frequency));
  });
  return { ids: Uint32Array.from(ids), weights: Float32Array.from(weights) };
}

/** ln(1 + (N − n + ½) / (n + ½)): never negative. A frequency above `points` (counts in motion) counts as `points`. */
export function inverseDocumentFrequency(points: number, frequency: number): number {
  const bounded = Math.min(Math.max(frequency, 0), points);
  return Math.log1p((points - bounded + 0.5) / (bounded + 0.5));
}

/** Scalar product of two sparse vectors; with a document's and a question's vector, the BM25 score. */
export function sparseDot(left: SparseVector, right: SparseVector): number {
  let sum = 0;
  let leftIndex = 0;
  let rightIndex = 0;
  while (leftIndex < left.ids.length && rightIndex < right.ids.length) {
    const difference = (left.ids[leftIndex] ?? 0) - (right.ids[rightIndex] ?? 0);
    if (difference === 0) sum += (left.weights[leftIndex++] ?? 0) * (right.weights[rightIndex++] ?? 0);
    else if (difference < 0) leftIndex++;
    else rightIndex++;
  }
  return sum;
}
