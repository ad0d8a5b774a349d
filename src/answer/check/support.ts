import type { Features } from '../../core/confidence.js';
import type { TokenAlignment } from '../../core/token-alignment.js';
import type { Match } from './match-claim.js';
import type { ReadClaim } from './read-claim.js';

/** What the encoder and the reader say about a claim and a matched sentence; nulls where they were not asked. */
export interface Likeness {
  /** Cosine of claim and core sentence, -1…1. */
  readonly cosine: number | null;
  /** The reader's, of claim and core. */
  readonly alignment: Pick<TokenAlignment, 'whole'> | null;
}

/** Claims that weigh less are an answer rather than a sentence ("Norway", 15 天): all that counts is whether every word is there. */
const shortClaim = 4;

/** What speaks for a claim in a match, all in fixed ranges; those of claims in one language, of short ones, and across languages apart. */
export function supportFeatures(claim: ReadClaim, match: Match, likeness: Likeness): Features {
  const cosine = scaled(likeness.cosine, 0.85, 0.05);
  const alignment = scaled(likeness.alignment?.whole ?? null, 0.45, 0.1);
  if (match.isCross) return { cross: 1, cross_cosine: cosine, cross_alignment: alignment };
  if (claim.weight < shortClaim) return { short: 1, short_gap: 1 - match.joined };
  const { order } = match.alignment;
  // A sentence of two words that the claim happens to hold is covered wholly, and says nothing.
  const reverse = Math.min(match.alignment.reverse, match.joined);
  return { joined: match.joined, order, reverse, cosine, alignment };
}

/** An alignment that nobody needs to look for: of a claim whose words stand in the sentence one after the other. */
export const verbatimAlignment = { whole: 0.8 };

function scaled(value: number | null, centre: number, unit: number): number {
  return value === null ? 0 : Math.max(-4, Math.min(4, (value - centre) / unit));
}

interface Weights {
  readonly intercept: number;
  readonly weights: Readonly<Record<string, number>>;
}

/**
 * Logistic regressions on the first halves (by article) of WiCE, HaluEval, UHGEval and the paraphrases, on sentences of the calibration
 * articles against their paragraph without them, and, across languages, on the translations of those articles
 * (`bench/eval/check/fit.ts`; the README has how far a later fit differs). The intercepts are moved (`operatingPoint`) to where few paraphrases of the first half fall below 0.7.
 */
const withReader: Weights = {
  intercept: -3.75,
  weights: {
    joined: 1.09,
    order: 1.78,
    reverse: 5.01,
    alignment: 0.59,
    short: 5.23,
    short_gap: -5.1,
    cross: 5.65,
    cross_cosine: 1.64,
    cross_alignment: 2.61,
  },
};
const withoutReader: Weights = {
  intercept: -4.43,
  weights: {
    joined: 1.82,
    order: 3.41,
    reverse: 4.99,
    cosine: 0.28,
    short: 5.9,
    short_gap: -5.08,
    cross: 4.93,
    cross_cosine: 3.16,
  },
};

/**
 * Added to the log-odds: the fit counts supported and unsupported claims alike and a passed false claim as much as a rejected true one;
 * the vetoes see to what it lets through. Share of paraphrases and WiCE's supported claims that pass, and of WiCE's other claims
 * and of sentences without their evidence: 0 .79 .46, .02 .02; 0.5 .89 .49, .05 .03; 1 .94 .57, .08 .05; 1.5 .95 .69, .12 .07; 2 .97 .74, .20 .13.
 */
const operatingPoint = 1.2;

/**
 * What is taken off the log-odds where words of the claim stand nowhere and the reader does not see them meant either: "Laptop
 * bags are hidden on the roof" shares its subject with "employees receive a laptop bag", and nothing else. Below `covered` of the
 * claim's weight and `meant` of the (scaled) alignment, by their product: of the 150 paraphrases 2 more are rejected, of WiCE's
 * unsupported claims 1 in 85 fewer passes, of UHGEval's 1 in 100.
 */
const unseen = { covered: 0.6, meant: 1.8, weight: 4 };

/** 0…1: how surely a match supports a claim, before any veto. `isRead`: the reader looked at it. */
export function supportOf(features: Features, isRead: boolean): number {
  const { intercept, weights } = isRead ? withReader : withoutReader;
  // Across languages the fit's own balance is kept: words cannot veto there.
  let sum = intercept + (features.cross ? 0.4 : operatingPoint);
  for (const [name, value] of Object.entries(features)) sum += (weights[name] ?? 0) * value;
  const { joined, alignment = 0 } = features;
  if (isRead && joined !== undefined) {
    sum -= unseen.weight * Math.max(0, unseen.covered - joined) * Math.max(0, unseen.meant - alignment);
  }
  return 1 / (1 + Math.exp(-sum));
}
