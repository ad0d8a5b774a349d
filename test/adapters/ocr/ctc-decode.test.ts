import { expect, test } from 'vitest';
import { ctcDecode } from '../../../src/adapters/ocr/ctc-decode.js';

/** One row a step: the probability of blank, a, b and space. */
const decode = (...rows: readonly (readonly number[])[]) =>
  ctcDecode(Float32Array.from(rows.flat()), rows.length, 4, ['a', 'b']);

test('ctcDecode() drops blanks and repeats, keeps a letter doubled over a blank, and reads the class after the last as a space', () => {
  const blank = [0.9, 0.1, 0, 0];
  const a = [0.1, 0.8, 0.1, 0];
  const b = [0.2, 0.2, 0.6, 0];
  const space = [0, 0, 0, 1];
  expect(decode(a, a, blank, a, space, b).text).toBe('aa b');
  expect(decode(a, b).confidence).toBeCloseTo(0.7);
});

test('ctcDecode() gives nothing, with confidence 0, where all is blank', () => {
  expect(decode([1, 0, 0, 0], [1, 0, 0, 0])).toEqual({ text: '', confidence: 0 });
});
