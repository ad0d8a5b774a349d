import type { SparseVector } from '../src/core/terms.js';

/** Vectors of real sections, one dense and one sparse each; same length. */
export interface RealVectors {
  readonly dense: readonly Float32Array[];
  readonly sparse: readonly SparseVector[];
}

/** Numbers in 0…1 that are the same in every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * `count` vectors: the real ones first, then neighbours of them. A neighbour is a real vector with noise of a third of
 * its length (cosine about .95), and its terms with a third of them swapped for terms of other sections, which keeps
 * the real frequencies.
 */
export function withNeighbours(real: RealVectors, count: number, random: () => number): RealVectors {
  const dense = real.dense.slice(0, count);
  const sparse = real.sparse.slice(0, count);
  while (dense.length < count) {
    const at = Math.floor(random() * real.dense.length);
    dense.push(neighbourOf(real.dense[at] ?? new Float32Array(0), random));
    const other = real.sparse[Math.floor(random() * real.sparse.length)];
    sparse.push(mixTerms(real.sparse[at], other, random));
  }
  return { dense, sparse };
}

/**
 * Vectors for runs without an encoder: 2,000 cluster centres with noise, and 60 to 140 terms a section drawn by Zipf's
 * law from 200,000.
 */
export function clusteredVectors(count: number, dimensions: number, random: () => number): RealVectors {
  const centres = Array.from({ length: Math.min(2_000, count) }, () =>
    unit(Float32Array.from({ length: dimensions }, () => gaussian(random))),
  );
  const dense: Float32Array[] = [];
  const sparse: SparseVector[] = [];
  for (let at = 0; at < count; at++) {
    dense.push(neighbourOf(centres[at % centres.length] ?? new Float32Array(dimensions), random));
    sparse.push(zipfTerms(60 + Math.floor(random() * 80), random));
  }
  return { dense, sparse };
}

/** A query of some of a section's own terms, weighted as rare terms are. */
export function queryTerms(section: SparseVector, terms: number, random: () => number): SparseVector {
  const kept = new Set<number>();
  const wanted = Math.min(terms, section.ids.length);
  while (kept.size < wanted) kept.add(section.ids[Math.floor(random() * section.ids.length)] ?? 0);
  const ids = Uint32Array.from(kept).sort();
  return { ids, weights: new Float32Array(ids.length).fill(3) };
}

export function neighbourOf(vector: Float32Array, random: () => number): Float32Array {
  const spread = 1 / 3 / Math.sqrt(vector.length);
  return unit(vector.map((value) => value + gaussian(random) * spread));
}

function mixTerms(own: SparseVector | undefined, other: SparseVector | undefined, random: () => number): SparseVector {
  const weights = new Map<number, number>();
  own?.ids.forEach((id, at) => {
    if (random() < 2 / 3) weights.set(id, own.weights[at] ?? 0);
  });
  other?.ids.forEach((id, at) => {
    if (random() < 1 / 3) weights.set(id, other.weights[at] ?? 0);
  });
  return toSparse(weights);
}

function zipfTerms(count: number, random: () => number): SparseVector {
  const weights = new Map<number, number>();
  // Rank by inverse transform: density 1/rank over 1…200,000. Spread over 32 bits, as hashed terms are.
  for (let at = 0; at < count; at++) {
    const rank = Math.floor(200_000 ** random());
    weights.set(Math.imul(rank, 0x9e3779b1) >>> 0, 0.5 + random());
  }
  return toSparse(weights);
}

function toSparse(weights: ReadonlyMap<number, number>): SparseVector {
  const ids = Uint32Array.from(weights.keys()).sort();
  return { ids, weights: Float32Array.from(ids, (id) => weights.get(id) ?? 0) };
}

function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function unit(vector: Float32Array): Float32Array {
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}
