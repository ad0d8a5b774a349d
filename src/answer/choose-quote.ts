import { holdsType } from '../core/question.js';
import type { Candidate, TermedSentence, WeighedQuestion } from './evidence.js';

/** A run of whole sentences of a section; offsets into the section's text, end exclusive. */
export interface Quote {
  readonly start: number;
  readonly end: number;
  readonly sentences: number;
}

/** Longest quotation, in sentences. */
const maxSentences = 3;
/** Longer runs are not joined; a single longer sentence or block still is quoted whole. UTF-16 code units. */
const maxCharacters = 600;
/** A neighbour joins for this part of the question's inverse document frequency that the run lacks so far. */
const worthwhileGain = 0.03;
/** What a sentence of the asked-for kind (a date, a number, a cause) is worth, in the same unit. */
const typeBonus = 0.1;
/** What holding the reader's span is worth: it decides unless another sentence covers nearly all of the question and its own nothing. */
const spanBonus = 0.8;
const similarityWeight = 4;

/**
 * The shortest run of at most three whole sentences of a candidate that answers the question: the sentence that covers most of
 * the question's rare words, holds the kind of thing asked for and the reader's span, and its neighbours as far
 * as they cover more.
 *
 * @param similarities cosine of each of the candidate's sentences with the question, for questions in another language;
 * null where words decide.
 * @returns null for a candidate without a sentence (headings only).
 */
export function chooseQuote(
  question: WeighedQuestion,
  candidate: Candidate,
  similarities: readonly number[] | null,
): Quote | null {
  const { sentences } = candidate;
  const byWords = best(sentences, (sentence, index) =>
    scoreWords(question, candidate, sentence, similarities?.[index]),
  );
  const core = best(
    sentences,
    (sentence, index) =>
      scoreWords(question, candidate, sentence, similarities?.[index]) +
      (holdsSpan(candidate, sentence) ? spanBonus : 0),
  );
  if (core < 0) return null;
  // Words and reader point at different sentences: where both fit into one run, quote both.
  const other = Math.abs(byWords - core) < maxSentences ? byWords : core;
  return grow(question, candidate, Math.min(core, other), Math.max(core, other));
}

/** Index of the sentence with the highest score, headings left out; -1 for none. */
function best(
  sentences: readonly TermedSentence[],
  scoreOf: (sentence: TermedSentence, index: number) => number,
): number {
  let found = -1;
  let highest = Number.NEGATIVE_INFINITY;
  sentences.forEach((sentence, index) => {
    const score = sentence.kind === 'heading' ? Number.NEGATIVE_INFINITY : scoreOf(sentence, index);
    if (score <= highest) return;
    highest = score;
    found = index;
  });
  return found;
}

function scoreWords(
  question: WeighedQuestion,
  candidate: Candidate,
  sentence: TermedSentence,
  similarity: number | undefined,
): number {
  const text = candidate.section.text.slice(sentence.start, sentence.end);
  const isTyped = question.type === 'time' || question.type === 'number' || question.type === 'reason';
  return (
    coverage(question, sentence.terms) +
    (isTyped && holdsType(text, question.type) ? typeBonus : 0) +
    (similarity ?? 0) * similarityWeight
  );
}

function holdsSpan({ reading }: Candidate, { start, end }: TermedSentence): boolean {
  return reading?.span ? reading.span.start < end && reading.span.end > start : false;
}

function grow(question: WeighedQuestion, { sentences, section, hit }: Candidate, from: number, to: number): Quote {
  // Words of two languages cannot show how far the answer goes, so its neighbours come along.
  const isCross = hit.language !== question.language;
  let first = from;
  let last = to;
  const terms = new Set(sentences.slice(first, last + 1).flatMap((sentence) => [...sentence.terms]));
  while (last - first + 1 < maxSentences) {
    const options = [first - 1, last + 1].flatMap((index) => {
      const sentence = sentences[index];
      if (!sentence || sentence.kind === 'heading') return [];
      const length =
        Math.max(sentence.end, sentences[last]?.end ?? 0) - Math.min(sentence.start, sentences[first]?.start ?? 0);
      if (length > maxCharacters) return [];
      return [{ index, sentence, gain: gained(question, terms, sentence.terms) }];
    });
    const next = options.sort((left, right) => right.gain - left.gain)[0];
    if (!next || (next.gain < worthwhileGain && !isCross)) break;
    first = Math.min(first, next.index);
    last = Math.max(last, next.index);
    for (const term of next.sentence.terms) terms.add(term);
  }
  return {
    start: sentences[first]?.start ?? 0,
    end: sentences[last]?.end ?? section.text.length,
    sentences: last - first + 1,
  };
}

/** Part of the question's inverse document frequency that these terms cover, 0…1. */
function coverage(question: WeighedQuestion, terms: ReadonlySet<number>): number {
  return gained(question, new Set(), terms);
}

function gained(question: WeighedQuestion, have: ReadonlySet<number>, more: ReadonlySet<number>): number {
  let sum = 0;
  question.terms.ids.forEach((id, index) => {
    if (more.has(id) && !have.has(id)) sum += question.inverseFrequencies[index] ?? 0;
  });
  return question.mass > 0 ? sum / question.mass : 0;
}
