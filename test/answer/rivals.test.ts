import { expect, test } from 'vitest';
import type { Candidate, Evidence } from '../../src/answer/evidence.js';
import { rivalsOf } from '../../src/answer/rivals.js';

const hit = (sectionId: string, denseScore: number, sparseScore: number, language: 'zh' | 'en' = 'zh') =>
  ({ sectionId, denseScore, sparseScore, language }) as Evidence['hits'][number];
const hits = [hit('a', 0.9, 3), hit('a', 0.85, 9), hit('b', 0.8, 5), hit('c', 0.88, 1), hit('d', 0.95, 8, 'en')];
const candidate = (sectionId: string, duplicates: string[] = []) =>
  ({
    hit: hit(sectionId, 0, 0),
    duplicates: duplicates.map((one) => ({ documentId: 'x', sectionId: one })),
  }) as unknown as Candidate;

test('rivalsOf() gives the other sections of the language, best first, twins left out', () => {
  expect(rivalsOf({ hits }, candidate('a'), 10)).toEqual({ bestSparse: 5, dense: [0.88, 0.8] });
  expect(rivalsOf({ hits }, candidate('b'), 2)).toEqual({ bestSparse: 9, dense: [0.9, 0.88] });
  expect(rivalsOf({ hits }, candidate('a', ['b', 'c']), 10)).toEqual({ bestSparse: 0, dense: [] });
});
