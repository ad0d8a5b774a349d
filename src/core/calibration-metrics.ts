import { reliabilityBins } from './metrics/reliability-bins.js';

/** One question's outcome: how sure the best passage looked, and what was true. */
export interface Outcome {
  /** 0…1. */
  readonly confidence: number;
  /** Whether that passage answers the question. */
  readonly right: boolean;
  /** Whether any passage does. */
  readonly answerable: boolean;
}

/** What answering at a threshold comes to. Shares are NaN where there is nothing to share. */
export interface GateFigures {
  /** Right answers among the answers given. */
  readonly precision: number;
  /** Answerable questions that were answered. */
  readonly kept: number;
  /** Unanswerable questions that were answered. */
  readonly letThrough: number;
  readonly answered: number;
}

export function gateFigures(outcomes: readonly Outcome[], threshold: number): GateFigures {
  const answered = outcomes.filter(({ confidence }) => confidence >= threshold);
  const answerable = outcomes.filter((outcome) => outcome.answerable);
  const unanswerable = outcomes.filter((outcome) => !outcome.answerable);
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : Number.NaN);
  return {
    precision: share(answered.filter(({ right }) => right).length, answered.length),
    kept: share(answered.filter((outcome) => outcome.answerable).length, answerable.length),
    letThrough: share(answered.filter((outcome) => !outcome.answerable).length, unanswerable.length),
    answered: answered.length,
  };
}

/** Expected calibration error in bins of equal mass, 0…1; 0 for no outcomes. */
export function expectedCalibrationError(outcomes: readonly Outcome[], bins = 10): number {
  const error = reliabilityBins(outcomes, bins).reduce(
    (sum, { count, confidence, right }) => sum + count * Math.abs(confidence - right),
    0,
  );
  return outcomes.length > 0 ? error / outcomes.length : 0;
}

/** Mean squared distance between confidence and truth, 0…1; 0 for no outcomes. */
export function brierScore(outcomes: readonly Outcome[]): number {
  const sum = outcomes.reduce((total, { confidence, right }) => total + (confidence - (right ? 1 : 0)) ** 2, 0);
  return outcomes.length > 0 ? sum / outcomes.length : 0;
}

/**
 * Probability that an outcome for which `isPositive` holds has the higher confidence than one for which it does not;
 * ties count half. NaN when either kind is missing.
 */
export function areaUnderCurve(outcomes: readonly Outcome[], isPositive: (outcome: Outcome) => boolean): number {
  const sorted = [...outcomes].sort((left, right) => left.confidence - right.confidence);
  let positives = 0;
  let rankSum = 0;
  for (let start = 0; start < sorted.length; ) {
    let end = start;
    while (end < sorted.length && sorted[end]?.confidence === sorted[start]?.confidence) end++;
    const tied = sorted.slice(start, end).filter(isPositive).length;
    positives += tied;
    rankSum += (tied * (start + 1 + end)) / 2;
    start = end;
  }
  const negatives = sorted.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
