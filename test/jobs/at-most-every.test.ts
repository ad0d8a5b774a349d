import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { atMostEvery } from '../../src/jobs/at-most-every.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('atMostEvery() runs at once, and once more for all that comes during the pause', () => {
  const task = vi.fn();
  const run = atMostEvery(100, task);
  run();
  expect(task).toHaveBeenCalledTimes(1);
  run();
  run();
  expect(task).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(100);
  expect(task).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(500);
  expect(task).toHaveBeenCalledTimes(2);
  run();
  expect(task).toHaveBeenCalledTimes(3);
});
