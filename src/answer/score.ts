import { type Calibration, confidenceOf } from '../core/calibration.js';
import type { Features } from '../core/confidence.js';
import type { Reading } from '../ports/reader.js';
import type { AnswerPorts } from './answer-ports.js';
import type { Candidate, Evidence } from './evidence.js';
import { featuresOf } from './features.js';
import { headingLine, isMeasured } from './retrieve.js';

/** A candidate with what the calibration makes of it. */
export interface ScoredCandidate extends Candidate {
  /** 0…1. */
  readonly confidence: number;
  readonly features: Features;
  readonly calibration: Calibration;
}

export interface Scored {
  /** Best first: by confidence, or by a reranker that no calibration knows yet. */
  readonly candidates: readonly ScoredCandidate[];
  /** The calibration that the reply names. */
  readonly calibration: Calibration;
  /** True when the reader or the reranker was asked for and failed. */
  readonly degraded: boolean;
}

/** Passages read at most: reading is the dearest step, and beyond the third the right passage is rare (recall@3 .97). */
const maxRead = 3;
/**
 * How many are read depends on what retrieval alone says. At `certain` only the best one, for the words that answer; below
 * `hopeless` none; else those whose confidence is at least a share of the best one's, a smaller one across languages, where
 * words say nothing and retrieval is less to be trusted.
 */
const certain = 0.97;
const hopeless = 0.02;
const worthReading = 0.2;
const foreignWorthReading = 0.05;

/** Gives every candidate its confidence and orders by it. The reader reads the first few, where there is one. */
export async function score(ports: AnswerPorts, evidence: Evidence, signal?: AbortSignal): Promise<Scored> {
  const { calibrations, reader } = ports;
  const base = isMeasured(ports) ? calibrations.withoutReader : calibrations.provisional;
  const first = evidence.candidates.map((candidate) => weigh(evidence, candidate, base)).sort(byConfidence);
  const { withReader } = calibrations;
  if (!reader || !withReader || base !== calibrations.withoutReader) {
    return { candidates: first, calibration: base, degraded: false };
  }
  const toRead = worthyOfReading(first);
  let candidates: readonly Candidate[];
  try {
    candidates = await readCandidates(ports, evidence, toRead, signal);
  } catch (error) {
    // A reader that is down degrades the confidence, it does not fail the answer; an abort is the caller's own.
    if (signal?.aborted) throw error;
    return { candidates: first, calibration: base, degraded: true };
  }
  const seen = { ...evidence, candidates };
  const read = candidates.map((candidate) => weigh(seen, candidate, candidate.reading ? withReader : base));
  const rest = first.filter((candidate) => !toRead.includes(candidate));
  return { candidates: [...read, ...rest].sort(byConfidence), calibration: withReader, degraded: false };
}

/** What a calibration without the reader makes of the candidates, and which of them the reader should read: best first. */
export function candidatesToRead(evidence: Evidence, base: Calibration): readonly Candidate[] {
  return worthyOfReading(evidence.candidates.map((candidate) => weigh(evidence, candidate, base)).sort(byConfidence));
}

function worthyOfReading(sorted: readonly ScoredCandidate[]): readonly ScoredCandidate[] {
  const best = sorted[0]?.confidence ?? 0;
  if (best < hopeless) return [];
  if (best >= certain) return sorted.slice(0, 1);
  const share = ({ features }: ScoredCandidate) => (features.cross_language === 1 ? foreignWorthReading : worthReading);
  return sorted.slice(0, maxRead).filter((candidate) => candidate.confidence >= best * share(candidate));
}

/** Lets the reader read these candidates; unchanged where there is no reader. Rejects as the reader does. */
export async function readCandidates(
  { reader }: Pick<AnswerPorts, 'reader'>,
  evidence: Evidence,
  candidates: readonly Candidate[],
  signal?: AbortSignal,
): Promise<readonly Candidate[]> {
  if (!reader || candidates.length === 0) return candidates;
  const readings = await reader.read(evidence.question, candidates.map(readText), signal ? { signal } : {});
  return candidates.map((candidate, index) => ({
    ...candidate,
    reading: toSection(candidate, readings[index] ?? null),
  }));
}

/** What a reader or reranker gets of a candidate: heading path, newline, text of the part without its heading line. */
export function readText(candidate: Candidate): string {
  return `${headOf(candidate)}${candidate.section.text.slice(bodyOf(candidate), candidate.end)}`;
}

function headOf(candidate: Candidate): string {
  const line = headingLine(candidate);
  return line === '' ? '' : `${line}\n`;
}

function bodyOf({ section, start, end }: Candidate): number {
  return section.bodyStart < end ? Math.max(start, section.bodyStart) : start;
}

/** The reader's span counts from the text it got; ours from the section's. A span in the heading path is none. */
function toSection(candidate: Candidate, reading: Reading | null): Reading | null {
  if (!reading?.span) return reading;
  const shift = bodyOf(candidate) - headOf(candidate).length;
  const { start, end, score: spanScore } = reading.span;
  if (end <= headOf(candidate).length) return { ...reading, span: null };
  return { ...reading, span: { start: start + shift, end: end + shift, score: spanScore } };
}

function weigh(evidence: Evidence, candidate: Candidate, calibration: Calibration): ScoredCandidate {
  const features = featuresOf(evidence, candidate);
  return { ...candidate, features, calibration, confidence: confidenceOf(features, calibration) };
}

/** The surest first. */
export function byConfidence(left: ScoredCandidate, right: ScoredCandidate): number {
  return right.confidence - left.confidence || right.hit.fusedScore - left.hit.fusedScore;
}
