import type { Schemas } from '@qdrant/js-client-rest';
import { type Language, languages } from '../../core/reply.js';
import type { IndexHit, IndexQuery } from '../../ports/section-index.js';
import { denseName, sparseName } from './qdrant-schema.js';

/**
 * Both legs in one round trip: a batch of two searches over the same candidates (the dense leg of each language, and the
 * sparse leg). The first scores every candidate by cosine, the second by terms, both exactly: so each hit has both
 * scores, and ranks do not depend on the approximation that found it. Without terms there is only the first.
 *
 * @param limit candidates of each leg.
 */
export function searchesOf(
  query: Pick<IndexQuery, 'dense' | 'sparse'>,
  filter: Schemas['Filter'],
  limit: number,
): Schemas['QueryRequest'][] {
  const dense = Array.from(query.dense);
  const legs: Schemas['Prefetch'][] = languages.map((language) => ({
    query: dense,
    using: denseName,
    filter: { must: [{ key: 'language', match: { value: language } }] },
    params: { quantization: { rescore: true, oversampling: 2 } },
    limit,
  }));
  const { ids, weights } = query.sparse;
  const sparse = { indices: Array.from(ids), values: Array.from(weights) };
  if (ids.length > 0) legs.push({ query: sparse, using: sparseName, limit });
  const common = {
    prefetch: legs,
    // Qdrant merges the root's filter into every leg.
    filter,
    params: { exact: true },
    limit: limit * legs.length,
    with_payload: ['point_id', 'section_id', 'document_id', 'language'],
  };
  const searches: Schemas['QueryRequest'][] = [{ ...common, query: dense, using: denseName }];
  if (ids.length > 0) searches.push({ ...common, query: sparse, using: sparseName });
  return searches;
}

/** A candidate with both scores, not ranked yet. */
export interface ScoredPoint {
  readonly pointId: string;
  readonly sectionId: string;
  readonly documentId: string;
  readonly language: Language;
  readonly denseScore: number;
  readonly sparseScore: number;
}

/** The answers to `searchesOf`, joined by point. */
export function scoredPointsOf(answers: readonly (readonly Schemas['ScoredPoint'][])[]): ScoredPoint[] {
  const [dense = [], sparse = []] = answers;
  const sparseScores = new Map(sparse.map(({ id, score }) => [String(id), score]));
  return dense.flatMap(({ id, score, payload }) => {
    const { point_id: pointId, section_id: sectionId, document_id: documentId, language } = payload ?? {};
    const known = languages.find((one) => one === language);
    if (typeof pointId !== 'string' || typeof sectionId !== 'string') return [];
    if (typeof documentId !== 'string' || !known) return [];
    return [
      {
        pointId,
        sectionId,
        documentId,
        language: known,
        denseScore: score,
        sparseScore: Math.max(0, sparseScores.get(String(id)) ?? 0),
      },
    ];
  });
}

/**
 * Ranks each leg, keeps the best `limit` of it, and puts the dense leg first, as every index does.
 *
 * Scores are compared as 32-bit floats, equal ones by point id.
 */
export function rankHits(points: readonly ScoredPoint[], limit: number): IndexHit[] {
  const denseRanks = new Map<string, number>();
  for (const language of languages) {
    const ofLanguage = points.filter((point) => point.language === language);
    for (const [at, { pointId }] of best(ofLanguage, 'denseScore', limit).entries()) denseRanks.set(pointId, at + 1);
  }
  const matching = points.filter(({ sparseScore }) => sparseScore > 0);
  const bySparse = best(matching, 'sparseScore', limit);
  const sparseRanks = new Map(bySparse.map(({ pointId }, at) => [pointId, at + 1]));
  const toHit = (point: ScoredPoint): IndexHit => ({
    ...point,
    denseRank: denseRanks.get(point.pointId) ?? null,
    sparseRank: sparseRanks.get(point.pointId) ?? null,
  });
  const byDense = best(points, 'denseScore', points.length).filter(({ pointId }) => denseRanks.has(pointId));
  const sparseOnly = bySparse.filter(({ pointId }) => !denseRanks.has(pointId));
  return [...byDense, ...sparseOnly].map(toHit);
}

/**
 * Whether a leg that was asked for `asked` candidates may have been cut among equals that belong to the best `limit`: which
 * of them came is the server's choice, and ours goes by point id.
 */
export function cutsEquals(points: readonly ScoredPoint[], limit: number, asked: number): boolean {
  const isCut = (leg: 'denseScore' | 'sparseScore', of: readonly ScoredPoint[]) => {
    if (of.length < asked) return false;
    const sorted = best(of, leg, asked);
    return Math.fround(sorted[limit - 1]?.[leg] ?? 0) === Math.fround(sorted[asked - 1]?.[leg] ?? 1);
  };
  return (
    isCut(
      'sparseScore',
      points.filter(({ sparseScore }) => sparseScore > 0),
    ) ||
    languages.some((language) =>
      isCut(
        'denseScore',
        points.filter((point) => point.language === language),
      ),
    )
  );
}

function best(points: readonly ScoredPoint[], leg: 'denseScore' | 'sparseScore', limit: number): ScoredPoint[] {
  return [...points]
    .sort((left, right) => Math.fround(right[leg]) - Math.fround(left[leg]) || (left.pointId < right.pointId ? -1 : 1))
    .slice(0, limit);
}
