import { expect, test } from 'vitest';
import { readerFeatures, rerankerFeatures } from '../../src/answer/feature-names.js';
import { featureInWords, hasWords } from '../../src/core/feature-words.js';

test('featureInWords() has words in both languages for every feature', () => {
  const names = [...readerFeatures, ...rerankerFeatures];
  expect(names.filter((name) => !hasWords(name))).toEqual([]);
  for (const name of names) expect(featureInWords(name, 'zh')).toMatch(/\p{Script=Han}/u);
  expect(featureInWords('cross_cosine', 'zh')).toContain('跨语言');
  expect(featureInWords('made_up', 'en')).toBe('made up');
});
