import type { Amount } from '../../../core/amounts.js';
import { datesAgree, type PartialDate } from '../../../core/dates.js';
import { type Clause, clausesOf } from '../clauses.js';
import type { Conflict, Veto } from '../conflict.js';
import type { EvidenceSentence } from '../evidence-passage.js';
import type { Match } from '../match-claim.js';
import type { ReadClaim } from '../read-claim.js';

interface Placed<Item> {
  readonly item: Item;
  readonly sentence: EvidenceSentence;
}

/**
 * Numbers, units and bounds. Every amount of the claim must stand in the evidence, in whatever unit and writing, in a sentence
 * that speaks of what the claim counts: an equal number said of something else is no support. Where the evidence has another
 * amount of that unit, that is the conflict; where it has none, the evidence is silent (`evidence: null`).
 */
export const vetoAmounts: Veto = (claim, match) => {
  const conflicts: Conflict[] = [];
  const all = placed(match, ({ figures }) => figures().amounts);
  const clauses = clausesOf(claim.plain, claim.tokens);
  const isVerbatim = match.alignment.order >= verbatimFrom;
  for (const amount of claim.figures.amounts) {
    const near = speakingOf(claim, match, amount, clauses);
    const equal = all.filter(
      ({ item, sentence }) =>
        near.has(sentence) && isSame(amount, item, match.isCross) && !(isVerbatim && isWord(amount, item)),
    );
    if (equal.length > 0) {
      const opposed = equal.find(({ item }) => areOpposed(amount, item));
      if (opposed && !equal.some(({ item }) => !areOpposed(amount, item))) {
        conflicts.push(toConflict('comparison', amount, opposed));
      }
      continue;
    }
    if (isLineNumber(claim, amount)) continue;
    if (!isVerbatim && !match.isCross && standsElsewhere(claim, match, amount)) continue;
    const rivals = all.filter(({ item, sentence }) => near.has(sentence) && isRival(amount, item, claim));
    const [rival] = nearest(rivals, match, claim, amount);
    if (amount.isLoose || (!isVerbatim && isSmall(amount))) {
      // 一次 against 三次: only where the words around agree.
      if (rival && !rival.item.isLoose && match.alignment.order > 0.8)
        conflicts.push(toConflict('number', amount, rival));
      continue;
    }
    const misfit = all.find(({ item, sentence }) => near.has(sentence) && hasOtherUnit(amount, item));
    if (misfit) conflicts.push(toConflict('unit', amount, misfit));
    else if (rival) conflicts.push(toConflict('number', amount, rival));
    else conflicts.push({ kind: 'number', claim: spanOf(amount), evidence: null });
  }
  return conflicts;
};

/** Dates: every field that the claim gives must stand in the evidence; the year may come from titles. */
export const vetoDates: Veto = (claim, match) => {
  const all = placed(match, ({ figures }) => figures().dates);
  const clauses = clausesOf(claim.plain, claim.tokens);
  const isVerbatim = match.isCross || match.alignment.order >= verbatimFrom;
  return claim.figures.dates.flatMap((date): Conflict[] => {
    const near = speakingOf(claim, match, date, clauses);
    const here = all.filter(({ sentence }) => near.has(sentence));
    if (here.some(({ item }) => covers(item, date))) return [];
    // 2015 in one place, 12 March in another.
    const agreeing = here.filter(({ item }) => datesAgree(item, date));
    const lacking = (['year', 'month', 'day'] as const).filter(
      (field) => date[field] !== null && !agreeing.some(({ item }) => item[field] !== null),
    );
    if (lacking.length === 0) return [];
    if (
      date.year !== null &&
      lacking.length === 1 &&
      lacking[0] === 'year' &&
      match.passage.titles.includes(String(date.year))
    ) {
      return [];
    }
    const isElsewhere = (item: PartialDate) => covers(item, date);
    if (!isVerbatim && match.passage.sentences.some((sentence) => sentence.figures().dates.some(isElsewhere)))
      return [];
    const rival = here.find(({ item }) => !datesAgree(item, date) && sharesKind(item, date) && !isClaimed(claim, item));
    return [toConflict('date', date, rival ?? null)];
  });
};

function placed<Item>({ core, others }: Match, read: (sentence: EvidenceSentence) => readonly Item[]): Placed<Item>[] {
  return [core, ...others].flatMap((sentence) => read(sentence).map((item) => ({ item, sentence })));
}

/** A sentence that holds this part of what the best one holds of the words around the figure speaks of the same. */
const speaksShare = 0.75;

/** Sentences of the match that speak of what the claim's clause around a figure speaks of. */
function speakingOf(
  claim: ReadClaim,
  { core, others, isCross }: Match,
  figure: { start: number; end: number },
  clauses: readonly Clause[],
): Set<EvidenceSentence> {
  if (isCross || others.length === 0) return new Set([core, ...others]);
  const clause = clauses.find(({ start, end }) => figure.start >= start && figure.start < end);
  const isFigure = (start: number) =>
    claim.figures.amounts.some((amount) => start >= amount.start && start < amount.end) ||
    claim.figures.dates.some((date) => start >= date.start && start < date.end);
  const words = (clause?.tokens ?? claim.tokens).filter(({ start }) => !isFigure(start));
  const held = [core, ...others].map((sentence) => ({
    sentence,
    weight: words.reduce((sum, { key, weight }) => sum + (sentence.words.keys.has(key) ? weight : 0), 0),
  }));
  const best = Math.max(...held.map(({ weight }) => weight));
  return new Set(held.filter(({ weight }) => weight >= best * speaksShare).map(({ sentence }) => sentence));
}

/** A digit is not said by 一个 in a sentence that has a digit where the claim has it. */
function isWord(claimed: Amount, found: Amount): boolean {
  return found.isLoose && !claimed.isLoose && (found.unit === '' || claimed.unit === '');
}

function isSame(claimed: Amount, found: Amount, isCross = false): boolean {
  if (!unitsMeet(claimed.unit, found.unit, isCross)) return false;
  if (claimed.unit !== found.unit && claimed.numeral !== null && claimed.numeral === found.numeral) return true;
  if (isNear(claimed.value, found.value, claimed.bound === 'about' || found.bound === 'about' ? 0.03 : 1e-6))
    return true;
  // "More than 20" is true of 23, not of 200 or of "at most 23".
  if (found.bound !== 'exact') return false;
  if (claimed.bound === 'least') return found.value > claimed.value && found.value <= claimed.value * 1.5;
  return claimed.bound === 'most' && found.value < claimed.value && found.value >= claimed.value / 1.5;
}

/** A claim this much in the evidence's own words must have its figures in the same sentence. */
const verbatimFrom = 0.72;

/** Ordinals and small counts, which one language writes and another, or another wording, does not: 四音符, `four-note`, 第一次世界大战. */
function isSmall({ unit, value }: Amount): boolean {
  return unit === 'ordinal' || (unit === '' && value <= 12);
}

/** Whether another sentence of the passage has the figure, and some of the words around it: a claim put together from several. */
function standsElsewhere(claim: ReadClaim, { passage }: Match, amount: Amount): boolean {
  return passage.sentences.some(
    (sentence) =>
      sharesWords(claim, sentence, amount) && sentence.figures().amounts.some((item) => isSame(amount, item)),
  );
}

function sharesWords(claim: ReadClaim, sentence: EvidenceSentence, figure: { start: number; end: number }): boolean {
  let shared = 0;
  for (const { key, weight, start, end } of claim.tokens) {
    if ((end <= figure.start || start >= figure.end) && sentence.words.keys.has(key)) shared += weight;
  }
  return shared >= Math.min(2, claim.weight / 4);
}

function isNear(left: number, right: number, tolerance: number): boolean {
  return Math.abs(left - right) <= Math.max(Math.abs(left), Math.abs(right)) * tolerance;
}

/** A number without a known unit may be of any that counts. */
function unitsMeet(left: string, right: string, isCross: boolean): boolean {
  if (left === right) return true;
  // 在16和17世纪, "the 16th and 17th centuries".
  if (isCross && [left, right].every((unit) => ['', 'ordinal', 'century', 'person', 'time'].includes(unit)))
    return true;
  if (left === '' || right === '') return !/ordinal|weekday|clock|score|century|decade|date/.test(left + right);
  const countable = ['time', 'person', 'ordinal'];
  return countable.includes(left) && countable.includes(right) && left !== 'ordinal' && right !== 'ordinal';
}

function areOpposed(left: Amount, right: Amount): boolean {
  return (left.bound === 'least' && right.bound === 'most') || (left.bound === 'most' && right.bound === 'least');
}

/** An amount of the evidence that stands where the claim's would, and is not another one of the claim's. */
function isRival(claimed: Amount, found: Amount, claim: ReadClaim): boolean {
  return (
    found.unit === claimed.unit && !claim.figures.amounts.some((other) => other !== claimed && isSame(other, found))
  );
}

/** The rival whose neighbours agree with the claim's first. */
function nearest(
  rivals: readonly Placed<Amount>[],
  { core, alignment }: Match,
  claim: ReadClaim,
  amount: Amount,
): readonly Placed<Amount>[] {
  const before = claim.tokens.findIndex(({ start }) => start >= amount.start) - 1;
  let anchor = -1;
  for (let index = before; index >= 0 && anchor < 0; index--) anchor = alignment.pairs[index] ?? -1;
  const at = anchor < 0 ? 0 : (core.tokens[anchor]?.end ?? 0);
  const distance = ({ item, sentence }: Placed<Amount>) =>
    (sentence === core ? 0 : 10_000) + Math.abs(item.start - at) + (item.start < at ? 20 : 0);
  return [...rivals].sort((left, right) => distance(left) - distance(right));
}

/** The same numeral with another unit: 30 小时 where the evidence has 30 天. */
function hasOtherUnit(claimed: Amount, found: Amount): boolean {
  if (claimed.unit === '' || found.unit === '' || isSame(claimed, found)) return false;
  return claimed.numeral !== null && claimed.numeral === found.numeral;
}

/** `1.` at the beginning counts the text. */
function isLineNumber({ plain }: ReadClaim, { start, end, unit }: Amount): boolean {
  return unit === '' && plain.slice(0, start).trim() === '' && /^\s*[.)、:：]/.test(plain.slice(end));
}

function covers(found: PartialDate, claimed: PartialDate): boolean {
  return (['year', 'month', 'day'] as const).every(
    (field) => claimed[field] === null || claimed[field] === found[field],
  );
}

function sharesKind(left: PartialDate, right: PartialDate): boolean {
  return (['year', 'month', 'day'] as const).some((field) => left[field] !== null && right[field] !== null);
}

function isClaimed(claim: ReadClaim, date: PartialDate): boolean {
  return claim.figures.dates.some((own) => covers(own, date) && covers(date, own));
}

function spanOf({ start, end }: { readonly start: number; readonly end: number }) {
  return { start, end };
}

function toConflict(
  kind: Conflict['kind'],
  claimed: { readonly start: number; readonly end: number },
  found: Placed<{ readonly start: number; readonly end: number }> | null,
): Conflict {
  return { kind, claim: spanOf(claimed), evidence: found && { ...spanOf(found.item), sentence: found.sentence } };
}
