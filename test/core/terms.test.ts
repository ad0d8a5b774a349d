import { describe, expect, test } from 'vitest';
import {
  documentVector,
  emptySparseVector,
  inverseDocumentFrequency,
  queryTerms,
  queryVector,
  sparseDot,
  termId,
} from '../../src/core/terms.js';

const words = (text: string) => text.split(' ').filter((word) => word !== '');
const weighting = { k1: 1.2, b: 0.75, averageLength: 4 };

describe('documentVector()', () => {
  test('has ascending unique ids and BM25 weights without the inverse document frequency', () => {
    const vector = documentVector('a b a c', words, weighting);
    expect([...vector.ids]).toEqual([...new Set([termId('a'), termId('b'), termId('c')])].sort((x, y) => x - y));
    const weightOf = (term: string) => vector.weights[vector.ids.indexOf(termId(term))] ?? 0;
    // Length is the average's, so the length part is k1: 2 · 2.2 ÷ (2 + 1.2).
    expect(weightOf('a')).toBeCloseTo(1.375, 5);
    expect(weightOf('b')).toBeCloseTo(1, 5);
  });

  test('is empty for a text without terms', () => {
    expect(documentVector('', words, weighting)).toEqual(emptySparseVector);
  });

  test('weighs a term less in a longer text', () => {
    const short = documentVector('a b', words, weighting);
    const long = documentVector('a b c d e f g h', words, weighting);
    expect(short.weights[short.ids.indexOf(termId('a'))]).toBeGreaterThan(
      long.weights[long.ids.indexOf(termId('a'))] ?? 0,
    );
  });
});

describe('queryVector()', () => {
  test('leaves out terms that no point holds and weighs rare ones more', () => {
    const terms = queryTerms('rare common absent', words);
    const frequencies = terms.terms.map((term) => ({ rare: 1, common: 90, absent: 0 })[term] ?? 0);
    const vector = queryVector(terms, { points: 100, frequencies });
    expect(vector.ids).toHaveLength(2);
    const weightOf = (term: string) => vector.weights[vector.ids.indexOf(termId(term))] ?? 0;
    expect(weightOf('rare')).toBeGreaterThan(weightOf('common'));
  });

  test('counts a repeated term once', () => {
    expect(queryTerms('x x x', words).terms).toEqual(['x']);
  });
});

test('inverseDocumentFrequency() is never negative, also while counts are in motion', () => {
  expect(inverseDocumentFrequency(10, 10)).toBeGreaterThan(0);
  expect(inverseDocumentFrequency(10, 12)).toBeGreaterThan(0);
  expect(inverseDocumentFrequency(0, 0)).toBeGreaterThanOrEqual(0);
});

test('sparseDot() multiplies what both sides have', () => {
  const left = { ids: Uint32Array.of(1, 5, 9), weights: Float32Array.of(1, 2, 3) };
  const right = { ids: Uint32Array.of(5, 9, 4_000_000_000), weights: Float32Array.of(10, 100, 7) };
  expect(sparseDot(left, right)).toBe(320);
  expect(sparseDot(left, emptySparseVector)).toBe(0);
});

test('termId() spreads short terms over 32 bits', () => {
  const ids = new Set<number>();
  for (let code = 0x4e00; code < 0x9fff; code++) ids.add(termId(String.fromCharCode(code)));
  expect(ids.size).toBe(0x9fff - 0x4e00);
  expect(Math.max(...ids)).toBeGreaterThan(0xf0000000);
});
