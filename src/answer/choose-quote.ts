import { holdsType } from '../core/question.js';
import { type ShapedQuestion, shapeOf } from '../core/question-shape.js';
import { definesThing, isDeciding } from '../core/sentence-roles.js';
import type { Candidate, TermedSentence, WeighedQuestion } from './evidence.js';
import { isShort, isTableHeader, listsOf, type Run, shortened, tableAround, tableHeadBefore } from './quote-blocks.js';

/** A run of whole sentences of a section; offsets into the section's text, end exclusive. */
export interface Quote {
  readonly start: number;
  readonly end: number;
  /** A list or a table counts as one. */
  readonly sentences: number;
  /** Header and rule of the table that the quoted rows stand in, where they do not stand right before them. */
  readonly head: { readonly start: number; readonly end: number } | null;
  /** True where the quoted list goes on. */
  readonly cut: boolean;
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
/** What defining the thing asked about is worth, times how surely: more than words and span together could be ahead. */
const definitionBonus = 1.5;
/** What allowing, forbidding or requiring is worth in a sentence that covers at least half of a yes/no question; less below. */
const decisionBonus = 0.4;
/** A list answers a question for a list unless another sentence covers this much more of it. */
const listHandicap = 0.15;

/**
 * The shortest run of at most three whole sentences of a candidate that answers the question: the sentence that covers most of
 * the question's rare words, holds the kind of thing asked for and the reader's span, and its neighbours as far
 * as they cover more. A question for a definition gets the sentence that defines, one for a decision the one that decides,
 * one for a list or for steps the list with its lead-in; a table row comes with its header, code with what leads in to it.
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
  const shaped = shapeOf(question.text);
  const scoreOf = (sentence: TermedSentence, index: number) =>
    scoreWords(question, shaped, candidate, sentence, index, similarities?.[index]);
  const byWords = best(sentences, scoreOf);
  const core = best(
    sentences,
    (sentence, index) => scoreOf(sentence, index) + (holdsSpan(candidate, sentence) ? spanBonus : 0),
  );
  if (core < 0) return null;
  const wantsList = shaped.shape === 'list' || shaped.shape === 'steps';
  const list = wantsList ? listFor(question, candidate, core) : null;
  if (list) return toQuote(candidate, list);
  if (defines(shaped, candidate, sentences[core]) > 0)
    return toQuote(candidate, { first: core, last: core, cut: false });
  // Words and reader point at different sentences: where both fit into one run, quote both.
  const other = Math.abs(byWords - core) < maxSentences && !isApart(candidate, byWords, core) ? byWords : core;
  const run = { first: Math.min(core, other), last: Math.max(core, other), cut: false };
  if (sentences[core]?.kind === 'table') return toQuote(candidate, rowsFor(candidate, run, wantsList));
  return toQuote(candidate, withCode(candidate, grow(question, candidate, run), wantsList));
}

/** Whether one of two sentences stands in a table and the other outside it. */
function isApart({ sentences }: Candidate, left: number, right: number): boolean {
  return (sentences[left]?.kind === 'table') !== (sentences[right]?.kind === 'table');
}

/** The list that answers a question for one: it holds the best sentence, or is led in by it, or covers about as much. */
function listFor(question: WeighedQuestion, candidate: Candidate, core: number): Run | null {
  const { sentences } = candidate;
  const cover = (first: number, last: number) =>
    coverage(question, new Set(sentences.slice(first, last + 1).flatMap(({ terms }) => [...terms])));
  const lists = listsOf(candidate)
    .map(({ lead, run }) => {
      const holdsCore = core >= (lead ?? run.first - 1) && core <= run.last && sentences[core]?.kind !== 'table';
      const covered = cover(lead ?? run.first, run.last) + (holdsCore ? 1 : 0);
      // A sentence right before the list that covers the question leads in to it, also without a colon.
      return { lead: lead ?? (core === run.first - 1 && holdsCore ? core : null), run, covered };
    })
    .filter(({ covered }) => covered > 0 && covered >= cover(core, core) - listHandicap)
    .sort((left, right) => right.covered - left.covered);
  const [found] = lists;
  if (!found) return null;
  const fitting = shortened(candidate, found.lead, found.run);
  // The item that answers stands behind what can be quoted: it goes alone.
  return fitting && (core <= fitting.last || found.covered < 1) ? fitting : null;
}

/** Rows of a table: all of a short one where a list is asked for, else those that answer. */
function rowsFor(candidate: Candidate, run: Run, wantsList: boolean): Run {
  const table = tableAround(candidate, run.first);
  return wantsList && isShort(candidate, table) ? table : run;
}

/** A run with the code block or formula that it leads in to, or that it is led in to by. */
function withCode({ sentences, section }: Candidate, run: Run, wantsCode: boolean): Run {
  const joins = (prose: number, block: number) => {
    const [before, after] = [sentences[prose], sentences[block]];
    if (before?.kind !== 'prose' || (after?.kind !== 'code' && after?.kind !== 'formula')) return false;
    const leadsIn = /[:：]$/.test(section.text.slice(before.start, before.end));
    return leadsIn || (wantsCode && after.kind === 'code');
  };
  if (joins(run.last, run.last + 1)) return { ...run, last: run.last + 1 };
  return joins(run.first - 1, run.first) ? { ...run, first: run.first - 1 } : run;
}

function toQuote({ sentences, section }: Candidate, { first, last, cut }: Run): Quote {
  const start = sentences[first]?.start ?? 0;
  const end = sentences[last]?.end ?? section.text.length;
  const head = sentences[first]?.kind === 'table' ? tableHeadBefore(section.text, start) : null;
  const inOne = head !== null && section.text.slice(head.end, start).trim() === '';
  return {
    start: inOne ? head.start : start,
    end,
    sentences: countUnits(sentences.slice(first, last + 1)),
    head: inOne ? null : head,
    cut,
  };
}

/** Sentences, where a list, a table and a code block count as one each. */
function countUnits(sentences: readonly TermedSentence[]): number {
  return sentences.filter(({ kind }, index) => kind === 'prose' || sentences[index - 1]?.kind !== kind).length;
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
  shaped: ShapedQuestion,
  candidate: Candidate,
  sentence: TermedSentence,
  index: number,
  similarity: number | undefined,
): number {
  const text = candidate.section.text.slice(sentence.start, sentence.end);
  const isHeader = sentence.kind === 'table' && isTableHeader(candidate.section.text, sentence.end);
  const isTyped = question.type === 'time' || question.type === 'number' || question.type === 'reason';
  const covered = coverage(question, sentence.kind === 'table' ? rowTerms(candidate, index) : sentence.terms);
  const decides = shaped.shape === 'decision' && isDeciding(text) ? Math.min(1, 2 * covered) : 0;
  return (
    covered +
    (isTyped && holdsType(text, question.type) ? typeBonus : 0) +
    (similarity ?? 0) * similarityWeight +
    defines(shaped, candidate, sentence) * definitionBonus +
    decides * decisionBonus -
    // The names of the columns answer nothing by themselves.
    (isHeader ? 2 : 0)
  );
}

/** How surely a sentence defines the thing asked about, 0…1; 0 for other questions. */
function defines({ shape, things }: ShapedQuestion, { section }: Candidate, sentence?: TermedSentence): number {
  if (shape !== 'definition' || !sentence) return 0;
  const text = section.text.slice(sentence.start, sentence.end);
  return Math.max(0, ...things.map((thing) => definesThing(text, thing)));
}

/** A row's own terms and those of its header: a cell means what its column says. */
function rowTerms(candidate: Candidate, row: number): ReadonlySet<number> {
  const { sentences, section } = candidate;
  const header = sentences[tableAround(candidate, row).first];
  const own = sentences[row]?.terms ?? new Set<number>();
  if (!header || !isTableHeader(section.text, header.end)) return own;
  return new Set([...own, ...header.terms]);
}

function holdsSpan({ reading }: Candidate, { start, end }: TermedSentence): boolean {
  return reading?.span ? reading.span.start < end && reading.span.end > start : false;
}

function grow(question: WeighedQuestion, { sentences, hit }: Candidate, run: Run): Run {
  // Words of two languages cannot show how far the answer goes, so its neighbours come along.
  const isCross = hit.language !== question.language;
  let { first, last } = run;
  const terms = new Set(sentences.slice(first, last + 1).flatMap((sentence) => [...sentence.terms]));
  while (last - first + 1 < maxSentences) {
    const options = [first - 1, last + 1].flatMap((index) => {
      const sentence = sentences[index];
      if (!sentence || sentence.kind === 'heading' || sentence.kind === 'table') return [];
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
  return { first, last, cut: false };
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
