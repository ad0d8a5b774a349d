import type { SparseVector } from '../../core/terms.js';
import { mergeSegments, type PostingSegment } from './posting-segment.js';

/**
 * The inverted lists of one collection, as segments of falling size. A new segment is merged into the one before it
 * while that is less than twice as large, so there are few segments and every posting is copied a few times only.
 */
export class Postings {
  #segments: PostingSegment[] = [];

  /** Postings held, those of dead rows included. */
  get size(): number {
    return this.#segments.reduce((sum, { rows }) => sum + rows.length, 0);
  }

  add(segment: PostingSegment): void {
    if (segment.rows.length === 0) return;
    this.#segments.push(segment);
    for (;;) {
      const last = this.#segments.at(-1);
      const previous = this.#segments.at(-2);
      if (!last || !previous || previous.rows.length >= 2 * last.rows.length) return;
      this.#segments.splice(-2, 2, mergeSegments([previous, last]));
    }
  }

  /** Takes large segments as they are, unmerged: what a start reads. */
  addWhole(segment: PostingSegment): void {
    if (segment.rows.length > 0) this.#segments.push(segment);
  }

  /** Adds the query's weight × the row's weight to each row's score, term by term in the query's order. */
  accumulate(query: SparseVector, scores: Float32Array): void {
    for (let at = 0; at < query.ids.length; at++) {
      const term = query.ids[at] ?? 0;
      const weight = query.weights[at] ?? 0;
      for (const segment of this.#segments) accumulateTerm(segment, term, weight, scores);
    }
  }

  /** Leaves out the rows that are gone and renames the others. */
  remap(rows: Uint32Array): void {
    const merged = mergeSegments(this.#segments, rows);
    this.#segments = merged.rows.length > 0 ? [merged] : [];
  }
}

function accumulateTerm(segment: PostingSegment, term: number, weight: number, scores: Float32Array): void {
  const place = findTerm(segment.terms, term);
  if (place < 0) return;
  const { rows, weights } = segment;
  const end = segment.offsets[place + 1] ?? 0;
  for (let at = segment.offsets[place] ?? 0; at < end; at++) {
    const row = rows[at] ?? 0;
    scores[row] = (scores[row] ?? 0) + weight * (weights[at] ?? 0);
  }
}

/** Binary search; -1 when the term is not there. */
function findTerm(terms: Uint32Array, term: number): number {
  let low = 0;
  let high = terms.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const candidate = terms[middle] ?? 0;
    if (candidate === term) return middle;
    if (candidate < term) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
