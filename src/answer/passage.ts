import { baseOf, pushesOf } from '../core/calibration.js';
import { placeOf } from '../core/place-of.js';
import type { Passage, PassageReading } from '../core/reply.js';
import type { WeighedQuestion } from './evidence.js';
import type { ScoredCandidate } from './score.js';

/** Words listed: a question of 5,000 characters has a thousand. */
const maxWords = 30;

/** A candidate as callers see it. @param explainTo the question, to say how the confidence came about; null for not. */
export function toPassage(candidate: ScoredCandidate, explainTo: WeighedQuestion | null): Passage {
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
  if (!explainTo) return passage;
  const { denseScore, denseRank, sparseScore, sparseRank, fusedScore } = hit;
  const { id, kind } = candidate.calibration;
  const explanation = {
    denseScore,
    denseRank,
    sparseScore,
    sparseRank,
    fusedScore,
    rerankScore: candidate.features.rerank_score ?? null,
    features: pushesOf(candidate.features, candidate.calibration),
    words: wordsOf(explainTo, candidate),
    base: baseOf(candidate.calibration),
    calibration: { id, kind },
    reading: toReading(candidate),
  };
  return { ...passage, explanation };
}

/** Weights are parts of the question's whole, 0…1. */
function wordsOf({ terms, inverseFrequencies, mass }: WeighedQuestion, candidate: ScoredCandidate) {
  return terms.terms
    .map((word, index) => ({
      word,
      weight: (inverseFrequencies[index] ?? 0) / Math.max(mass, 1e-9),
      found: candidate.terms.has(terms.ids[index] ?? -1),
    }))
    .sort((left, right) => right.weight - left.weight)
    .slice(0, maxWords);
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
