import { describe, expect, test } from 'vitest';
import { scoreDraft } from '../../../src/answer/check/score-draft.js';
import type { Claim } from '../../../src/core/verdict.js';

const claim = (start: number, end: number, support: number, label: Claim['label'] = 'supported'): Claim => ({
  text: '',
  start,
  end,
  support,
  label,
  reason: '',
  conflicts: [],
  evidence: [],
});

describe('scoreDraft()', () => {
  test('weighs support by length and names the weakest claim', () => {
    const verdict = scoreDraft([claim(0, 30, 1), claim(30, 40, 0.2, 'unsupported')]);
    expect(verdict).toMatchObject({ score: 0.8, passed: true, weakestClaim: 1 });
  });

  test('caps the score below 0.7 when a claim is contradicted', () => {
    const verdict = scoreDraft([claim(0, 990, 1), claim(990, 1000, 0, 'contradicted')]);
    expect(verdict).toMatchObject({ score: 0.69, passed: false, weakestClaim: 1 });
  });

  test('a contradicted claim fails a draft whatever the threshold', () => {
    expect(scoreDraft([claim(0, 99, 1), claim(99, 100, 0, 'contradicted')], 0.5).passed).toBe(false);
  });

  test('gives no score without claims', () => {
    expect(scoreDraft([])).toEqual({ score: null, threshold: 0.7, passed: false, claims: [], weakestClaim: null });
  });
});
