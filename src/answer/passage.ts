import { baseOf, pushesOf } from '../core/calibration.js';
import { placeOf } from '../core/place-of.js';
import type { Passage, PassageReading } from '../core/reply.js';
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
  const { id, kind } = candidate.calibration;
  const explanation = {
    denseScore,
    denseRank,
    sparseScore,
    sparseRank,
    fusedScore,
    features: pushesOf(candidate.features, candidate.calibration),
    base: baseOf(candidate.calibration),
    calibration: { id, kind },
    reading: toReading(candidate),
  };
  return { ...passage, explanation };
}

/** A reader's span counts from the section's text, a passage's text is the part alone. */
function toReading({ reading, section, start: partStart, end: partEnd }: ScoredCandidate): PassageReading | null {
  if (!reading) return null;
  const { answerLogit, span } = reading;
  if (!span || span.start < partStart || span.end > partEnd) return { answerLogit, span: null };
  const text = section.text.slice(span.start, span.end);
  return {
    answerLogit,
    span: { start: span.start - partStart, end: span.end - partStart, text, score: span.score },
  };
}
