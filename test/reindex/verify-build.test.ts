import { expect, test } from 'vitest';
import { findsLess } from '../../src/reindex/verify-build.js';

test('findsLess() takes two of forty questions, and one of a few, for chance', () => {
  const share = (foundBefore: number, foundNow: number, asked: number) =>
    findsLess({ foundBefore: foundBefore / asked, foundNow: foundNow / asked, asked });
  expect(share(40, 38, 40)).toBe(false);
  expect(share(40, 37, 40)).toBe(true);
  expect(share(9, 8, 9)).toBe(false);
  expect(share(9, 7, 9)).toBe(true);
  expect(share(7, 9, 9)).toBe(false);
});
