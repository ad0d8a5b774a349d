import type { Language } from '../core/reply.js';
import type { Candidate, Evidence } from './evidence.js';

type Hit = Evidence['hits'][number];

/** What a candidate competes with: the other sections that the legs found in its language. */
export interface Rivals {
  /** Highest BM25 of another section; 0 without one. */
  readonly bestSparse: number;
  /** The highest cosines of other sections' points, best first. */
  readonly dense: readonly number[];
}

interface Field {
  readonly byDense: readonly Hit[];
  readonly bySparse: readonly Hit[];
}

/** Fields by the hits that they were made of: one for all candidates of a question. */
const fields = new WeakMap<Evidence['hits'], Map<Language, Field>>();

/**
 * The rivals of a candidate. A twin elsewhere is no rival: it answers as well. An encoder puts texts of the question's own
 * language first, so rivals are those of the candidate's language.
 *
 * @param wanted cosines at most.
 */
export function rivalsOf({ hits }: Pick<Evidence, 'hits'>, { hit, duplicates }: Candidate, wanted: number): Rivals {
  const { byDense, bySparse } = fieldOf(hits, hit.language);
  const isOwn = ({ sectionId }: Hit) =>
    sectionId === hit.sectionId || duplicates.some((duplicate) => duplicate.sectionId === sectionId);
  const dense: number[] = [];
  for (const other of byDense) {
    if (dense.length === wanted) break;
    if (!isOwn(other)) dense.push(other.denseScore);
  }
  const bestSparse = bySparse.find((other) => !isOwn(other))?.sparseScore ?? 0;
  return { bestSparse: Math.max(0, bestSparse), dense };
}

function fieldOf(hits: Evidence['hits'], language: Language): Field {
  const byLanguage = fields.get(hits) ?? new Map<Language, Field>();
  fields.set(hits, byLanguage);
  const known = byLanguage.get(language);
  if (known) return known;
  const own = hits.filter((hit) => hit.language === language);
  const field = {
    byDense: [...own].sort((left, right) => right.denseScore - left.denseScore),
    bySparse: [...own].sort((left, right) => right.sparseScore - left.sparseScore),
  };
  byLanguage.set(language, field);
  return field;
}
