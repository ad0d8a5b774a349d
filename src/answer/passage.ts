import { pushesOf } from '../core/calibration.js';
import { placeOf } from '../core/place-of.js';
import type { Passage } from '../core/reply.js';
import type { ScoredCandidate } from './score.js';

/** A candidate as callers see it. */
export function toPassage(candidate: ScoredCandidate, explain: boolean): Passage {
  const { section, document, hit, start, end } = candidate;
  const passage = {
    documentId: document.id,
    documentTitle: document.title,
    sectionId: section.id,
    headingPath: section.headingPath,
    text: section.text.slice(start, end),
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
