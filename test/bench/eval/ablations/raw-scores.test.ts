import { expect, test } from 'vitest';
import { byCosine, byReader, cosineAt, cosineGate } from '../../../../bench/eval/ablations/raw-scores.js';
import { type Calibration, confidenceOf, sigmoid } from '../../../../src/core/calibration.js';

const shipped: Calibration = {
  id: 'shipped',
  kind: 'no_reader',
  recipe: 'encoder',
  fittedOn: [],
  date: '',
  features: [{ name: 'coverage', weight: 3, mean: 0.5, deviation: 0.2 }],
  intercept: 1,
  slope: 1,
  offset: 0,
  reliability: {
    questions: 0,
    expectedCalibrationError: 0,
    brier: 0,
    areaUnderCurve: 0,
    precision: 0,
    kept: 0,
  },
};
const calibrations = { withReader: shipped, withoutReader: shipped, provisional: shipped };

test('byCosine() makes a confidence of the cosine alone, in either language, and cosineAt() takes it back', () => {
  const { withReader, withoutReader } = byCosine(calibrations);
  expect(withReader).toBe(null);
  expect(withoutReader.recipe).toBe('encoder');
  for (const cosine of [-1, 0.25, 0.83]) {
    const same = confidenceOf({ cosine, cross_cosine: 0, coverage: 1 }, withoutReader);
    const across = confidenceOf({ cosine: 0, cross_cosine: cosine, coverage: 0 }, withoutReader);
    expect(same).toBeCloseTo(cosineGate(cosine), 10);
    expect(across).toBeCloseTo(cosineGate(cosine), 10);
    expect(cosineAt(same)).toBeCloseTo(cosine, 10);
  }
});

test('byReader() says what the reader says of a passage that was read, and stays below that of one that was not', () => {
  const { withReader, withoutReader } = byReader(calibrations);
  expect(withReader && confidenceOf({ answer_logit: 7.5, cross_answer_logit: 0 }, withReader)).toBeCloseTo(
    sigmoid(7.5),
    10,
  );
  const unread = confidenceOf({ cosine: 0.95, cross_cosine: 0 }, withoutReader);
  expect(unread).toBeGreaterThan(0.02);
  expect(unread).toBeLessThan(0.06);
});
