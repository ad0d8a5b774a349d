import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/compiled-file.js';
import {
  type Calibration,
  calibrationId,
  confidenceOf,
  parseCalibration,
  pushesOf,
} from '../../src/core/calibration.js';
import {
  areaUnderCurve,
  brierScore,
  expectedCalibrationError,
  gateFigures,
} from '../../src/core/calibration-metrics.js';
import { crossFittedOutcomes, fitCalibration, type LabelledQuestion } from '../../src/core/fit-calibration.js';
import { sha256 } from '../../src/core/identity.js';

const folder = join(packageRoot, 'models', 'calibration');
const shipped = readdirSync(folder).filter((name) => name.endsWith('.json'));

describe('parseCalibration()', () => {
  test.each(shipped)('accepts the shipped %s', (name) => {
    const calibration = parseCalibration(JSON.parse(readFileSync(join(folder, name), 'utf8')), name, sha256);
    expect(calibration.features.length).toBeGreaterThan(5);
    expect(calibration.reliability.expectedCalibrationError).toBeLessThan(0.05);
  });

  test('refuses a file edited by hand', () => {
    const [name = ''] = shipped;
    const edited = { ...JSON.parse(readFileSync(join(folder, name), 'utf8')), intercept: 5 };
    expect(() => parseCalibration(edited, name, sha256)).toThrow(/restore the file/);
  });

  test.each([null, 7, {}, { kind: 'reader', features: [{}] }])('refuses %j', (value) => {
    expect(() => parseCalibration(value, 'x.json', sha256)).toThrow(/Cannot use calibration "x.json"/);
  });
});

const calibration: Calibration = {
  id: '',
  kind: 'no_reader',
  recipe: 'r',
  fittedOn: [],
  date: '',
  features: [
    { name: 'a', weight: 2, mean: 0, deviation: 1 },
    { name: 'b', weight: -1, mean: 0.5, deviation: 0.5 },
  ],
  intercept: 0.2,
  slope: 1.5,
  offset: -0.1,
  reliability: { questions: 0, expectedCalibrationError: 0, brier: 0, areaUnderCurve: 0, precision: 0, kept: 0 },
};

describe('confidenceOf()', () => {
  test('is the pushes, the intercept and the offset added up', () => {
    const features = { a: 0.7, b: 0.1 };
    const sum = pushesOf(features, calibration).reduce((total, { push }) => total + push, 0);
    const logOdds = sum + calibration.slope * calibration.intercept + calibration.offset;
    expect(confidenceOf(features, calibration)).toBeCloseTo(1 / (1 + Math.exp(-logOdds)), 12);
  });

  test('takes a missing feature as average and never lets an outlier run away', () => {
    expect(confidenceOf({}, calibration)).toBe(confidenceOf({ a: 0, b: 0.5 }, calibration));
    expect(confidenceOf({ a: 1e9 }, calibration)).toBe(confidenceOf({ a: 4 }, calibration));
  });
});

test('calibrationId() does not depend on the reliability figures', () => {
  const other = { ...calibration, reliability: { ...calibration.reliability, questions: 9 } };
  expect(calibrationId(other, sha256)).toBe(calibrationId(calibration, sha256));
  expect(calibrationId({ ...calibration, slope: 1 }, sha256)).not.toBe(calibrationId(calibration, sha256));
});

describe('fitCalibration()', () => {
  // The truth: a probability of 1 ÷ (1 + e^(1 − 4x)), x evenly spread; every fifth question has no answer at all.
  const questions: LabelledQuestion[] = Array.from({ length: 2000 }, (_, index) => {
    const x = (index % 100) / 50 - 0.5;
    const right = ((index * 7919) % 1000) / 1000 < 1 / (1 + Math.exp(1 - 4 * x));
    const candidates = [
      { features: { x, noise: (index * 31) % 17 }, label: right, right },
      { features: { x: x - 1, noise: index % 13 }, label: false, right: false },
    ];
    return { article: `article ${index % 40}`, answerable: right, candidates };
  });
  const options = { features: ['x', 'noise'], ridge: 1, depth: 2, folds: 5 };

  test('means what it says on articles it did not see', () => {
    const outcomes = crossFittedOutcomes(questions, options);
    expect(expectedCalibrationError(outcomes)).toBeLessThan(0.04);
    expect(areaUnderCurve(outcomes, ({ right }) => right)).toBeGreaterThan(0.8);
  });

  test('gives the same calibration every time', () => {
    expect(fitCalibration(questions, options)).toEqual(fitCalibration(questions, options));
  });

  test('ignores candidates nobody knows the truth of', () => {
    const unknown = questions.map((question) => ({
      ...question,
      candidates: [...question.candidates.slice(0, 1), { features: { x: 9, noise: 9 }, label: null, right: false }],
    }));
    const weights = fitCalibration(unknown, options).features.map(({ weight }) => weight);
    expect(weights[0]).toBeGreaterThan(1);
  });
});

describe('figures', () => {
  const outcomes = [
    { confidence: 0.9, right: true, answerable: true },
    { confidence: 0.8, right: false, answerable: false },
    { confidence: 0.6, right: true, answerable: true },
    { confidence: 0.1, right: false, answerable: false },
  ];

  test('gateFigures() counts what a threshold lets through', () => {
    expect(gateFigures(outcomes, 0.75)).toEqual({ precision: 0.5, kept: 0.5, letThrough: 0.5, answered: 2 });
  });

  test('areaUnderCurve() is the share of pairs in the right order, ties half', () => {
    expect(areaUnderCurve(outcomes, ({ right }) => right)).toBe(0.75);
    const tied = outcomes.map((outcome) => ({ ...outcome, confidence: 0.5 }));
    expect(areaUnderCurve(tied, ({ right }) => right)).toBe(0.5);
  });

  test('brierScore() and expectedCalibrationError() are 0 for certain truth', () => {
    const certain = outcomes.map((outcome) => ({ ...outcome, confidence: outcome.right ? 1 : 0 }));
    expect(brierScore(certain)).toBe(0);
    expect(expectedCalibrationError(certain)).toBe(0);
  });
});
