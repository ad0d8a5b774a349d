import type { Candidate } from './evidence.js';

/** Sections count as the same text when they share this part of their distinct terms (Jaccard). */
const sameShare = 0.9;
/** Shorter texts share their few terms by chance. */
const fewestTerms = 8;

/** Folds candidates that say the same in the same language as a better one into it, wherever they stand; order kept. */
export function foldDuplicates(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of candidates) {
    const twin = kept.findIndex((other) => saysTheSame(other, candidate));
    const original = kept[twin];
    if (!original) kept.push(candidate);
    else {
      const { documentId, id } = candidate.section;
      kept[twin] = { ...original, duplicates: [...original.duplicates, { documentId, sectionId: id }] };
    }
  }
  return kept;
}

function saysTheSame(left: Candidate, right: Candidate): boolean {
  if (bodyOf(left) === bodyOf(right)) return true;
  // A translation is for other readers, also where names and code make up most of it.
  if (left.hit.language !== right.hit.language) return false;
  const leftTerms = sentenceTerms(left);
  const rightTerms = sentenceTerms(right);
  if (leftTerms.size < fewestTerms || rightTerms.size < fewestTerms) return false;
  let shared = 0;
  for (const term of leftTerms) if (rightTerms.has(term)) shared++;
  return shared / (leftTerms.size + rightTerms.size - shared) >= sameShare && sameNumbers(left, right);
}

/** Texts that differ in a number differ in what they say, however alike: prices, versions, years. */
function sameNumbers(left: Candidate, right: Candidate): boolean {
  const numbers = (candidate: Candidate) => (bodyOf(candidate).match(/\d+(?:[.,]\d+)*/g) ?? []).join(' ');
  return numbers(left) === numbers(right);
}

function bodyOf({ section, start, end }: Candidate): string {
  return section.text.slice(Math.max(start, section.bodyStart), end).replace(/\s+/g, ' ').trim();
}

function sentenceTerms(candidate: Candidate): Set<number> {
  const terms = new Set<number>();
  for (const sentence of candidate.sentences) {
    if (sentence.kind !== 'heading') for (const term of sentence.terms) terms.add(term);
  }
  return terms;
}
