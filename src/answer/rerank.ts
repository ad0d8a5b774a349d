import { type Calibration, confidenceOf } from '../core/calibration.js';
import type { AnswerPorts } from './answer-ports.js';
import type { Evidence } from './evidence.js';
import { rerankerFeatures } from './feature-names.js';
import { byConfidence, readText, type Scored, type ScoredCandidate } from './score.js';

/** Passages sent at most: more than are shown for a usual question, and one request for any server. */
const maxReranked = 10;

/**
 * Lets the reranker, where there is one, look at the surest candidates. Its scores are on a scale of the model's own, so:
 *
 * - under a calibration that was fitted on them they are features like others, and the order is that of the confidences, as
 *   always;
 * - else they order these candidates and change no confidence. The reply's confidence is that of its first passage: a
 *   reranker can make the service choose another passage, never make it surer of one than the calibration is.
 *
 * Either way the features have them (`rerank_score`, `rerank_lead`), for fitting a collection's own calibration. A reranker
 * that fails leaves the candidates as they were, `degraded`.
 */
export async function rerank(
  { reranker }: Pick<AnswerPorts, 'reranker'>,
  evidence: Evidence,
  scored: Scored,
  signal?: AbortSignal,
): Promise<Scored> {
  const asked = scored.candidates.slice(0, maxReranked);
  if (!reranker || asked.length === 0) return scored;
  let scores: readonly number[];
  try {
    scores = await reranker.rerank(evidence.question, asked.map(readText), { signal });
  } catch (error) {
    if (signal?.aborted) throw error;
    return { ...scored, degraded: true };
  }
  const isCalibrated = knowsReranker(scored.calibration);
  const reranked = asked.map((candidate, index) => {
    const features = { ...candidate.features, ...featuresAt(index, scores) };
    return isCalibrated
      ? { ...candidate, features, confidence: confidenceOf(features, candidate.calibration) }
      : { ...candidate, features };
  });
  const rest = scored.candidates.slice(maxReranked);
  const candidates = isCalibrated
    ? [...reranked, ...rest].sort(byConfidence)
    : [...reranked.sort(byRerankScore), ...rest];
  return { ...scored, candidates };
}

/** The score and how far it is ahead of the best other one. */
function featuresAt(index: number, scores: readonly number[]): Record<string, number> {
  const own = scores[index] ?? 0;
  const others = scores.filter((_, other) => other !== index);
  return { rerank_score: own, rerank_lead: others.length > 0 ? own - Math.max(...others) : 0 };
}

function knowsReranker({ features }: Calibration): boolean {
  return features.some(({ name }) => rerankerFeatures.includes(name));
}

function byRerankScore(left: ScoredCandidate, right: ScoredCandidate): number {
  return (right.features.rerank_score ?? 0) - (left.features.rerank_score ?? 0) || byConfidence(left, right);
}
