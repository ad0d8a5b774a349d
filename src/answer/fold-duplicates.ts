import type { Language } from '../core/reply.js';
import type { Candidate } from './evidence.js';

/** Sections count as the same text when they share this part of their distinct terms (Jaccard). */
const sameShare = 0.9;
/** Shorter texts share their few terms by chance. */
const fewestTerms = 8;

/** What two candidates are compared by, made once for each: there are many more pairs than candidates. */
interface Wording {
  readonly language: Language;
  /** Without the heading, white space folded. */
  readonly body: string;
  readonly terms: ReadonlySet<number>;
  readonly numbers: string;
}

/** Folds candidates that say the same in the same language as a better one into it, wherever they stand; order kept. */
export function foldDuplicates(candidates: readonly Candidate[]): Candidate[] {
  const kept: { candidate: Candidate; readonly wording: Wording }[] = [];
  for (const candidate of candidates) {
    const wording = wordingOf(candidate);
    const original = kept.find((other) => saysTheSame(other.wording, wording));
    if (!original) kept.push({ candidate, wording });
    else {
      const { documentId, id } = candidate.section;
      const duplicates = [...original.candidate.duplicates, { documentId, sectionId: id }];
      original.candidate = { ...original.candidate, duplicates };
    }
  }
  return kept.map(({ candidate }) => candidate);
}

/** Texts that differ in a number differ in what they say, however alike: prices, versions, years. */
function saysTheSame(left: Wording, right: Wording): boolean {
  if (left.body === right.body) return true;
  // A translation is for other readers, also where names and code make up most of it.
  if (left.language !== right.language) return false;
  const [small, large] = [left.terms, right.terms].sort((a, b) => a.size - b.size) as [
    Wording['terms'],
    Wording['terms'],
  ];
  if (small.size < fewestTerms || small.size < large.size * sameShare || left.numbers !== right.numbers) return false;
  let shared = 0;
  for (const term of small) if (large.has(term)) shared++;
  return shared / (small.size + large.size - shared) >= sameShare;
}

function wordingOf({ hit, section, start, end, bodyTerms: terms }: Candidate): Wording {
  const body = section.text.slice(Math.max(start, section.bodyStart), end).replace(/\s+/g, ' ').trim();
  return { language: hit.language, body, terms, numbers: (body.match(/\d+(?:[.,]\d+)*/g) ?? []).join(' ') };
}
