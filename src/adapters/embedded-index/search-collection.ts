import { KnowledgeBaseError } from '../../core/errors.js';
import { type Language, languages } from '../../core/reply.js';
import type { IndexHit, IndexQuery } from '../../ports/section-index.js';
import type { CollectionIndex } from './collection-index.js';
import type { StoredCandidate } from './index-reader.js';
import { rowsPerBlock } from './row-memory.js';
import { noDocument } from './row-store.js';
import { TopRows } from './top-rows.js';

/**
 * Candidates of the int8 scan that are scored again in float32, as a multiple of what is asked for and at least so many.
 * Of 30,000 vectors (2,530 real ones and neighbours of them) 1.5 × 50 held the exact best 50 every time, 1 × 50 98.7 %
 * of them; each candidate costs 4 µs.
 */
const rescoreFactor = 2;
const minRescored = 64;

interface Candidate {
  readonly row: number;
  readonly stored: StoredCandidate;
  readonly denseScore: number;
  readonly sparseScore: number;
}

/** Runs both legs over one collection; the filter decides inside each, before anything is ranked. */
export function searchCollection(
  index: CollectionIndex,
  query: IndexQuery,
  readCandidates: (keys: readonly number[]) => ReadonlyMap<number, StoredCandidate>,
): IndexHit[] {
  if (query.dense.length !== index.rows.dimensions) {
    throw new KnowledgeBaseError(
      'recipe_mismatch',
      `Cannot search: the question's vector has ${query.dense.length} dimensions, the index ${index.rows.dimensions}; ` +
        'reindex the collection or start with the former encoder',
    );
  }
  const mask = index.documents.mask(query.filter, query.labels);
  const isOpen = query.labels === null && Object.keys(query.filter).length === 0;
  const denseLimit = Math.max(minRescored, query.limit * rescoreFactor);
  const denseRows = findDenseRows(index, query.dense, mask, isOpen, denseLimit);
  const scores = new Float32Array(index.rows.size);
  index.postings.accumulate(query.sparse, scores);
  const sparseRows = findSparseRows(index, scores, mask, query.limit);
  const rows = [...new Set([...denseRows, ...sparseRows])];
  const stored = readCandidates(rows.map((row) => index.rows.keys[row] ?? 0));
  const candidates = rows.flatMap((row): Candidate[] => {
    const candidate = stored.get(index.rows.keys[row] ?? 0);
    if (!candidate) return [];
    const denseScore = dotProduct(query.dense, candidate.dense);
    return [{ row, stored: candidate, denseScore, sparseScore: scores[row] ?? 0 }];
  });
  return rank(index, candidates, new Set(sparseRows), query.limit);
}

/** The rows of each language that look best in int8. Without a filter whole blocks are scored, with one only the runs that pass. */
function findDenseRows(
  index: CollectionIndex,
  query: Float32Array,
  mask: Uint8Array,
  isOpen: boolean,
  limit: number,
): number[] {
  const { rows } = index;
  const { documents, scales, ties, languages: languageOfRow } = rows;
  const tops = languages.map(() => new TopRows(Math.min(limit, rows.size)));
  // Beside the heaps, since almost every row fails here: asking the heap instead costs a millisecond at 100,000 rows.
  const thresholds = Float64Array.from(tops, (top) => top.threshold);
  index.memory.setQuery(query, rows.rowBytes);
  const offerRows = (from: number, to: number): void => {
    const scores = rows.scan(from, to);
    for (let row = from; row < to; row++) {
      const score = (scores[row - from] ?? 0) * (scales[row] ?? 0);
      const language = languageOfRow[row] ?? 0;
      if (score < (thresholds[language] ?? 0) || mask[documents[row] ?? noDocument] === 0) continue;
      const top = tops[language];
      if (!top) continue;
      top.offer(row, score, ties[row] ?? 0);
      thresholds[language] = top.threshold;
    }
  };
  for (let block = 0; block < rows.size; block += rowsPerBlock) {
    const end = Math.min(block + rowsPerBlock, rows.size);
    if (isOpen) {
      offerRows(block, end);
      continue;
    }
    for (let from = block; from < end; from++) {
      if (mask[documents[from] ?? noDocument] === 0) continue;
      let to = from + 1;
      while (to < end && mask[documents[to] ?? noDocument] === 1) to++;
      offerRows(from, to);
      from = to;
    }
  }
  return tops.flatMap((top) => [...top.rows()]);
}

function findSparseRows(index: CollectionIndex, scores: Float32Array, mask: Uint8Array, limit: number): Uint32Array {
  const { documents, ties } = index.rows;
  const top = new TopRows(Math.min(limit, scores.length));
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row] ?? 0;
    if (score <= 0 || score < top.threshold || mask[documents[row] ?? noDocument] === 0) continue;
    top.offer(row, score, ties[row] ?? 0);
  }
  return top.rows();
}

/** Exact scores decide: a candidate that only the sparse leg brought may take a rank of the dense leg too. */
function rank(
  index: CollectionIndex,
  candidates: readonly Candidate[],
  sparseRows: ReadonlySet<number>,
  limit: number,
): IndexHit[] {
  const ordered = [...candidates].sort((l, r) => r.denseScore - l.denseScore || compareIds(l, r));
  const denseRanks = new Map<number, number>();
  for (const language of languages) {
    const best = ordered.filter(({ row }) => languageOf(index, row) === language).slice(0, limit);
    for (const [at, { row }] of best.entries()) denseRanks.set(row, at + 1);
  }
  const byDense = ordered.filter(({ row }) => denseRanks.has(row));
  const bySparse = candidates
    .filter(({ row }) => sparseRows.has(row))
    .sort((left, right) => right.sparseScore - left.sparseScore || compareIds(left, right));
  const sparseRanks = new Map(bySparse.map(({ row }, at) => [row, at + 1]));
  return [...byDense, ...bySparse.filter(({ row }) => !denseRanks.has(row))].map((candidate) => ({
    pointId: candidate.stored.id,
    sectionId: candidate.stored.sectionId,
    documentId: index.documents.get(index.rows.documents[candidate.row] ?? noDocument)?.id ?? '',
    language: languageOf(index, candidate.row),
    denseScore: candidate.denseScore,
    sparseScore: candidate.sparseScore,
    denseRank: denseRanks.get(candidate.row) ?? null,
    sparseRank: sparseRanks.get(candidate.row) ?? null,
  }));
}

function languageOf(index: CollectionIndex, row: number): Language {
  return languages[index.rows.languages[row] ?? 0] ?? 'en';
}

function compareIds(left: Candidate, right: Candidate): number {
  return left.stored.id < right.stored.id ? -1 : left.stored.id > right.stored.id ? 1 : 0;
}

function dotProduct(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += (left[index] ?? 0) * (right[index] ?? 0);
  return sum;
}
