import type { Features } from '../../core/confidence.js';
import type { Conflict, Veto } from './conflict.js';
import type { Match } from './match-claim.js';
import type { ReadClaim } from './read-claim.js';
import { type Likeness, supportFeatures, supportOf } from './support.js';
import { vetoAmounts, vetoDates } from './vetoes/figures.js';
import { vetoModality } from './vetoes/modality.js';
import { vetoNames } from './vetoes/names.js';
import { vetoNegation } from './vetoes/negation.js';
import { vetoOpposites } from './vetoes/opposites.js';
import { vetoQuantifiers } from './vetoes/quantifiers.js';
import { vetoReplacedWords } from './vetoes/replaced-words.js';

/** A match with what is to be said for and against it. */
export interface WeighedMatch extends Match {
  readonly features: Features;
  /** 0…1, before vetoes. */
  readonly likelihood: number;
  /** 0…1: 0 with a conflict, a share of the likelihood where the evidence is silent on a figure or a name. */
  readonly support: number;
  /** How far the match speaks of what the claim speaks of, figures and names left out; 0…1. */
  readonly aboutness: number;
  /** What the evidence says otherwise. Empty where it is about something else. */
  readonly conflicts: readonly Conflict[];
  /** Figures and names that the evidence does not have. */
  readonly silent: readonly Conflict[];
}

const vetoes: readonly Veto[] = [
  vetoAmounts,
  vetoDates,
  vetoNames,
  vetoModality,
  vetoNegation,
  vetoQuantifiers,
  vetoOpposites,
  vetoReplacedWords,
];

/** A claim with a figure or name that its evidence lacks is never supported, however alike the rest is: below 0.7 of 1. */
const silentShare = 0.6;
/** From this aboutness on a difference is a contradiction, below it is something else that is talked about. */
const sameMatter = 0.5;
/** The same across languages, where only the encoder says what a sentence is about: cosine. */
const sameMatterAcross = 0.86;

/** Weighs a match: features, their sum, and every veto. */
export function weighMatch(claim: ReadClaim, match: Match, likeness: Likeness): WeighedMatch {
  const found = vetoes.flatMap((veto) => veto(claim, match));
  const features = supportFeatures(claim, match, likeness);
  const likelihood = supportOf(features, likeness.alignment !== null);
  const aboutness = match.isCross ? ((likeness.cosine ?? 0) >= sameMatterAcross ? 1 : 0) : aboutnessOf(claim, match);
  const isAbout = aboutness >= sameMatter;
  const opposed = found.filter(({ evidence }) => evidence !== null);
  const silent = found.filter(({ evidence }) => evidence === null);
  const conflicts = isAbout ? opposed : [];
  const share = opposed.length + silent.length > 0 ? silentShare : 1;
  const support = conflicts.length > 0 ? 0 : likelihood * share;
  return { ...match, features, likelihood, support, aboutness, conflicts, silent };
}

/** Part of the claim's words that the core sentence and its titles hold, figures and names left out. */
function aboutnessOf(claim: ReadClaim, { covered }: Match): number {
  const spans = [...claim.figures.amounts, ...claim.figures.dates, ...claim.names];
  let held = 0;
  let all = 0;
  claim.tokens.forEach(({ start, end, weight }, index) => {
    if (spans.some((span) => start < span.end && end > span.start)) return;
    held += weight * (covered[index] ?? 0);
    all += weight;
  });
  // Nothing but figures and names: the whole decides.
  return all > 0 ? held / all : covered.some((share) => share > 0) ? sameMatter : 0;
}
