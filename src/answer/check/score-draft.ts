import type { Claim, Verdict } from '../../core/verdict.js';

/** The score a draft must reach unless a deployment says otherwise (design: 0.7). */
export const defaultFactThreshold = 0.7;
/** A draft with a contradicted claim scores no more than this, whatever else it says: just below the default threshold. */
const contradictedCap = 0.69;

/**
 * The verdict on a draft: support weighted by the claims' length (UTF-16 code units), capped below 0.7 when a claim is
 * contradicted; no claims, no score. A text that was not checked to its end does not pass.
 *
 * @param uncheckedFrom offset from which on nothing was checked; null when all was.
 */
export function scoreDraft(
  claims: readonly Claim[],
  threshold: number = defaultFactThreshold,
  uncheckedFrom: number | null = null,
): Verdict {
  const unchecked = uncheckedFrom === null ? {} : { uncheckedFrom };
  if (claims.length === 0) return { score: null, threshold, passed: false, claims, weakestClaim: null, ...unchecked };
  const lengthOf = ({ start, end }: Claim) => Math.max(1, end - start);
  const length = claims.reduce((sum, claim) => sum + lengthOf(claim), 0);
  const mean = claims.reduce((sum, claim) => sum + claim.support * lengthOf(claim), 0) / length;
  const isContradicted = claims.some(({ label }) => label === 'contradicted');
  const score = isContradicted ? Math.min(mean, contradictedCap) : mean;
  return {
    score,
    threshold,
    passed: score >= threshold && !isContradicted && uncheckedFrom === null,
    claims,
    weakestClaim: weakestOf(claims),
    ...unchecked,
  };
}

/** The least supported; of equals a contradicted one, then the first. */
function weakestOf(claims: readonly Claim[]): number {
  let weakest = 0;
  claims.forEach((claim, index) => {
    const other = claims[weakest];
    if (!other) return;
    const isWorse = claim.label === 'contradicted' && other.label !== 'contradicted';
    if (claim.support < other.support || (claim.support === other.support && isWorse)) weakest = index;
  });
  return weakest;
}
