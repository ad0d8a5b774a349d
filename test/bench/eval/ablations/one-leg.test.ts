import { expect, test } from 'vitest';
import { fuseOneLeg } from '../../../../bench/eval/ablations/one-leg.js';
import { fuseByRanks } from '../../../../bench/eval/ablations/reciprocal-ranks.js';
import type { ScoredHit } from '../../../../src/core/fusion.js';

const hit = (pointId: string, dense: [number, number | null], sparse: [number, number | null]): ScoredHit => ({
  pointId,
  sectionId: pointId,
  documentId: pointId,
  language: 'en',
  denseScore: dense[0],
  denseRank: dense[1],
  sparseScore: sparse[0],
  sparseRank: sparse[1],
});
const hits = [hit('near', [0.9, 1], [0, null]), hit('both', [0.8, 2], [9, 2]), hit('wordy', [0.5, null], [12, 1])];
const options = { inverseFrequencyMass: 25, denseScale: 1 };

test('fuseOneLeg() forgets what only the other leg found, and the other leg’s scores', () => {
  const byWords = fuseOneLeg('sparse')(hits, options);
  expect(byWords.map(({ pointId }) => pointId)).toEqual(['wordy', 'both']);
  expect(byWords.map(({ denseScore, denseRank }) => [denseScore, denseRank])).toEqual([
    [0, null],
    [0, null],
  ]);
  const byMeaning = fuseOneLeg('dense')(hits, options);
  expect(byMeaning.map(({ pointId }) => pointId)).toEqual(['near', 'both']);
  expect(byMeaning.map(({ sparseScore, sparseRank }) => [sparseScore, sparseRank])).toEqual([
    [0, null],
    [0, null],
  ]);
});

test('fuseByRanks() adds the reciprocals of both ranks, as a share of the highest sum', () => {
  const fused = fuseByRanks([...hits, hit('first', [0.1, 1], [0.1, 1])]);
  expect(fused.map(({ pointId }) => pointId)).toEqual(['first', 'both', 'near', 'wordy']);
  expect(fused.map(({ fusedScore }) => fusedScore.toFixed(3))).toEqual(['1.000', '0.984', '0.500', '0.500']);
});
