import { type CalibratedFeature, type Calibration, confidenceOf } from './calibration.js';
import {
  areaUnderCurve,
  brierScore,
  expectedCalibrationError,
  gateFigures,
  type Outcome,
} from './calibration-metrics.js';
import type { Features } from './confidence.js';
import { fitLogisticRegression, type Observation } from './logistic-regression.js';

/** A question with its retrieved passages, labelled. */
export interface LabelledQuestion {
  /** What it was written on: questions of one article are never on both sides of a fold. */
  readonly article: string;
  readonly answerable: boolean;
  /** How much it counts in fitting, positive; 1 unless set. */
  readonly weight?: number | undefined;
  /** Best first by fused score. */
  readonly candidates: readonly LabelledCandidate[];
}

export interface LabelledCandidate {
  readonly features: Features;
  /** Whether it answers the question; null where nobody knows, and it teaches nothing. */
  readonly label: boolean | null;
  /** Whether an answer quoted from it counts as right. */
  readonly right: boolean;
}

/** The fitted part of a calibration. */
export type Fit = Pick<Calibration, 'features' | 'intercept' | 'slope' | 'offset'>;

export interface FitOptions {
  /** Names of the features used. */
  readonly features: readonly string[];
  /** See `fitLogisticRegression`. */
  readonly ridge: number;
  /** Candidates of each question that teach; those below the first count half. */
  readonly depth: number;
  readonly folds: number;
}

/**
 * Fits features to confidence: a logistic regression over passages, then Platt scaling on what it says, cross-fitted by article,
 * about each question's best passage (the best of several looks better than it is). Deterministic.
 */
export function fitCalibration(questions: readonly LabelledQuestion[], options: FitOptions): Fit {
  const plain = fitRegression(questions, options);
  const foldOf = foldsByArticle(questions, options.folds);
  const held = questions.map((question, index) => ({ question, fold: foldOf[index] ?? 0 }));
  const outcomes: WeightedOutcome[] = [];
  for (let fold = 0; fold < options.folds; fold++) {
    const fit = fitRegression(
      held.filter((item) => item.fold !== fold).map((item) => item.question),
      options,
    );
    for (const item of held) {
      // A question of which nothing was read says nothing of how far readings can be trusted.
      if (item.fold === fold && item.question.candidates.length > 0)
        outcomes.push({ ...outcomeOf(item.question, fit), weight: item.question.weight ?? 1 });
    }
  }
  return { ...plain, ...plattScaling(outcomes) };
}

/** What a calibration fitted on the other articles says about each question, in the order given. */
export function crossFittedOutcomes(questions: readonly LabelledQuestion[], options: FitOptions): Outcome[] {
  const foldOf = foldsByArticle(questions, options.folds);
  const fits = Array.from({ length: options.folds }, (_, fold) =>
    fitCalibration(
      questions.filter((__, index) => foldOf[index] !== fold),
      options,
    ),
  );
  return questions.map((question, index) => outcomeOf(question, fits[foldOf[index] ?? 0] ?? emptyFit));
}

/** How a fit judges one question: the confidence of its best passage, and whether that one is right. */
export function outcomeOf(question: LabelledQuestion, fit: Fit): Outcome {
  let confidence = 0;
  let right = false;
  for (const candidate of question.candidates) {
    const value = confidenceOf(candidate.features, fit);
    if (value > confidence) {
      confidence = value;
      right = candidate.right;
    }
  }
  return { confidence, right, answerable: question.answerable };
}

export function reliabilityOf(outcomes: readonly Outcome[], threshold = 0.75): Calibration['reliability'] {
  const { precision, kept } = gateFigures(outcomes, threshold);
  return {
    questions: outcomes.length,
    expectedCalibrationError: expectedCalibrationError(outcomes),
    brier: brierScore(outcomes),
    areaUnderCurve: areaUnderCurve(outcomes, (outcome) => outcome.right),
    precision,
    kept,
  };
}

const emptyFit: Fit = { features: [], intercept: 0, slope: 1, offset: 0 };
function fitRegression(questions: readonly LabelledQuestion[], { features, ridge, depth }: FitOptions): Fit {
  const rows = questions.flatMap((question) =>
    question.candidates.slice(0, depth).flatMap(({ features: values, label }, rank) =>
      label === null
        ? []
        : [
            {
              values,
              label: label ? (1 as const) : (0 as const),
              weight: (question.weight ?? 1) * (rank === 0 ? 1 : 0.5),
            },
          ],
    ),
  );
  const scales = features.map((name) =>
    scaleOf(
      name,
      rows.map((row) => row.values[name] ?? 0),
    ),
  );
  const observations = rows.map(
    (row): Observation => ({
      label: row.label,
      weight: row.weight,
      values: scales.map(({ name, mean, deviation }) => clip(((row.values[name] ?? 0) - mean) / deviation)),
    }),
  );
  const model = fitLogisticRegression(observations, ridge);
  const weighted = scales.map((scale, index) => ({ ...scale, weight: round(model.weights[index] ?? 0) }));
  return { features: weighted, intercept: round(model.intercept), slope: 1, offset: 0 };
}

function scaleOf(name: string, values: readonly number[]): Omit<CalibratedFeature, 'weight'> {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(values.length, 1);
  return { name, mean: round(mean), deviation: Math.max(round(Math.sqrt(variance)), 1e-6) };
}

interface WeightedOutcome extends Outcome {
  readonly weight: number;
}

function plattScaling(outcomes: readonly WeightedOutcome[]): { slope: number; offset: number } {
  const observations = outcomes.map(({ confidence, right, weight }): Observation => {
    const bounded = Math.min(1 - 1e-6, Math.max(1e-6, confidence));
    return { values: [Math.log(bounded / (1 - bounded))], label: right ? 1 : 0, weight };
  });
  const { intercept, weights } = fitLogisticRegression(observations, 1);
  return { slope: round(Math.max(weights[0] ?? 1, 0.05)), offset: round(intercept) };
}

/** Fold of each question, 0…count − 1: articles in alphabetical order, dealt out in turn. */
export function foldsByArticle(questions: readonly Pick<LabelledQuestion, 'article'>[], count: number): number[] {
  const articles = [...new Set(questions.map(({ article }) => article))].sort();
  const number = new Map(articles.map((article, index) => [article, index % count]));
  return questions.map(({ article }) => number.get(article) ?? 0);
}

function clip(value: number): number {
  return Math.min(4, Math.max(-4, value));
}

/** Six digits are enough, and keep the file the same on every processor. */
function round(value: number): number {
  return Number(value.toPrecision(6));
}
