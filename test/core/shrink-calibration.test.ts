import { describe, expect, test } from 'vitest';
import type { Calibration } from '../../src/core/calibration.js';
import { shrinkCalibration, type WeightedQuestion } from '../../src/core/shrink-calibration.js';
import { fakeCalibration } from '../fakes/answer-ports.js';

// The shipped calibration believes that log-odds are 4x − 1. In the shifted collection they are `slope` × that + `offset`.
const parent: Calibration = {
  ...fakeCalibration,
  features: [
    { name: 'x', weight: 4, mean: 0, deviation: 1 },
    { name: 'y', weight: 0.1, mean: 0, deviation: 1 },
  ],
  intercept: -1,
};

function collection(count: number, shift: { slope: number; offset: number; ofY?: number }): WeightedQuestion[] {
  return Array.from({ length: count }, (_, index) => {
    const x = ((index * 37) % 101) / 50 - 1;
    const y = ((index * 53) % 17) / 8 - 1;
    const logOdds = shift.slope * (4 * x - 1) + shift.offset + (shift.ofY ?? 0) * y;
    const right = ((index * 7919 + 13) % 1000) / 1000 < 1 / (1 + Math.exp(-logOdds));
    const candidates = [
      { features: { x, y }, label: right, right },
      { features: { x: x - 1.5, y }, label: false, right: false },
    ];
    return { article: `document ${index % 40}`, answerable: right, candidates, weight: 1 };
  });
}

describe('shrinkCalibration()', () => {
  const shifted = collection(160, { slope: 0.6, offset: -1.5 });

  test('brings the calibration error of a shifted collection down on documents it did not see', async () => {
    const { before, after, gain, gainError } = await shrinkCalibration(shifted, parent, parent);
    expect(before.reliability.expectedCalibrationError).toBeGreaterThan(0.12);
    expect(after.reliability.expectedCalibrationError).toBeLessThan(before.reliability.expectedCalibrationError / 2);
    expect(after.brier).toBeLessThan(before.brier);
    expect(gain).toBeGreaterThan(gainError);
  });

  test('stays near the shipped one with few labels, and goes further with more', async () => {
    const few = await shrinkCalibration(shifted.slice(0, 20), parent, parent);
    const many = await shrinkCalibration(shifted, parent, parent);
    expect(few.share).toBeLessThan(many.share);
    expect(Math.abs(few.adjusted.offset)).toBeLessThan(Math.abs(many.adjusted.offset) + 0.3);
    expect(few.freed).toBe('curve');
    expect(few.adjusted.features).toEqual(parent.features);
  });

  test('is the shipped one without labels', async () => {
    const { adjusted, share } = await shrinkCalibration([], parent, parent);
    expect(adjusted).toMatchObject({ slope: 1, offset: 0, intercept: -1 });
    expect(share).toBeCloseTo(0, 6);
  });

  test('finds nothing to gain where the shipped one is right', async () => {
    const { gain, gainError } = await shrinkCalibration(collection(160, { slope: 1, offset: 0 }), parent, parent);
    expect(gain).toBeLessThan(gainError);
  });

  test('frees the weights when many labels say that a feature means something else here', async () => {
    const other = collection(600, { slope: 1, offset: 0, ofY: 3 });
    const { freed, adjusted, after, before } = await shrinkCalibration(other, parent, parent);
    expect(freed).toBe('weights');
    expect((adjusted.features[1]?.weight ?? 0) * adjusted.slope).toBeGreaterThan(0.5);
    expect(after.logLoss).toBeLessThan(before.logLoss);
  });

  test('gives the same result every time, and leaves out what nobody knows', async () => {
    expect(await shrinkCalibration(shifted, parent, parent)).toEqual(await shrinkCalibration(shifted, parent, parent));
    const unknown = shifted.map((question) => ({
      ...question,
      candidates: question.candidates.map((candidate) => ({ ...candidate, label: null, right: false })),
    }));
    expect((await shrinkCalibration(unknown, parent, parent)).after.reliability.questions).toBe(0);
  });
});
