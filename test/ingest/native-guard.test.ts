import { expect, test } from 'vitest';
import { createNativeGuard, inNativeCode, leftNativeCode } from '../../ingest/native-guard.js';

test('leftNativeCode() waits until native work is over, and tells it to end', async () => {
  const guard = createNativeGuard();
  const events: string[] = [];
  const work = inNativeCode(guard, async (signal) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    events.push('told to end');
  });
  await Promise.all([work, leftNativeCode(guard).then(() => events.push('left'))]);
  expect(events).toEqual(['told to end', 'left']);
});

test('inNativeCode() is not entered again once the pool has asked to stop', async () => {
  const guard = createNativeGuard();
  await expect(inNativeCode(guard, async () => 1)).resolves.toBe(1);
  await leftNativeCode(guard);
  let entered = false;
  const again = inNativeCode(guard, async () => {
    entered = true;
  });
  await expect(again).rejects.toThrow('was stopped');
  expect(entered).toBe(false);
});

test('leftNativeCode() does not wait for native work that failed', async () => {
  const guard = createNativeGuard();
  const work = inNativeCode(guard, () => Promise.reject(new Error('a bug')));
  await expect(work).rejects.toThrow('a bug');
  await leftNativeCode(guard);
});
