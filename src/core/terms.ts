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

export const emptySparseVector: SparseVector = { ids: new Uint32Array(0), weights: new Float32Array(0) };
