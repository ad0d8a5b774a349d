import type { Features } from '../../core/confidence.js';
import type { TokenAlignment } from '../../core/token-alignment.js';
import type { Conflict } from './conflict.js';
import type { Match } from './match-claim.js';
import type { ReadClaim } from './read-claim.js';

/** What the encoder and the reader say about a claim and a matched sentence; nulls where they were not asked. */
export interface Likeness {
  /** Cosine of claim and core sentence, -1…1. */
  readonly cosine: number | null;
  /** The reader's, of claim and core. */
  readonly alignment: TokenAlignment | null;
}

/** What speaks for a claim in a match: names and values, all in fixed ranges. `cross_…`: in different languages. */
export function supportFeatures(
  claim: ReadClaim,
  match: Match,
  likeness: Likeness,
  conflicts: readonly Conflict[],
): Features {
  const silent = conflicts.filter(({ evidence }) => evidence === null).length;
  const figures = claim.figures.amounts.length + claim.figures.dates.length;
  const shared = match.isCross ? 1 : 0;
  const same = 1 - shared;
  const cosine = scaled(likeness.cosine, 0.85, 0.05);
  const alignment = scaled(likeness.alignment?.whole ?? null, 0.45, 0.1);
  return {
    cross: shared,
    joined: same * match.joined,
    coverage: same * match.coverage,
    order: same * match.alignment.order,
    wide: same * match.wide,
    reverse: same * match.alignment.reverse,
    gaps: same * gapsOf(claim, match),
    cosine: same * cosine,
    alignment: same * alignment,
    cross_cosine: shared * cosine,
    cross_alignment: shared * alignment,
    cross_figures: shared * Math.min(2, figures - silent),
    length: Math.log(1 + claim.weight),
  };
}

function scaled(value: number | null, centre: number, unit: number): number {
  return value === null ? 0 : Math.max(-4, Math.min(4, (value - centre) / unit));
}

/** Weight of the heaviest run of words that stand nowhere in the match, over a claim's typical clause: what was added. */
function gapsOf(claim: ReadClaim, { covered }: Match): number {
  let heaviest = 0;
  let run = 0;
  claim.tokens.forEach(({ weight }, index) => {
    if (weight === 0) return;
    run = (covered[index] ?? 0) < 0.3 ? run + weight : 0;
    heaviest = Math.max(heaviest, run);
  });
  return Math.min(1, heaviest / 4);
}

/** Weights of the features, on the log-odds. */
const weights: Readonly<Record<string, number>> = {
  joined: 5,
  order: 1.5,
  wide: 1,
  gaps: -1.5,
  cosine: 0.5,
  alignment: 0.3,
  cross_cosine: 1.2,
  cross_alignment: 0.6,
  cross_figures: 0.4,
  cross: 3.2,
};
const intercept = -3.6;

/** 0…1: how surely a match supports a claim, before any veto. */
export function supportOf(features: Features): number {
  let sum = intercept;
  for (const [name, value] of Object.entries(features)) sum += (weights[name] ?? 0) * value;
  return 1 / (1 + Math.exp(-sum));
}
