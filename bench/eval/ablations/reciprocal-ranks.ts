import type { ScoredHit } from '../../../src/core/fusion.js';

/** The constant that Cormack, Clarke and Büttcher proposed in 2009, and the usual default. */
const rankConstant = 60;

/** Reciprocal rank fusion in place of `fuseHits`: each leg adds 1 ÷ (60 + rank). Scores 0…1, best first, ties by point id. */
export function fuseByRanks<Hit extends ScoredHit>(hits: readonly Hit[]): (Hit & { readonly fusedScore: number })[] {
  const highest = 2 / (rankConstant + 1);
  const part = (rank: number | null) => (rank === null ? 0 : 1 / (rankConstant + rank));
  return hits
    .map((hit) => ({ ...hit, fusedScore: (part(hit.denseRank) + part(hit.sparseRank)) / highest }))
    .sort((left, right) => right.fusedScore - left.fusedScore || (left.pointId < right.pointId ? -1 : 1));
}
