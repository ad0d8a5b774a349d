import { expect, test } from 'vitest';
import { timeLeft } from '../../src/cli/time-left.js';

test('timeLeft() goes by what is done, in the unit that people read', () => {
  expect(timeLeft({ done: 250, total: 1000, elapsedMs: 10_000 })).toBe('30 s left');
  expect(timeLeft({ done: 100, total: 1000, elapsedMs: 20_000 })).toBe('3 min left');
  expect(timeLeft({ done: 1, total: 1001, elapsedMs: 9_000 })).toBe('2.5 h left');
});

test('timeLeft() says nothing at the end, and nothing from too little', () => {
  expect(timeLeft({ done: 10, total: 10, elapsedMs: 10_000 })).toBe('');
  expect(timeLeft({ done: 0, total: 10, elapsedMs: 10_000 })).toBe('');
  expect(timeLeft({ done: 5, total: 10, elapsedMs: 100 })).toBe('');
});
