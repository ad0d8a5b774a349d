import { describe, expect, it } from 'vitest';
import { KeyedQueue } from '../src/keyed-queue.js';

describe('KeyedQueue', () => {
  it('runs tasks of one key in order and goes on after a failure', async () => {
    const queue = new KeyedQueue();
    const log: string[] = [];
    const first = queue.run('a', async () => {
      await Promise.resolve();
      log.push('first');
      throw new Error('first failed');
    });
    const second = queue.run('a', async () => log.push('second'));
    await expect(first).rejects.toThrow('first failed');
    await second;
    expect(log).toEqual(['first', 'second']);
  });

  it('lets different keys run side by side', async () => {
    const queue = new KeyedQueue();
    let release = () => {};
    const blocked = queue.run(
      'a',
      () =>
        new Promise<void>((resolve) => {
          release = resolve;
        }),
    );
    await expect(queue.run('b', async () => 'done')).resolves.toBe('done');
    release();
    await blocked;
    await queue.idle();
  });
});
