import { describe, expect, test } from 'vitest';
import { compareFigures } from '../../../src/core/metrics/compare-figures.js';
import {
  type EvaluatedOutcome,
  evaluationFigures,
  evaluationReport,
} from '../../../src/core/metrics/evaluation-figures.js';
import { judgeReply } from '../../../src/core/metrics/judge-reply.js';
import { meanReciprocalRank, ndcgAt, recallAt } from '../../../src/core/metrics/ranking.js';
import { reliabilityBins } from '../../../src/core/metrics/reliability-bins.js';
import { simulateThresholds } from '../../../src/core/metrics/simulate-thresholds.js';
import { snakeCaseKeys } from '../../../src/core/snake-case-keys.js';

const rankings = [
  { ranks: [1, 3], expected: 2 },
  { ranks: [4], expected: 1 },
  { ranks: [], expected: 1 },
  { ranks: [], expected: 0 },
];

function outcome(confidence: number, right: boolean, answerable = right): EvaluatedOutcome {
  const answered = confidence >= 0.75;
  const ranking = answerable ? { ranks: right ? [1] : [2], expected: 1 } : { ranks: [], expected: 0 };
  return { confidence, right, answerable, answered, language: right ? 'zh' : 'en', kind: 'a', ...ranking };
}

describe('ranking', () => {
  test('counts questions that expect something, and the best place of each', () => {
    expect(recallAt(rankings, 1)).toBeCloseTo(1 / 3);
    expect(recallAt(rankings, 5)).toBeCloseTo(2 / 3);
    expect(meanReciprocalRank(rankings)).toBeCloseTo((1 + 1 / 4 + 0) / 3);
    const ideal = 1 + 1 / Math.log2(3);
    const first = (1 + 1 / Math.log2(4)) / ideal;
    expect(ndcgAt(rankings, 10)).toBeCloseTo((first + 1 / Math.log2(5)) / 3);
    expect(recallAt([], 1)).toBeNaN();
  });
});

describe('judgeReply()', () => {
  const passage = (sectionId: string, duplicates: string[] = []) => ({
    documentId: 'd',
    sectionId,
    text: `text of ${sectionId}`,
    duplicates: duplicates.map((twin) => ({ documentId: 'd', sectionId: twin })),
  });
  const placeOf = (_documentId: string, sectionId: string) => (sectionId === 'gold' ? 0 : null);

  test('is right when the best passage, or a twin folded into it, is the expected one', () => {
    const reply = { passages: [passage('twin', ['gold'])], citations: [] };
    expect(judgeReply(reply, { answerable: true, answers: [], placeOf })).toEqual({
      right: true,
      quoted: false,
      ranks: [1],
    });
  });

  test('is right when an answer is in what is quoted first, wherever it stands', () => {
    const reply = { passages: [passage('other'), passage('gold')], citations: [{ quote: 'it takes 15 days' }] };
    const judged = judgeReply(reply, { answerable: true, answers: ['15 days'], placeOf });
    expect(judged).toEqual({ right: true, quoted: true, ranks: [2] });
  });

  test('is never right about what cannot be answered', () => {
    const reply = { passages: [passage('gold')], citations: [{ quote: 'x' }] };
    expect(judgeReply(reply, { answerable: false, answers: ['x'], placeOf }).right).toBe(false);
  });
});

describe('evaluation figures', () => {
  const outcomes = [outcome(0.9, true), outcome(0.8, false), outcome(0.72, true), outcome(0.1, false, true)];

  test('measure what was answered and what was found', () => {
    expect(evaluationFigures(outcomes, 0.75)).toMatchObject({
      questions: 4,
      answerable: 3,
      answered: 2,
      precision: 0.5,
      coverage: 1 / 3,
      letThrough: 1,
      recallAt1: 2 / 3,
      recallAt5: 1,
      areaUnderCurve: 0.75,
    });
  });

  test('are null where there is nothing to share', () => {
    const empty = evaluationFigures([], 0.75);
    expect(empty).toMatchObject({ questions: 0, precision: null, recallAt1: null, expectedCalibrationError: null });
  });

  test('come by language and kind', () => {
    const { byLanguage, byKind } = evaluationReport(outcomes, 0.75);
    expect(byLanguage.map(({ name, figures }) => [name, figures.questions])).toEqual([
      ['en', 2],
      ['zh', 2],
    ]);
    expect(byKind.map(({ name }) => name)).toEqual(['a']);
  });

  test('simulate other thresholds: how many more are answered, how many of these are wrong', () => {
    const at = (wanted: number) => simulateThresholds(outcomes, 0.75).find(({ threshold }) => threshold === wanted);
    expect(at(0.7)).toEqual({ threshold: 0.7, answered: 3, right: 2, change: 1, changeWrong: 0 });
    expect(at(0.85)).toEqual({ threshold: 0.85, answered: 1, right: 1, change: -1, changeWrong: 1 });
    expect(simulateThresholds(outcomes, 0.77).map(({ threshold }) => threshold)).toContain(0.77);
  });

  test('bins hold the same number of questions each', () => {
    const bins = reliabilityBins(outcomes, 2);
    expect(bins.map(({ count, right }) => [count, right])).toEqual([
      [2, 0.5],
      [2, 0.5],
    ]);
    expect(reliabilityBins([])).toEqual([]);
  });

  test('compareFigures() marks what is worse by more than the tolerance, in either direction', () => {
    const before = evaluationFigures(outcomes, 0.75);
    const after = { ...before, precision: 0.45, brier: (before.brier ?? 0) + 0.005, letThrough: 1 };
    const regressed = compareFigures(before, after, 0.01).filter((figure) => figure.regressed);
    expect(regressed.map(({ name }) => name)).toEqual(['precision']);
    const worse = { ...before, expectedCalibrationError: 1 };
    expect(compareFigures(before, worse, 0.01).find(({ name }) => name === 'expectedCalibrationError')?.regressed).toBe(
      true,
    );
  });
});

test('snakeCaseKeys() turns keys at any depth and leaves values alone', () => {
  expect(snakeCaseKeys({ recallAt10: 1, byKind: [{ meanReciprocalRank: 'aB' }], ndcgAt10: null })).toEqual({
    recall_at_10: 1,
    by_kind: [{ mean_reciprocal_rank: 'aB' }],
    ndcg_at_10: null,
  });
});
