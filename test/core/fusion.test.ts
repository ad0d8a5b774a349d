import { describe, expect, test } from 'vitest';
import { bestPerSection, fuseHits, type ScoredHit } from '../../src/core/fusion.js';

const hit = (pointId: string, denseScore: number, sparseScore: number, sectionId = pointId): ScoredHit => ({
  pointId,
  sectionId,
  documentId: 'd',
  language: 'zh',
  denseScore,
  sparseScore,
  denseRank: 1,
  sparseRank: sparseScore > 0 ? 1 : null,
});
const options = { inverseFrequencyMass: 25, denseScale: 1 };

describe('fuseHits()', () => {
  test('lets words decide between passages that are alike to the encoder', () => {
    const order = fuseHits([hit('a', 0.86, 1), hit('b', 0.85, 12)], options).map(({ pointId }) => pointId);
    expect(order).toEqual(['b', 'a']);
  });

  test('follows the encoder where words found next to nothing, as across languages', () => {
    const order = fuseHits([hit('a', 0.86, 0), hit('b', 0.84, 0.5)], options).map(({ pointId }) => pointId);
    expect(order).toEqual(['a', 'b']);
  });

  test('gives scores from 0 to 1, and ties in the order of point ids', () => {
    const fused = fuseHits([hit('b', 1, 55), hit('a', 1, 55), hit('c', -1, 0)], options);
    expect(fused.map(({ pointId }) => pointId)).toEqual(['a', 'b', 'c']);
    for (const { fusedScore } of fused) expect(fusedScore >= 0 && fusedScore <= 1).toBe(true);
  });

  test('has nothing for no hits, also when it has to estimate the encoder', () => {
    expect(fuseHits([], { inverseFrequencyMass: 0, denseScale: null })).toEqual([]);
  });

  test('ranks alike for an encoder whose cosines lie further apart', () => {
    const hits = Array.from({ length: 60 }, (_, index) =>
      hit(`p${index}`, 0.18 - index * 0.0015, index === 3 ? 12 : 0),
    );
    const wide = hits.map((item) => ({ ...item, denseScore: item.denseScore * 5 }));
    const order = (list: ScoredHit[]) =>
      fuseHits(list, { inverseFrequencyMass: 25, denseScale: null }).map(({ pointId }) => pointId);
    expect(order(wide)).toEqual(order(hits));
  });
});

test('bestPerSection() keeps the best part of every section, best first', () => {
  const kept = bestPerSection([hit('a1', 1, 0, 'a'), hit('b1', 1, 0, 'b'), hit('a2', 1, 0, 'a')]);
  expect(kept.map(({ pointId }) => pointId)).toEqual(['a1', 'b1']);
});
