import { fromSparseBlob } from './sparse-blob.js';

/** Adds `step` for every term of a point; a stored point comes as its blob. */
export function countTerms(change: Map<number, number>, terms: Uint32Array | Uint8Array, step: 1 | -1): void {
  const ids = terms instanceof Uint32Array ? terms : fromSparseBlob(terms).ids;
  for (const id of ids) change.set(id, (change.get(id) ?? 0) + step);
}

/** Terms whose frequency a publication moves, with the step, in order of term id. */
export function movedTerms(change: ReadonlyMap<number, number>): [id: number, step: number][] {
  return [...change].filter(([, step]) => step !== 0).sort(([left], [right]) => left - right);
}
