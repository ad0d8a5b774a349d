import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { EmbedderPool } from '../../../src/adapters/builtin-models/embedder-pool.js';

const workerFile = new URL('../../fakes/embedder-worker.mjs', import.meta.url);
const pools: EmbedderPool[] = [];

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

async function openPool(size: number, refuses = false) {
  const deaths = new SharedArrayBuffer(8);
  const gate = new SharedArrayBuffer(4);
  const pool = new EmbedderPool(() => new Worker(workerFile, { workerData: { deaths, gate, refuses } }), size);
  pools.push(pool);
  await pool.open();
  const openGate = (): void => {
    Atomics.store(new Int32Array(gate), 0, 1);
    Atomics.notify(new Int32Array(gate), 0);
  };
  return { pool, openGate };
}

/** Runs texts; resolves to when each was done, counted from 0. */
async function run(pool: EmbedderPool, texts: readonly string[], urgent = false, signal?: AbortSignal) {
  const tasks = texts.map((text) => ({ kind: 'encode', side: 'passage', text, withStates: false }) as const);
  const results = await pool.run<'encode'>(tasks, { urgent, signal });
  return results.map(({ vector }) => vector[0]);
}

describe('EmbedderPool', () => {
  it('does urgent tasks before all that wait', async () => {
    const { pool, openGate } = await openPool(1);
    const passages = run(pool, ['wait', 'a', 'b']);
    const question = run(pool, ['q'], true);
    openGate();
    expect(await question).toEqual([1]);
    expect(await passages).toEqual([0, 2, 3]);
  });

  it('replaces a worker that dies and tries its task once more', async () => {
    const { pool } = await openPool(1);
    expect(await run(pool, ['a', 'die once', 'b'])).toHaveLength(3);
  });

  it('gives a task up that kills two workers, and does the others', async () => {
    const { pool } = await openPool(2);
    const deadly = run(pool, ['die']);
    const harmless = run(pool, ['a', 'b', 'c']);
    await expect(deadly).rejects.toMatchObject({ code: 'embedder_unavailable', retryable: true });
    expect(await harmless).toHaveLength(3);
    expect(await run(pool, ['d'])).toHaveLength(1);
  });

  it('fails what waits when no worker can start again', async () => {
    const { pool } = await openPool(1, true);
    await expect(run(pool, ['die', 'a'])).rejects.toMatchObject({ code: 'embedder_unavailable' });
    await expect(run(pool, ['b'])).rejects.toThrow('no worker can start');
  });

  it('rejects with what a worker threw and keeps the worker', async () => {
    const { pool } = await openPool(1);
    await expect(run(pool, ['throw'])).rejects.toThrow('it threw');
    expect(await run(pool, ['a'])).toEqual([0]);
  });

  it('drops what waits of an aborted batch', async () => {
    const { pool, openGate } = await openPool(1);
    const abort = new AbortController();
    const dropped = run(pool, ['wait', 'a', 'b'], false, abort.signal);
    const kept = run(pool, ['c']);
    abort.abort(new Error('enough'));
    await expect(dropped).rejects.toThrow('enough');
    openGate();
    expect(await kept).toEqual([1]);
  });

  it('rejects what waits when it closes, and finishes what runs', async () => {
    const { pool, openGate } = await openPool(1);
    const running = run(pool, ['wait']);
    const waiting = run(pool, ['a']);
    const closed = pool.close();
    await expect(waiting).rejects.toMatchObject({ code: 'embedder_unavailable' });
    openGate();
    expect(await running).toEqual([0]);
    await closed;
  });
});
