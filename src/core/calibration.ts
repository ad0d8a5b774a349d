import type { ConfidencePush, Features } from './confidence.js';
import { KnowledgeBaseError } from './errors.js';

/**
 * Features to probability, as data: a logistic regression on standardised features, then a curve that makes the number
 * mean what it says (Platt scaling in log-odds: slope and offset).
 */
export interface Calibration {
  /** First 12 hexadecimal digits of the SHA-256 of all other fields but `reliability`. */
  readonly id: string;
  /** `reader`, `no_reader` or `recipe_free`. */
  readonly kind: 'reader' | 'no_reader' | 'recipe_free';
  /** Recipe of the encoder whose scores it was fitted on; `*` for recipe-free features. */
  readonly recipe: string;
  /** Recipe of the reader it was fitted with; absent without one. Not part of the id. */
  readonly readerRecipe?: string | undefined;
  /** Names of the data sets it was fitted on. */
  readonly fittedOn: readonly string[];
  /** ISO date. */
  readonly date: string;
  readonly features: readonly CalibratedFeature[];
  readonly intercept: number;
  /** log-odds = slope × (intercept + Σ weight × (value − mean) ÷ deviation) + offset. */
  readonly slope: number;
  readonly offset: number;
  readonly reliability: Reliability;
}

export interface CalibratedFeature {
  readonly name: string;
  readonly weight: number;
  /** Over the data it was fitted on; values are clipped to four deviations around it. */
  readonly mean: number;
  /** Positive. */
  readonly deviation: number;
}

/** How far the confidences could be trusted on articles left out of fitting. */
export interface Reliability {
  readonly questions: number;
  /** Expected calibration error in ten bins of equal mass; 0…1. */
  readonly expectedCalibrationError: number;
  readonly brier: number;
  /** Of right against wrong answers; 0…1. */
  readonly areaUnderCurve: number;
  /** At .75: share of the answers given that are right, and of the answerable questions that are answered. */
  readonly precision: number;
  readonly kept: number;
}

/** Values further from the mean than this say "unlike anything seen", not "ten times as sure". */
const clipDeviations = 4;

/** The numbers that make a confidence of features. */
export type CalibrationModel = Pick<Calibration, 'features' | 'intercept' | 'slope' | 'offset'>;

/** Probability, 0…1, that a passage with these features answers its question. A missing feature counts as its mean. */
export function confidenceOf(features: Features, calibration: CalibrationModel): number {
  return sigmoid(logOddsOf(features, calibration));
}

/** Each feature's share of the log-odds, the largest first; together with the base they add up to the confidence. */
export function pushesOf(features: Features, calibration: Calibration): ConfidencePush[] {
  return calibration.features
    .map((feature) => ({
      name: feature.name,
      value: features[feature.name] ?? feature.mean,
      push: calibration.slope * feature.weight * standardised(features, feature),
    }))
    .sort((left, right) => Math.abs(right.push) - Math.abs(left.push));
}

/** Log-odds of a passage whose every feature is average: what the pushes start from. */
export function baseOf({ slope, intercept, offset }: CalibrationModel): number {
  return slope * intercept + offset;
}

function logOddsOf(features: Features, calibration: CalibrationModel): number {
  const sum = calibration.features.reduce(
    (total, feature) => total + feature.weight * standardised(features, feature),
    calibration.intercept,
  );
  return calibration.slope * sum + calibration.offset;
}

function standardised(features: Features, { name, mean, deviation }: CalibratedFeature): number {
  const value = features[name] ?? mean;
  return Math.min(clipDeviations, Math.max(-clipDeviations, (value - mean) / deviation));
}

export function sigmoid(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/**
 * Checks untrusted JSON as a calibration, its id included: a file edited by hand is refused.
 *
 * @param fingerprint SHA-256 of a text in hexadecimal.
 * @throws KnowledgeBaseError `model_file_invalid`
 */
export function parseCalibration(value: unknown, name: string, fingerprint: (text: string) => string): Calibration {
  const calibration = value as Calibration; // Every field used is checked below.
  const numbers = (...list: unknown[]) => list.every((item) => typeof item === 'number' && Number.isFinite(item));
  const valid =
    typeof value === 'object' &&
    value !== null &&
    ['reader', 'no_reader', 'recipe_free'].includes(calibration.kind) &&
    typeof calibration.recipe === 'string' &&
    numbers(calibration.intercept, calibration.slope, calibration.offset) &&
    Array.isArray(calibration.features) &&
    calibration.features.every(
      (feature) =>
        typeof feature.name === 'string' &&
        numbers(feature.weight, feature.mean, feature.deviation) &&
        feature.deviation > 0,
    );
  if (!valid) throw invalid(name, 'a field is missing or of the wrong type');
  const expected = calibrationId(calibration, fingerprint);
  if (calibration.id !== expected) throw invalid(name, `its content has the id ${expected}, not ${calibration.id}`);
  return calibration;
}

/** The id that belongs to a calibration's content. */
export function calibrationId(
  { kind, recipe, fittedOn, date, features, intercept, slope, offset }: Omit<Calibration, 'id' | 'reliability'>,
  fingerprint: (text: string) => string,
): string {
  const content = features.map(({ name, weight, mean, deviation }) => [name, weight, mean, deviation]);
  return fingerprint(JSON.stringify([kind, recipe, fittedOn, date, content, intercept, slope, offset])).slice(0, 12);
}

function invalid(name: string, reason: string): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'model_file_invalid',
    `Cannot use calibration "${name}": ${reason}; restore the file or fit it again`,
  );
}
