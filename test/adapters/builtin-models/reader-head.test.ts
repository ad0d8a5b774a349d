import { describe, expect, it } from 'vitest';
import { bestSpan } from '../../../src/adapters/builtin-models/reader-span.js';
import { packPassage, stateNumbers, unpackStates } from '../../../src/adapters/builtin-models/reader-states.js';
import { hasWords, matchMask, windowsOf } from '../../../src/adapters/builtin-models/reader-windows.js';

describe('windowsOf()', () => {
  it('steps 149 tokens and takes 224, and ends with the passage', () => {
    expect(windowsOf(0)).toEqual([]);
    expect(windowsOf(1)).toEqual([{ start: 0, end: 1 }]);
    expect(windowsOf(224)).toEqual([{ start: 0, end: 224 }]);
    expect(windowsOf(225)).toEqual([
      { start: 0, end: 224 },
      { start: 149, end: 225 },
    ]);
    expect(windowsOf(508).map(({ end }) => end)).toEqual([224, 373, 508]);
  });
});

describe('matchMask()', () => {
  it('marks ids of the other side, and never the lone space', () => {
    expect(matchMask(Int32Array.of(5, 6, 7), Int32Array.of(6, 7, 8))).toEqual(Float32Array.of(0, 0, 1));
  });
});

describe('hasWords()', () => {
  it('is false for no tokens and for spaces', () => {
    expect([[], [6, 6], [6, 7]].map((ids) => hasWords(Int32Array.from(ids)))).toEqual([false, false, true]);
  });
});

describe('bestSpan()', () => {
  it('takes the best start and end in order, and scores them against no answer', () => {
    const span = bestSpan(Float32Array.of(1, 0, 5, 0), Float32Array.of(1, 6, 0, 4));
    expect(span).toEqual({ start: 1, end: 2, score: 7 });
  });

  it('takes no more than 30 tokens', () => {
    const starts = new Float32Array(41);
    const ends = new Float32Array(41);
    starts[1] = 5;
    ends[31] = 5;
    ends[30] = 3;
    expect(bestSpan(starts, ends)).toEqual({ start: 0, end: 29, score: 8 });
  });
});

describe('packPassage()', () => {
  it('keeps ids and offsets, and every number to one part in 254 of the largest of its group', () => {
    const states = Float32Array.from(
      { length: 2 * stateNumbers },
      (_, index) => Math.sin(index) * (index % 64 ? 1 : 40),
    );
    const offsets = { starts: Uint32Array.of(0, 3), ends: Uint32Array.of(2, 9) };
    const packed = packPassage([11, 12], offsets, states);
    expect([...packed.tokenIds]).toEqual([11, 12]);
    expect(packed.offsets).toEqual(offsets);
    expect(packed.sizeBytes).toBe(2 * 828);
    for (const [index, value] of unpackStates(packed).entries()) {
      const group = states.slice(index - (index % 64), index - (index % 64) + 64);
      const largest = Math.max(...group.map(Math.abs));
      expect(Math.abs(value - (states[index] ?? 0))).toBeLessThanOrEqual(largest / 254 + 1e-6);
    }
  });

  it('packs a passage of zeros', () => {
    const offsets = { starts: Uint32Array.of(0), ends: Uint32Array.of(1) };
    const packed = packPassage([11], offsets, new Float32Array(stateNumbers));
    expect(unpackStates(packed).every((value) => value === 0)).toBe(true);
  });
});
