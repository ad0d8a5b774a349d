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
const worthwhileGain = 0.06;
/** What a sentence of the asked-for kind (a date, a number, a cause) is worth, in the same unit. */
const typeBonus = 0.1;
/** What holding the reader's span is worth: it decides unless another sentence covers half the question more. */
const spanBonus = 0.5;
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
  const scores = sentences.map((sentence, index) =>
    scoreSentence(question, candidate, sentence, similarities?.[index]),
  );
  let core = -1;
  scores.forEach((score, index) => {
    if (sentences[index]?.kind !== 'heading' && score > (scores[core] ?? Number.NEGATIVE_INFINITY)) core = index;
  });
  if (core < 0) return null;
  return grow(question, candidate, core);
}

function scoreSentence(
  question: WeighedQuestion,
  candidate: Candidate,
  sentence: TermedSentence,
  similarity: number | undefined,
): number {
  const text = candidate.section.text.slice(sentence.start, sentence.end);
  const span = candidate.reading?.span;
  const holdsSpan = span && span.start < sentence.end && span.end > sentence.start;
  const isTyped = question.type === 'time' || question.type === 'number' || question.type === 'reason';
  return (
    coverage(question, sentence.terms) +
    (isTyped && holdsType(text, question.type) ? typeBonus : 0) +
    (holdsSpan ? spanBonus : 0) +
    (similarity ?? 0) * similarityWeight
  );
}

function grow(question: WeighedQuestion, { sentences, section }: Candidate, core: number): Quote {
  let first = core;
  let last = core;
  const terms = new Set(sentences[core]?.terms);
  while (last - first + 1 < maxSentences) {
    const options = [first - 1, last + 1].flatMap((index) => {
      const sentence = sentences[index];
      if (!sentence || sentence.kind === 'heading') return [];
      const length =
        Math.max(sentence.end, sentences[last]?.end ?? 0) - Math.min(sentence.start, sentences[first]?.start ?? 0);
      if (length > maxCharacters) return [];
      return [{ index, sentence, gain: gained(question, terms, sentence.terms) }];
    });
    const best = options.sort((left, right) => right.gain - left.gain)[0];
    if (!best || best.gain < worthwhileGain) break;
    first = Math.min(first, best.index);
    last = Math.max(last, best.index);
    for (const term of best.sentence.terms) terms.add(term);
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
