import { describe, expect, test } from 'vitest';
import { gate } from '../../src/answer/gate.js';

const input = { searchable: true, points: 10, confidence: 0.5, threshold: 0.75, relevanceFloor: 0.1 };

describe('gate()', () => {
  test.each([
    [{ confidence: 0.75 }, 'knowledge_base', 'confident'],
    [{ confidence: 0.7499 }, 'passages', 'below_threshold'],
    [{ confidence: 0.1 }, 'passages', 'below_threshold'],
    [{ confidence: 0.0999 }, 'no_answer', 'below_relevance_floor'],
    [{ confidence: null }, 'no_answer', 'nothing_matched'],
    [{ points: 0 }, 'no_answer', 'empty_collection'],
    [{ searchable: false, points: 0 }, 'no_answer', 'nothing_searchable'],
  ])('sends %j to %s because of %s', (change, route, reason) => {
    expect(gate({ ...input, ...change })).toEqual({ route, reason });
  });
});
