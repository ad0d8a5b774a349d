import { shapeOf } from '../core/question-shape.js';
import type { TermExtractor } from '../core/terms.js';
import { chooseQuote } from './choose-quote.js';
import { comparedSides, speaksOfAll } from './compared-sides.js';
import { disagree, newestFirst } from './disagreement.js';
import type { Candidate, WeighedQuestion } from './evidence.js';
import { type ChosenQuote, type ComposedAnswer, joinQuotes } from './join-quotes.js';
import type { Prompts } from './prompts.js';
import type { ScoredCandidate } from './score.js';

/** Cosines of a candidate's sentences with the question; null where words decide. */
export type SentenceSimilarity = (candidate: ScoredCandidate) => Promise<readonly number[] | null>;

/** What composing needs beside the question and the candidates. Confidences 0…1. */
export interface ComposeOptions {
  readonly threshold: number;
  readonly relevanceFloor: number;
  readonly extractor: TermExtractor;
  readonly prompts: Prompts;
  readonly similarity: SentenceSimilarity;
}

/** Passages quoted below the threshold, where the reader of the answer has to choose. */
const passagesShown = 3;
/** Sections quoted for a question that needs several: a list across documents. */
const sectionsJoined = 3;
/** How far below the threshold a section still counts as one that contradicts. */
const nearThreshold = 0.15;

/**
 * The answer of the knowledge base, word for word: the best candidate's sentences that answer, `[1]`. A comparison gets the
 * sentences of the best candidate for each thing, another question that needs several sections those of further confident
 * candidates. Where a section near the threshold contradicts the best one, both stand, newest period first, behind a fixed
 * sentence that says so.
 *
 * @returns null when no candidate has a sentence to quote.
 */
export async function composeAnswer(
  question: WeighedQuestion,
  candidates: readonly ScoredCandidate[],
  options: ComposeOptions,
): Promise<(ComposedAnswer & { readonly disagree: boolean }) | null> {
  const { threshold } = options;
  const confident = candidates.filter(({ confidence }) => confidence >= threshold);
  const sides = await compare(question, candidates, options);
  if (sides?.some(({ candidate }) => candidate.confidence >= threshold)) return agreed('', sides, question);
  const [first, ...others] = await quotesOf(
    question,
    confident.slice(0, question.needsSeveral ? sectionsJoined : 1),
    options,
  );
  if (!first) return null;
  if (question.needsSeveral) return agreed('', [first, ...others], question);
  const opposed = await contradicting(question, first, candidates, options);
  if (opposed.length === 0) return agreed('', [first], question);
  const introduction = options.prompts.text('sections-disagree', question.language);
  const composed = joinQuotes(introduction, newestFirst([first, ...opposed]), question.language);
  return composed && { ...composed, disagree: true };
}

/** What the knowledge base says about a question that it may not answer: an introduction, then the best passages' sentences. */
export async function composePassages(
  question: WeighedQuestion,
  candidates: readonly ScoredCandidate[],
  options: ComposeOptions,
): Promise<ComposedAnswer | null> {
  const shown = candidates.filter(({ confidence }) => confidence >= options.relevanceFloor).slice(0, passagesShown);
  const quotes = (await compare(question, candidates, options)) ?? (await quotesOf(question, shown, options));
  return joinQuotes(options.prompts.text('passages-intro', question.language), quotes, question.language);
}

function agreed(introduction: string, quotes: readonly ChosenQuote[], { language }: WeighedQuestion) {
  const composed = joinQuotes(introduction, quotes, language);
  return composed && { ...composed, disagree: false };
}

async function quotesOf(
  question: WeighedQuestion,
  candidates: readonly ScoredCandidate[],
  { similarity }: ComposeOptions,
): Promise<ChosenQuote[]> {
  const chosen: ChosenQuote[] = [];
  for (const candidate of candidates) {
    const quote = chooseQuote(question, candidate, await similarity(candidate));
    if (quote) chosen.push({ candidate, quote });
  }
  return chosen;
}

/** One quotation for each compared thing; null for another question, or where fewer than two things are spoken of. */
async function compare(
  question: WeighedQuestion,
  candidates: readonly ScoredCandidate[],
  options: ComposeOptions,
): Promise<ChosenQuote[] | null> {
  const { shape, things } = shapeOf(question.text);
  if (shape !== 'comparison') return null;
  const { extractor, threshold, relevanceFloor } = options;
  const best = candidates[0];
  if (best && best.confidence >= threshold) {
    // The shortest answer: one run that compares them itself.
    const [whole] = await quotesOf(question, [best], options);
    if (whole && speaksOfAll(question, things, quotedTerms(best, whole), extractor)) return [whole];
  }
  const sides = comparedSides(question, things, candidates, extractor, relevanceFloor);
  if (sides.length < 2) return null;
  const quotes = await Promise.all(sides.map((side) => quotesOf(side.question, [side.candidate], options)));
  return quotes.flat();
}

function quotedTerms({ sentences }: Candidate, { quote }: ChosenQuote): Set<number> {
  const inside = sentences.filter(({ start, end }) => start >= quote.start && end <= quote.end);
  return new Set(inside.flatMap(({ terms }) => [...terms]));
}

/** Quotations of other candidates that answer differently; only questions for one fact or decision can be contradicted. */
async function contradicting(
  question: WeighedQuestion,
  first: ChosenQuote,
  candidates: readonly ScoredCandidate[],
  options: ComposeOptions,
): Promise<ChosenQuote[]> {
  const { shape } = shapeOf(question.text);
  if (shape !== 'fact' && shape !== 'decision' && shape !== 'definition') return [];
  const near = candidates.filter(
    (candidate) =>
      candidate.section.id !== first.candidate.section.id && candidate.confidence >= options.threshold - nearThreshold,
  );
  const others = await quotesOf(question, near.slice(0, sectionsJoined), options);
  return others.filter((other) =>
    disagree(question, first, other, options.extractor, other.candidate.confidence >= options.threshold),
  );
}
