import { type FusionOptions, fuseHits, type ScoredHit } from '../../../src/core/fusion.js';

/** Nothing of a leg. */
const absent = {
  dense: { denseScore: 0, denseRank: null },
  sparse: { sparseScore: 0, sparseRank: null },
} as const;

/**
 * `fuseHits` over what one leg found, by meaning (`dense`) or by words (`sparse`): what only the other one found is gone, and so are the
 * other one's scores and ranks.
 */
export function fuseOneLeg(leg: 'dense' | 'sparse') {
  return <Hit extends ScoredHit>(hits: readonly Hit[], options: FusionOptions) => {
    const other = leg === 'dense' ? absent.sparse : absent.dense;
    const found = hits.filter((hit) => (leg === 'dense' ? hit.denseRank : hit.sparseRank) !== null);
    return fuseHits(
      found.map((hit): Hit => ({ ...hit, ...other })),
      options,
    );
  };
}
