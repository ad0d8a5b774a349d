import { type TermExtractor, termId } from '../core/terms.js';
import type { WeighedQuestion } from './evidence.js';
import { headingLine } from './retrieve.js';
import type { ScoredCandidate } from './score.js';

/** One thing of a comparison: the candidate that speaks of it, and the question as it concerns this thing alone. */
export interface ComparedSide {
  readonly candidate: ScoredCandidate;
  readonly question: WeighedQuestion;
}

/** A candidate speaks of a thing when it holds this part of the thing's words, weighed by rarity. */
const speaksOf = 0.6;

/**
 * The best candidate for each compared thing, in the order of the question. A thing that no candidate speaks of is left out;
 * so is a candidate whose confidence is below `leastConfidence`.
 */
export function comparedSides(
  question: WeighedQuestion,
  things: readonly string[],
  candidates: readonly ScoredCandidate[],
  extractor: TermExtractor,
  leastConfidence: number,
): ComparedSide[] {
  const termSets = distinctTerms(things.map((thing) => new Set(extractor(thing).map(termId))));
  const able = candidates.filter(({ confidence }) => confidence >= leastConfidence);
  return termSets.flatMap((terms) => {
    const others = new Set(termSets.filter((set) => set !== terms).flatMap((set) => [...set]));
    const scored = able
      .filter((candidate) => share(question, terms, candidate.terms) >= speaksOf)
      .map((candidate) => ({ candidate, score: suits(question, terms, others, candidate, extractor) }))
      .sort((left, right) => right.score - left.score);
    const candidate = scored[0]?.candidate;
    return candidate ? [{ candidate, question: without(question, others) }] : [];
  });
}

/** How well a candidate suits a thing: its heading names the thing, and not the others; it is sure. */
function suits(
  question: WeighedQuestion,
  terms: ReadonlySet<number>,
  others: ReadonlySet<number>,
  candidate: ScoredCandidate,
  extractor: TermExtractor,
): number {
  const heading = new Set(extractor(headingLine(candidate)).map(termId));
  return (
    share(question, terms, heading) -
    share(question, others, heading) / 2 +
    share(question, terms, candidate.terms) -
    share(question, others, candidate.terms) / 4 +
    candidate.confidence / 2
  );
}

/** Words that all things share (“annual leave”, “sick leave”) tell none of them apart, unless a thing has no others. */
function distinctTerms(sets: readonly ReadonlySet<number>[]): ReadonlySet<number>[] {
  const shared = [...(sets[0] ?? [])].filter((term) => sets.every((set) => set.has(term)));
  return sets.map((set) => {
    const own = new Set([...set].filter((term) => !shared.includes(term)));
    return own.size > 0 ? own : set;
  });
}

/** The part of some terms of the question, by inverse document frequency, that are also in `have`; 0…1. */
function share(question: WeighedQuestion, terms: ReadonlySet<number>, have: ReadonlySet<number>): number {
  let all = 0;
  let held = 0;
  question.terms.ids.forEach((id, index) => {
    if (!terms.has(id)) return;
    all += question.inverseFrequencies[index] ?? 0;
    if (have.has(id)) held += question.inverseFrequencies[index] ?? 0;
  });
  return all > 0 ? held / all : 0;
}

/** The question with the words of the other things taken out. */
function without(question: WeighedQuestion, others: ReadonlySet<number>): WeighedQuestion {
  const inverseFrequencies = question.inverseFrequencies.map((weight, index) =>
    others.has(question.terms.ids[index] ?? 0) ? 0 : weight,
  );
  return { ...question, inverseFrequencies, mass: inverseFrequencies.reduce((sum, weight) => sum + weight, 0) };
}

/** Whether a text with these terms speaks of every compared thing. */
export function speaksOfAll(
  question: WeighedQuestion,
  things: readonly string[],
  have: ReadonlySet<number>,
  extractor: TermExtractor,
): boolean {
  const termSets = distinctTerms(things.map((thing) => new Set(extractor(thing).map(termId))));
  return termSets.every((terms) => share(question, terms, have) >= speaksOf);
}
