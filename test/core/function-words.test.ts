import { describe, expect, test } from 'vitest';
import { isFunctionWord } from '../../src/core/function-words.js';
import { queryTerms } from '../../src/core/terms.js';

describe('isFunctionWord()', () => {
  test.each(['的', 'a', 'is', 'the', 'of', 'what', '什么', '吗'])('knows %s', (term) => {
    expect(isFunctionWord(term)).toBe(true);
  });

  test.each(['water', '水', '12345', 'c', 'sql', '年假'])('lets %s through', (term) => {
    expect(isFunctionWord(term)).toBe(false);
  });
});

test('queryTerms() leaves function words out', () => {
  const words = (text: string) => text.split(' ');
  expect(queryTerms('what is the dose', words).terms).toEqual(['dose']);
  expect(queryTerms('is the of', words).ids).toHaveLength(0);
});
