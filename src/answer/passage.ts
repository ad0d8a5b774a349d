import { pushesOf } from '../core/calibration.js';
import { placeOf } from '../core/place-of.js';
import type { Passage } from '../core/reply.js';
import { sliceText } from './matching-parts.js';
import type { ScoredCandidate } from './score.js';
import { withSecondDocument } from './second-document.js';

/**
 * The best candidates as callers see them, at most `limit`, best first; for a comparison of two documents
 * if there are two.
 */
export function toPassages(
  candidates: readonly ScoredCandidate[],
  { limit, explain, compares }: { readonly limit: number; readonly explain: boolean; readonly compares: boolean },
): Passage[] {
  const best = candidates.slice(0, limit);
  const shown = compares ? withSecondDocument(best, candidates, ({ document }) => document.id, limit) : best;
  return shown.map((candidate) => toPassage(candidate, explain));
}

function toPassage(candidate: ScoredCandidate, explain: boolean): Passage {
  const { section, document, hit, matching } = candidate;
  const [start, end] = [matching[0]?.start ?? candidate.start, matching.at(-1)?.end ?? candidate.end];
  const passage = {
    documentId: document.id,
    documentTitle: document.title,
    sectionId: section.id,
    headingPath: section.headingPath,
    text: sliceText(section.text, matching),
    place: placeOf(section, start, end),
    metadata: document.metadata,
    confidence: candidate.confidence,
    duplicates: candidate.duplicates,
  };
  if (!explain) return passage;
  const { denseScore, denseRank, sparseScore, sparseRank, fusedScore } = hit;
  const features = pushesOf(candidate.features, candidate.calibration);
  const rerankScore = candidate.features.rerank_score ?? null;
  return {
    ...passage,
    explanation: { denseScore, denseRank, sparseScore, sparseRank, fusedScore, rerankScore, features },
  };
}
