import { describe, expect, test } from 'vitest';
import { alignTokens } from '../../src/core/token-alignment.js';

const layout = { width: 2, stride: 3, offset: 1 };
/** Rows of three numbers, the first of another layer. */
const rows = (...tokens: [number, number][]) => Float32Array.from(tokens.flatMap(([x, y]) => [99, x, y]));

describe('alignTokens()', () => {
  test('is 1 where every token of the question has its like in the passage, whatever both have in common', () => {
    const question = rows([11, 10], [9, 10]);
    const passage = rows([52, 50], [48, 50], [50, 51], [50, 49]);
    expect(alignTokens(question, passage, layout, { start: 0, end: 0 }).whole).toBeCloseTo(1, 5);
  });

  test('looks around the span only for the near figure', () => {
    const question = rows([1, 0], [-1, 0]);
    const far: [number, number][] = Array.from({ length: 100 }, () => [0, 1]);
    const passage = rows([5, 0], [-5, 0], ...far, [0, -100]);
    const { whole, near } = alignTokens(question, passage, layout, { start: 100, end: 101 });
    expect(whole).toBeGreaterThan(near);
  });

  test('stays a number for single tokens', () => {
    const { whole, near } = alignTokens(rows([1, 2]), rows([3, 4]), layout, { start: 0, end: 0 });
    expect(Number.isFinite(whole) && Number.isFinite(near)).toBe(true);
  });
});
