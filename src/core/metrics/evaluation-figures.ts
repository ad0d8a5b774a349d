import {
  areaUnderCurve,
  brierScore,
  expectedCalibrationError,
  gateFigures,
  type Outcome,
} from '../calibration-metrics.js';
import { meanReciprocalRank, ndcgAt, type Ranking, recallAt } from './ranking.js';
import { type ReliabilityBin, reliabilityBins } from './reliability-bins.js';
import { type SimulatedThreshold, simulateThresholds } from './simulate-thresholds.js';

/** One evaluated question, as the figures see it. */
export interface EvaluatedOutcome extends Outcome, Ranking {
  /** Whether the knowledge base answered by itself. */
  readonly answered: boolean;
  readonly language: string;
  readonly kind: string;
}

/** Figures of a set of questions; shares 0…1, null where there is nothing to share. */
export interface EvaluationFigures {
  readonly questions: number;
  readonly answerable: number;
  readonly answered: number;
  readonly recallAt1: number | null;
  readonly recallAt5: number | null;
  readonly recallAt10: number | null;
  readonly meanReciprocalRank: number | null;
  readonly ndcgAt10: number | null;
  /** Of the answered, right ones. */
  readonly precision: number | null;
  /** Of the answerable, answered ones. */
  readonly coverage: number | null;
  /** Of the unanswerable, answered ones. */
  readonly letThrough: number | null;
  readonly expectedCalibrationError: number | null;
  readonly brier: number | null;
  /** Of right against wrong. */
  readonly areaUnderCurve: number | null;
}

/** Everything that is measured of an evaluation, at the threshold that was in force. */
export function evaluationFigures(outcomes: readonly EvaluatedOutcome[], threshold: number): EvaluationFigures {
  const gate = gateFigures(outcomes, threshold);
  const some = outcomes.length > 0;
  return {
    questions: outcomes.length,
    answerable: outcomes.filter(({ answerable }) => answerable).length,
    answered: gate.answered,
    recallAt1: orNull(recallAt(outcomes, 1)),
    recallAt5: orNull(recallAt(outcomes, 5)),
    recallAt10: orNull(recallAt(outcomes, 10)),
    meanReciprocalRank: orNull(meanReciprocalRank(outcomes)),
    ndcgAt10: orNull(ndcgAt(outcomes, 10)),
    precision: orNull(gate.precision),
    coverage: orNull(gate.kept),
    letThrough: orNull(gate.letThrough),
    expectedCalibrationError: some ? expectedCalibrationError(outcomes) : null,
    brier: some ? brierScore(outcomes) : null,
    areaUnderCurve: orNull(areaUnderCurve(outcomes, ({ right }) => right)),
  };
}

/** Everything that is said of an evaluation as a whole. */
export interface EvaluationReport {
  readonly figures: EvaluationFigures;
  readonly byLanguage: readonly NamedFigures[];
  readonly byKind: readonly NamedFigures[];
  readonly reliability: readonly ReliabilityBin[];
  readonly thresholds: readonly SimulatedThreshold[];
}

export interface NamedFigures {
  readonly name: string;
  readonly figures: EvaluationFigures;
}

/** Figures of all questions and by language and kind, the reliability diagram, and what other thresholds would do. */
export function evaluationReport(outcomes: readonly EvaluatedOutcome[], threshold: number): EvaluationReport {
  return {
    figures: evaluationFigures(outcomes, threshold),
    byLanguage: figuresBy(outcomes, 'language', threshold),
    byKind: figuresBy(outcomes, 'kind', threshold),
    reliability: reliabilityBins(outcomes),
    thresholds: simulateThresholds(outcomes, threshold),
  };
}

function figuresBy(
  outcomes: readonly EvaluatedOutcome[],
  property: 'language' | 'kind',
  threshold: number,
): NamedFigures[] {
  const names = [...new Set(outcomes.map((outcome) => outcome[property]))].sort();
  return names.map((name) => {
    const part = outcomes.filter((outcome) => outcome[property] === name);
    return { name, figures: evaluationFigures(part, threshold) };
  });
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
