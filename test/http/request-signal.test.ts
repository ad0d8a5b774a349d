import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { requestSignal, untilAborted } from '../../src/http/request-signal.js';

/** A response as far as its end goes. */
function response(writableFinished: boolean) {
  return Object.assign(new EventEmitter(), { writableFinished }) as unknown as ServerResponse;
}

const never = new Promise<string>(() => {});

describe('requestSignal()', () => {
  test('ends work that does not listen when the time is up', async () => {
    const signal = requestSignal(response(false), 5);
    const waiting = new Promise((resolve) => signal.addEventListener('abort', resolve));
    const keepAlive = setInterval(() => {}, 1000); // The signal's own timer does not hold the process.
    await expect(untilAborted(never, signal)).rejects.toMatchObject({ code: 'timeout', facts: { timeout_ms: 5 } });
    await waiting;
    clearInterval(keepAlive);
  });

  test('aborts when the response closes unfinished, and not when it is finished', () => {
    for (const finished of [false, true]) {
      const one = response(finished);
      const signal = requestSignal(one, 60_000);
      one.emit('close');
      expect(signal.aborted).toBe(!finished);
    }
  });
});

describe('untilAborted()', () => {
  test('gives the result or the failure of the work', async () => {
    const { signal } = new AbortController();
    await expect(untilAborted(Promise.resolve('done'), signal)).resolves.toBe('done');
    await expect(untilAborted(Promise.reject(new Error('broken')), signal)).rejects.toThrow('broken');
    await expect(untilAborted(never, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  });
});
