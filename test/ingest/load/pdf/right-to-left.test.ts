import { expect, test } from 'vitest';
import { readsRightToLeft, rightToLeftText } from '../../../../ingest/load/pdf/right-to-left.js';

/** Pieces of a line as drawn from the left, ten points each. */
const line = (...texts: readonly string[]) =>
  rightToLeftText(texts.map((text, index) => ({ text, left: index * 12, right: index * 12 + 9, size: 12 })));

test('rightToLeftText() reads Hebrew from the right, and the numbers among it from the left', () => {
  expect(line('.7', 'לפי סעיף', '(', 'ברוטו', ')', '15', 'חופשה של')).toBe('חופשה של 15 ( ברוטו ) לפי סעיף 7.');
});

test('rightToLeftText() makes letters of Arabic shapes that were stored as drawn', () => {
  expect(line('.ﺔﻛﺮﺸﻟا ﻲﻓ', 'ISO', '9001', 'ﻦﻣ')).toBe('من ISO 9001 في الشركة.');
});

test('readsRightToLeft() goes by most of the letters', () => {
  expect(readsRightToLeft('תקנון החברה 2025')).toBe(true);
  expect(readsRightToLeft('The Hebrew word שלום')).toBe(false);
  expect(readsRightToLeft('2025')).toBe(false);
});
