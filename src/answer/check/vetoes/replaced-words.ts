import type { Conflict, Veto } from '../conflict.js';
import type { Match } from '../match-claim.js';
import type { ReadClaim } from '../read-claim.js';
import type { Token } from '../tokens.js';
import { weightOf } from '../word-match.js';
import type { Marker } from './marker.js';
import { negations } from './negation.js';

/**
 * A claim that is nearly its evidence sentence word for word: this part of its weight stands there in the same order, and this part of
 * the sentence (or of a piece of it that is as long as the claim) is in the claim. A paraphrase keeps far less (.57 on average).
 */
const verbatim = { ofClaim: 0.72, ofEvidence: 0.6 };
/** The same where no capital, code or quotation mark says that a name is meant: there it might be a synonym. */
const verbatimWords = { ofClaim: 0.84, ofEvidence: 0.78 };
/** More places than this are a rewording, not a replacement. */
const maxPlaces = 3;

/**
 * Words replaced in a sentence that is otherwise the evidence's own: another name, another term, a negation put in or taken out. Names
 * that no list knows show themselves here. Words that share a character or a stem are taken for synonyms.
 */
export const vetoReplacedWords: Veto = (claim, match) => {
  if (match.isCross || claim.weight < leastWeight) return [];
  const places = placesOf(claim, match);
  const isPure = isPureReplacement(claim, match, places);
  if (!isPure && !isVerbatim(match)) return [];
  const mine = negations({ text: claim.plain, start: 0 });
  const theirs = negations({ text: match.core.plain, start: 0 });
  const negation = places.find(({ own, others }) => denies(own, mine) !== denies(others, theirs));
  if (negation) return [toConflict('negation', claim, match, negation)];
  const replaced = places.filter((place) => isReplaced(claim, match, place, isPure));
  return replaced.length <= maxPlaces ? replaced.map((place) => toConflict('name', claim, match, place)) : [];
};

/** What may differ besides the replaced words, over the weight of the whole. */
const smallRest = 0.06;
const leastOrder = 0.45;
/** A claim of a word or two is in no sentence's own words. */
const leastWeight = 2.5;

/** Whether all that is not in the evidence's order stands in at most two places, with words of the evidence's at the same places. */
function isPureReplacement(claim: ReadClaim, { alignment, core }: Match, places: readonly Place[]): boolean {
  if (alignment.order < leastOrder) return false;
  const replaced = places.filter(({ own, others }) => weightOf(own) > 0 && weightOf(others) > 0);
  if (replaced.length === 0 || replaced.length > 2) return false;
  const replacedWeight = replaced.reduce((sum, { own }) => sum + weightOf(own), 0);
  if (1 - alignment.order - replacedWeight / claim.weight > smallRest) return false;
  const omitted = places.reduce((sum, place) => sum + (replaced.includes(place) ? 0 : weightOf(place.others)), 0);
  return omitted / Math.max(weightOf(core.tokens), 1e-6) <= smallRest * 2;
}

interface Place {
  readonly own: readonly Token[];
  readonly others: readonly Token[];
  /** Index of the evidence's token that stands behind the place. */
  readonly at: number;
  /** Index of the claim's token that stands behind it. */
  readonly ownAt: number;
  /** Whether agreeing words stand on both sides, or the place is at an end of both. */
  readonly isHeld: boolean;
}

function isVerbatim({ alignment, core }: Match): boolean {
  if (alignment.order < verbatim.ofClaim) return false;
  if (alignment.reverse >= verbatim.ofEvidence) return true;
  // The claim may be a part of a long sentence: what counts is the piece between its first and its last word.
  const matched = alignment.pairs.filter((other) => other >= 0);
  const [first, last] = [matched[0], matched.at(-1)];
  if (first === undefined || last === undefined) return false;
  const piece = core.tokens.slice(first, last + 1);
  const shared = matched.reduce((sum, index) => sum + (core.tokens[index]?.weight ?? 0), 0);
  return shared / Math.max(weightOf(piece), 1e-6) >= verbatim.ofEvidence + 0.15;
}

/** Where claim and evidence part between words that agree: replacements, additions and omissions. */
function placesOf(claim: ReadClaim, { alignment: { pairs }, core }: Match): Place[] {
  const places: Place[] = [];
  let from = 0;
  let evidenceFrom = 0;
  const close = (to: number, evidenceTo: number, isHeld: boolean) => {
    if (to > from || evidenceTo > evidenceFrom) {
      const own = claim.tokens.slice(from, to);
      places.push({ own, others: core.tokens.slice(evidenceFrom, evidenceTo), at: evidenceTo, ownAt: to, isHeld });
    }
  };
  pairs.forEach((other, index) => {
    if (other < 0) return;
    // What stands before the claim's part of a long sentence is left out, not omitted.
    close(index, other, from > 0 || (index <= 8 && other <= 8));
    from = index + 1;
    evidenceFrom = other + 1;
  });
  const isShort = core.tokens.length - evidenceFrom <= 8;
  close(claim.tokens.length, isShort ? core.tokens.length : evidenceFrom, isShort);
  return places.filter(({ isHeld }) => isHeld);
}

/** Whether an odd number of negations stands among these words. */
function denies(tokens: readonly Token[], markers: readonly Marker[]): boolean {
  const [first, last] = [tokens[0], tokens.at(-1)];
  if (!first || !last) return false;
  const inside = markers.filter(({ start, text }) => start >= first.start && start < last.end && !lexical.test(text));
  return inside.length % 2 === 1;
}

/** Verbs that deny by what they mean stand elsewhere in another wording. */
const lexical = /否决|拒绝|免除|取消|否认|失败|漏|忘记|refus|den|exclud|fail|lack/i;
/** Words of a bound are compared together with its number. */
const bounding =
  /^(?:later|earlier|least|most|more|less|fewer|over|under|above|below|within|maximum|minimum|超|至|最|多|少)$/;

/** Both sides say something, and nothing alike. */
function isReplaced(claim: ReadClaim, { core, alignment }: Match, { own, others }: Place, isPure: boolean): boolean {
  const [mine, theirs] = [own.filter(({ weight }) => weight > 0), others.filter(({ weight }) => weight > 0)];
  if (mine.length === 0 || theirs.length === 0 || mine.length > 8 || theirs.length > 10) return false;
  if (weightOf(mine) < 0.9 || weightOf(theirs) < 0.9) return false;
  // Figures are compared by value.
  if (mine.some((token) => isFigure(claim, token)) || theirs.some(({ key }) => /\d/.test(key))) return false;
  if ([...mine, ...theirs].some(({ key }) => bounding.test(key))) return false;
  if (mine.every(({ key }) => core.words.keys.has(key))) return false;
  if (own.map(({ key }) => key).join('') === others.map(({ key }) => key).join('')) return false;
  const isLong = [own, others].every((words) => words.filter(({ isHan }) => isHan).length >= 3);
  const isNamed =
    mine.some((token) => isNamelike(claim.plain, token)) && theirs.some((token) => isNamelike(core.plain, token));
  if (
    !isNamed &&
    !(isPure && isLong) &&
    (alignment.order < verbatimWords.ofClaim || alignment.reverse < verbatimWords.ofEvidence)
  )
    return false;
  if (
    !isNamed &&
    [mine, theirs].every((words) => words.every(({ key, isHan }) => !isHan && /(?:ed|ing|[a-z]{3,}s)$/.test(key)))
  )
    return false;
  return !mine.some(({ key }) => theirs.some((other) => isAkin(key, other.key)));
}

/** A capital inside the sentence, or a digit among letters; a Latin word in Chinese text. */
function isNamelike(text: string, { start, end, isHan }: Token): boolean {
  const written = text.slice(start, end);
  if (isHan) return false;
  if (/\p{Script=Han}/u.test(text)) return /^[\p{Script=Latin}]/u.test(written);
  return (
    /\p{Lu}/u.test(written.slice(1)) ||
    (/^\p{Lu}/u.test(written) && /[\p{L}\p{N},"'“‘)]\s*$/u.test(text.slice(0, start)))
  );
}

function isFigure({ figures }: ReadClaim, { start, end }: Token): boolean {
  return [...figures.amounts, ...figures.dates].some((figure) => start < figure.end && end > figure.start);
}

function isAkin(left: string, right: string): boolean {
  if (left === right) return true;
  const length = Math.min(left.length, right.length);
  return length >= 4 && left.slice(0, Math.max(4, length - 3)) === right.slice(0, Math.max(4, length - 3));
}

function toConflict(kind: Conflict['kind'], claim: ReadClaim, { core }: Match, place: Place): Conflict {
  const own = spanOf(place.own, claim.tokens, place.ownAt);
  return { kind, claim: own, evidence: { ...spanOf(place.others, core.tokens, place.at), sentence: core } };
}

/** The words' span; without words that of the one behind the place, or before it. */
function spanOf(words: readonly Token[], all: readonly Token[], behind: number): { start: number; end: number } {
  const [first, last] = [words[0], words.at(-1)];
  if (first && last) return { start: first.start, end: last.end };
  const neighbour = all[behind] ?? all[behind - 1];
  return neighbour ? { start: neighbour.start, end: neighbour.end } : { start: 0, end: 0 };
}
