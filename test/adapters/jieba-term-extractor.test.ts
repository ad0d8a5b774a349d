import { expect, test } from 'vitest';
import { jiebaTermExtractor } from '../../src/adapters/jieba-term-extractor.js';
import { openccSimplifier } from '../../src/adapters/opencc-simplifier.js';

const extract = jiebaTermExtractor();

test('jiebaTermExtractor() gives traditional and simplified text the same terms', () => {
  expect(extract('東德婦女可以透過哪一項法律')).toEqual(extract('东德妇女可以透过哪一项法律'));
});

test('jiebaTermExtractor() gives compound words and the words inside', () => {
  expect(extract('中国科学院')).toEqual(expect.arrayContaining(['中国', '科学院', '中国科学院']));
});

test('jiebaTermExtractor() cuts a word alike at the start and in the middle of a sentence', () => {
  expect(extract('我们重启服务')).toEqual(expect.arrayContaining(extract('服务')));
});

test('openccSimplifier() keeps the length of a text, and everything that is not Chinese', () => {
  const simplify = openccSimplifier();
  const text = '臺灣𠮷🙂 abc ①';
  expect(simplify(text)).toBe('台湾𠮷🙂 abc ①');
  expect(simplify(text)).toHaveLength(text.length);
  expect(simplify('plain')).toBe('plain');
});
