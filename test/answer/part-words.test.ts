import { expect, test } from 'vitest';
import { rememberedWordsOfPart, wordsOfPart } from '../../src/answer/part-words.js';
import { termId } from '../../src/core/terms.js';

const words = (text: string) => text.match(/\w+/g) ?? [];

test('wordsOfPart() keeps the words of titles, headings and body apart', () => {
  const { sentences, headTerms, terms, bodyTerms } = wordsOfPart(words)('Guide', '## Leave\n\nTen days. Ask first.');
  expect(sentences.map(({ kind, start, end }) => [kind, start, end])).toEqual([
    ['heading', 0, 8],
    ['prose', 10, 19],
    ['prose', 20, 30],
  ]);
  expect(headTerms).toEqual(new Set([termId('Guide')]));
  expect(bodyTerms).toEqual(new Set(['Ten', 'days', 'Ask', 'first'].map(termId)));
  expect(terms.size).toBe(6);
});

test('rememberedWordsOfPart() cuts a part once, and another one under other titles', () => {
  let cuts = 0;
  const remembered = rememberedWordsOfPart((text) => {
    cuts += 1;
    return words(text);
  });
  const first = remembered('Guide', 'Ten days.');
  expect(remembered('Guide', 'Ten days.')).toBe(first);
  expect(cuts).toBe(2);
  expect(remembered('Manual', 'Ten days.')).not.toBe(first);
});
