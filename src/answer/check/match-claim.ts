import { type EvidencePassage, type EvidenceSentence, unionOf } from './evidence-passage.js';
import type { ReadClaim } from './read-claim.js';
import { alignWords, coverageOf, type Vocabulary, type WordAlignment } from './word-match.js';

/** A sentence that may decide a claim, with others of its passage that say what it leaves open. */
export interface Match {
  readonly passage: EvidencePassage;
  readonly core: EvidenceSentence;
  /** Further sentences of the passage that cover more of the claim, three at most, in order of gain. */
  readonly others: readonly EvidenceSentence[];
  /** Part of the claim's weight that the core covers, 0…1; titles count in part. */
  readonly coverage: number;
  /** The same for core and others together. */
  readonly joined: number;
  /** The same for the whole passage. */
  readonly wide: number;
  /** For each of the claim's tokens, how far core, others and titles hold it, 0…1. */
  readonly covered: readonly number[];
  readonly alignment: WordAlignment;
  /** Whether claim and evidence are in different languages: words cannot agree then. */
  readonly isCross: boolean;
}

/** What a word in title or headings is worth beside one in the sentence. */
const titleShare = 0.7;
/** Another sentence joins for this part of the claim's weight. */
const worthwhileGain = 0.06;
const maxOthers = 3;
/** Sentences of one passage that are looked at as the core. */
const coresPerPassage = 2;
/** A second core covers at least this part of what the first one does. */
const secondCoreShare = 0.7;

/** A sentence that may become the core of a match. */
export interface CoreSentence {
  readonly passage: EvidencePassage;
  readonly sentence: EvidenceSentence;
  /** As `Match.coverage`. */
  readonly coverage: number;
}

/** The sentences of a passage that cover most of the claim, best first: cheap, to choose which are worth a match. */
export function coreSentences(claim: ReadClaim, passage: EvidencePassage): CoreSentence[] {
  const scored = passage.sentences
    .map((sentence) => ({ passage, sentence, coverage: shareOf(claim, coverWith(claim, passage, [sentence])) }))
    .sort((left, right) => right.coverage - left.coverage || left.sentence.start - right.sentence.start);
  const best = scored[0]?.coverage ?? 0;
  return scored.slice(0, coresPerPassage).filter(({ coverage }) => coverage > 0 && coverage >= best * secondCoreShare);
}

/** A match on a given sentence. */
export function matchSentence(
  claim: ReadClaim,
  passage: EvidencePassage,
  core: EvidenceSentence,
  isCross: boolean,
): Match {
  let covered = coverWith(claim, passage, [core]);
  const coverage = shareOf(claim, covered);
  const others: EvidenceSentence[] = [];
  while (!isCross && others.length < maxOthers) {
    let gained: { sentence: EvidenceSentence; covered: number[]; share: number } | null = null;
    const before = shareOf(claim, covered);
    if (before > 0.995) break;
    for (const sentence of passage.sentences) {
      if (sentence === core || others.includes(sentence)) continue;
      const more = maximum(covered, coverageOf(claim.tokens, sentence.words));
      const share = shareOf(claim, more);
      if (share - before >= worthwhileGain && share > (gained?.share ?? 0)) gained = { sentence, covered: more, share };
    }
    if (!gained) break;
    others.push(gained.sentence);
    covered = gained.covered;
  }
  return {
    passage,
    core,
    others,
    coverage,
    joined: shareOf(claim, covered),
    wide: isCross ? shareOf(claim, covered) : shareOf(claim, coverageOf(claim.tokens, passage.words)),
    covered,
    alignment: alignWords(claim.tokens, core.tokens),
    isCross,
  };
}

function coverWith(claim: ReadClaim, passage: EvidencePassage, sentences: readonly EvidenceSentence[]): number[] {
  const vocabulary: Vocabulary =
    sentences.length === 1 ? (sentences[0]?.words ?? passage.words) : unionOf(sentences.map(({ words }) => words));
  const titles = coverageOf(claim.tokens, passage.titleWords).map((share) => share * titleShare);
  return maximum(coverageOf(claim.tokens, vocabulary), titles);
}

/** Part of the claim's weight that is covered, 0…1. */
export function shareOf(claim: ReadClaim, covered: readonly number[]): number {
  if (claim.weight <= 0) return 0;
  return claim.tokens.reduce((sum, { weight }, index) => sum + weight * (covered[index] ?? 0), 0) / claim.weight;
}

function maximum(left: readonly number[], right: readonly number[]): number[] {
  return left.map((share, index) => Math.max(share, right[index] ?? 0));
}
