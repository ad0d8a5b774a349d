import { baseOf, pushesOf } from '../core/calibration.js';
import { placeOf } from '../core/place-of.js';
import type { Passage, PassageReading } from '../core/reply.js';
import type { WeighedQuestion } from './evidence.js';
import { sliceText } from './matching-parts.js';
import type { ScoredCandidate } from './score.js';
import { withSecondDocument } from './second-document.js';

/** Words listed: a question of 5,000 characters has a thousand. */
const maxWords = 30;

export interface PassageView {
  readonly limit: number;
  /** The question, to say how each confidence came about; null for not. */
  readonly explainTo: WeighedQuestion | null;
  /** Whether the question compares things. */
  readonly compares: boolean;
}

/**
 * The best candidates as callers see them, at most `limit`, best first; for a comparison of two documents
 * if there are two.
 */
export function toPassages(candidates: readonly ScoredCandidate[], view: PassageView): Passage[] {
  const { limit, explainTo, compares } = view;
  const best = candidates.slice(0, limit);
  const shown = compares ? withSecondDocument(best, candidates, ({ document }) => document.id, limit) : best;
  return shown.map((candidate) => toPassage(candidate, explainTo));
}

function toPassage(candidate: ScoredCandidate, explainTo: WeighedQuestion | null): Passage {
  const { section, document, hit, matching } = candidate;
  const [start, end] = [matching[0]?.start ?? candidate.start, matching.at(-1)?.end ?? candidate.end];
  const passage = {
    documentId: document.id,
    documentTitle: document.title,
    documentRevision: document.revision,
    sectionId: section.id,
    headingPath: section.headingPath,
    text: sliceText(section.text, matching),
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
    reading: toReading(candidate, passage.text),
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

/** A reader's span counts from the section's text, what is shown are its matching parts. */
function toReading(candidate: ScoredCandidate, shown: string): PassageReading | null {
  const { reading, section, start, end } = candidate;
  if (!reading) return null;
  const { answerLogit, span } = reading;
  const partAt = shown.indexOf(section.text.slice(start, end));
  if (!span || span.start < start || span.end > end || partAt < 0) return { answerLogit, span: null };
  const text = section.text.slice(span.start, span.end);
  const shift = partAt - start;
  return { answerLogit, span: { start: span.start + shift, end: span.end + shift, text, score: span.score } };
}
