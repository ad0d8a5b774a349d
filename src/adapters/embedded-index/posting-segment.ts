import { TermOrdinals } from './term-ordinals.js';

/** An immutable inverted list: the rows and weights of `terms[i]` stand from `offsets[i]` up to `offsets[i + 1]`. */
export interface PostingSegment {
  /** Ascending. */
  readonly terms: Uint32Array;
  /** One longer than `terms`. */
  readonly offsets: Uint32Array;
  readonly rows: Uint32Array;
  readonly weights: Float32Array;
}

/** In a remapping of rows: this row is gone. */
export const goneRow = 0xffff_ffff;

/** Collects rows with their terms, and turns them round. */
export class PostingSegmentBuilder {
  #terms = new Uint32Array(1024);
  #rows = new Uint32Array(1024);
  #weights = new Float32Array(1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(row: number, ids: Uint32Array, weights: Float32Array): void {
    if (this.#size + ids.length > this.#terms.length) this.#grow(this.#size + ids.length);
    this.#terms.set(ids, this.#size);
    this.#weights.set(weights, this.#size);
    this.#rows.fill(row, this.#size, this.#size + ids.length);
    this.#size += ids.length;
  }

  /** Counting sort by term; rows stay in the order added. */
  build(): PostingSegment {
    const size = this.#size;
    const ordinals = new TermOrdinals(4096);
    const ordinalOf = new Uint32Array(size);
    for (let at = 0; at < size; at++) ordinalOf[at] = ordinals.of(this.#terms[at] ?? 0);
    const terms = ordinals.ids.slice().sort();
    const places = new Uint32Array(terms.length);
    for (let place = 0; place < terms.length; place++) places[ordinals.of(terms[place] ?? 0)] = place;
    const offsets = new Uint32Array(terms.length + 1);
    for (let at = 0; at < size; at++) {
      const place = places[ordinalOf[at] ?? 0] ?? 0;
      ordinalOf[at] = place;
      offsets[place + 1] = (offsets[place + 1] ?? 0) + 1;
    }
    for (let place = 0; place < terms.length; place++) {
      offsets[place + 1] = (offsets[place + 1] ?? 0) + (offsets[place] ?? 0);
    }
    const next = offsets.slice();
    const rows = new Uint32Array(size);
    const weights = new Float32Array(size);
    for (let at = 0; at < size; at++) {
      const place = ordinalOf[at] ?? 0;
      const target = next[place] ?? 0;
      next[place] = target + 1;
      rows[target] = this.#rows[at] ?? 0;
      weights[target] = this.#weights[at] ?? 0;
    }
    return { terms, offsets, rows, weights };
  }

  #grow(needed: number): void {
    const capacity = Math.max(needed, this.#terms.length * 2);
    const terms = new Uint32Array(capacity);
    const rows = new Uint32Array(capacity);
    const weights = new Float32Array(capacity);
    terms.set(this.#terms);
    rows.set(this.#rows);
    weights.set(this.#weights);
    this.#terms = terms;
    this.#rows = rows;
    this.#weights = weights;
  }
}

/**
 * One segment out of several, in their order.
 *
 * @param remap new row by old row, {@link goneRow} for rows to leave out; as they are when left out.
 */
export function mergeSegments(segments: readonly PostingSegment[], remap?: Uint32Array): PostingSegment {
  const total = segments.reduce((sum, { rows }) => sum + rows.length, 0);
  const termBound = segments.reduce((sum, { terms }) => sum + terms.length, 0);
  const terms = new Uint32Array(termBound);
  const offsets = new Uint32Array(termBound + 1);
  const rows = new Uint32Array(total);
  const weights = new Float32Array(total);
  const cursors = new Uint32Array(segments.length);
  let size = 0;
  let distinct = 0;
  for (let term = lowestTerm(segments, cursors); term !== null; term = lowestTerm(segments, cursors)) {
    const start = size;
    segments.forEach((segment, at) => {
      const cursor = cursors[at] ?? 0;
      if (segment.terms[cursor] !== term) return;
      cursors[at] = cursor + 1;
      const end = segment.offsets[cursor + 1] ?? 0;
      for (let from = segment.offsets[cursor] ?? 0; from < end; from++) {
        const old = segment.rows[from] ?? 0;
        const row = remap ? (remap[old] ?? goneRow) : old;
        if (row === goneRow) continue;
        rows[size] = row;
        weights[size++] = segment.weights[from] ?? 0;
      }
    });
    if (size === start) continue;
    terms[distinct++] = term;
    offsets[distinct] = size;
  }
  return {
    terms: terms.slice(0, distinct),
    offsets: offsets.slice(0, distinct + 1),
    rows: size === total ? rows : rows.slice(0, size),
    weights: size === total ? weights : weights.slice(0, size),
  };
}

function lowestTerm(segments: readonly PostingSegment[], cursors: Uint32Array): number | null {
  let lowest: number | null = null;
  for (let at = 0; at < segments.length; at++) {
    const term = segments[at]?.terms[cursors[at] ?? 0];
    if (term !== undefined && (lowest === null || term < lowest)) lowest = term;
  }
  return lowest;
}
