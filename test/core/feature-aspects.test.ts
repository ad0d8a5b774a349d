import { expect, test } from 'vitest';
import { readerFeatures, rerankerFeatures } from '../../src/answer/feature-names.js';
import { aspectOf, standsStill } from '../../src/core/feature-aspects.js';

const names = new Set([...readerFeatures, ...rerankerFeatures]);

test('aspectOf() knows every feature, and its twin as the feature', () => {
  expect([...names].filter((name) => aspectOf(name) === undefined)).toEqual([]);
  expect(aspectOf('cross_answer_logit')).toBe('reader');
  expect(aspectOf('made_up')).toBeUndefined();
});

test('standsStill() holds for one of each pair of twins, whichever the languages are', () => {
  for (const name of names) {
    if (!names.has(`cross_${name}`)) continue;
    for (const isCross of [true, false])
      expect([standsStill(name, isCross, names), standsStill(`cross_${name}`, isCross, names)]).toEqual([
        isCross,
        !isCross,
      ]);
  }
  expect(standsStill('near_rivals', true, names)).toBe(true);
  expect(standsStill('asks_number', true, names)).toBe(false);
});
