import { type Quantity, quantitiesOf } from '../core/quantities.js';
import { permissionOf } from '../core/sentence-roles.js';
import type { TermExtractor } from '../core/terms.js';
import { termId } from '../core/terms.js';
import type { Candidate, WeighedQuestion } from './evidence.js';
import type { ChosenQuote } from './join-quotes.js';
import { headingLine } from './retrieve.js';

/** Two quotations speak of the same when each holds this part of the question's words that the other holds. */
const sameQuestion = 0.9;
/** Both hold at least this part of the question. */
const leastCovered = 0.5;
/** And they share this part of their own words (Jaccard), numbers left out: the same fact told twice. */
const sameWords = 0.35;

/**
 * Whether two quotations answer the same question differently: the same words of the question, like words of their own, but
 * another amount, date or permission. The same amount in other units or another script is no disagreement, nor is a further
 * amount beside the same one. Across languages, where words cannot agree, nothing is said to disagree unless the caller knows
 * that both answer (`bothAnswer`).
 */
export function disagree(
  question: WeighedQuestion,
  left: ChosenQuote,
  right: ChosenQuote,
  extractor: TermExtractor,
  bothAnswer: boolean,
): boolean {
  const isCross = left.candidate.hit.language !== right.candidate.hit.language;
  if (isCross ? !bothAnswer : !speakOfTheSame(question, left, right, extractor)) return false;
  const [one, other] = [textOf(left), textOf(right)];
  if (namesApart(one, other)) return false;
  return conflictingAmounts(quantitiesOf(one), quantitiesOf(other)) || conflictingPermissions(one, other);
}

function speakOfTheSame(
  question: WeighedQuestion,
  left: ChosenQuote,
  right: ChosenQuote,
  extractor: TermExtractor,
): boolean {
  const [one, other] = [termsOf(left, extractor), termsOf(right, extractor)];
  const covered = [one, other].map((terms) => shareOfQuestion(question, (id) => terms.has(id)));
  const both = shareOfQuestion(question, (id) => one.has(id) && other.has(id));
  const most = Math.max(...covered);
  if (most < leastCovered || both < sameQuestion * most) return false;
  const [ownOne, ownOther] = [left, right].map(
    (quote) => new Set(extractor(withoutAmounts(textOf(quote))).map(termId)),
  ) as [Set<number>, Set<number>];
  let shared = 0;
  for (const term of ownOne) if (ownOther.has(term)) shared++;
  return shared / Math.max(1, ownOne.size + ownOther.size - shared) >= sameWords;
}

function shareOfQuestion(question: WeighedQuestion, holds: (id: number) => boolean): number {
  let sum = 0;
  question.terms.ids.forEach((id, index) => {
    if (holds(id)) sum += question.inverseFrequencies[index] ?? 0;
  });
  return question.mass > 0 ? sum / question.mass : 0;
}

/** Terms of the quoted words and of the headings above them. */
function termsOf({ candidate, quote }: ChosenQuote, extractor: TermExtractor): Set<number> {
  const text = `${headingLine(candidate)}\n${candidate.section.text.slice(quote.start, quote.end)}`;
  return new Set(extractor(text).map(termId));
}

function textOf({ candidate, quote }: ChosenQuote): string {
  return candidate.section.text.slice(quote.start, quote.end);
}

function withoutAmounts(text: string): string {
  return quantitiesOf(text).reduceRight((rest, { start, end }) => `${rest.slice(0, start)} ${rest.slice(end)}`, text);
}

/** Each names somebody or something in Latin capitals or code that the other does not: two subjects, not two opinions. */
function namesApart(one: string, other: string): boolean {
  const names = (text: string) => new Set(text.match(/(?<=\S\s)\p{Lu}[\p{L}\p{N}]+|\b[A-Z]\b|`[^`]+`/gu) ?? []);
  const [left, right] = [names(one), names(other)];
  const lacks = (from: Set<string>, of: Set<string>) => [...of].some((name) => !from.has(name));
  return lacks(left, right) && lacks(right, left);
}

/** For some unit both name amounts, and none of them is the same. */
function conflictingAmounts(left: readonly Quantity[], right: readonly Quantity[]): boolean {
  const units = new Set(left.map(({ unit }) => unit));
  return [...units].some((unit) => {
    const one = new Set(left.filter((quantity) => quantity.unit === unit).map(({ value }) => value));
    const other = new Set(right.filter((quantity) => quantity.unit === unit).map(({ value }) => value));
    if (other.size === 0 || [...one].some((value) => other.has(value))) return false;
    // A bare number or a date may count anything: only one against one is a contradiction.
    return (unit !== '' && unit !== 'date') || (one.size === 1 && other.size === 1);
  });
}

function conflictingPermissions(left: string, right: string): boolean {
  const [one, other] = [permissionOf(left), permissionOf(right)];
  return one !== null && other !== null && one !== other;
}

/** Newest first by `period` (2026, 2026-03, 2024年, 2023–2025: its last date counts); without one last; else order kept. */
export function newestFirst<Item extends { readonly candidate: Pick<Candidate, 'document'> }>(
  items: readonly Item[],
): Item[] {
  const key = ({ candidate }: Item) => periodKey(candidate.document.metadata.period);
  return [...items].sort((left, right) => key(right) - key(left));
}

/** Months since year 0 of the last date in a period; -1 without one. */
function periodKey(period: unknown): number {
  const dates = [...String(period ?? '').matchAll(/(\d{4})(?:\s*[-/.年]\s*(\d{1,2})(?!\d))?/g)];
  return Math.max(-1, ...dates.map(([, year, month]) => Number(year) * 12 + Number(month ?? 0)));
}
