import { expect, test } from 'vitest';
import { readerFeatures } from '../../src/answer/feature-names.js';
import { featureInWords, hasWords } from '../../src/core/feature-words.js';

test('featureInWords() has words in both languages for every feature', () => {
  expect(readerFeatures.filter((name) => !hasWords(name))).toEqual([]);
  for (const name of readerFeatures) expect(featureInWords(name, 'zh')).toMatch(/\p{Script=Han}/u);
  expect(featureInWords('cross_cosine', 'zh')).toContain('跨语言');
  expect(featureInWords('made_up', 'en')).toBe('made up');
});
