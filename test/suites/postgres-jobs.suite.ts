import { afterAll, describe, expect, it } from 'vitest';
import { PostgresStorage } from '../../src/adapters/postgres/postgres-storage.js';
import { openPostgresJobs } from '../../src/adapters/postgres-jobs/postgres-jobs.js';
import { jobContract, newDocument, newJob } from '../contracts/job-contract.js';
import { onDatabase, startPostgres } from '../postgres/start-postgres.js';

// npm run test:postgres

const server = await startPostgres();
afterAll(() => server?.dispose());

describe.skipIf(!server)(server?.version ?? 'PostgreSQL', () => {
  jobContract('openPostgresJobs()', async () => {
    const url = (await server?.createDatabase()) ?? '';
    const storage = new PostgresStorage({ url });
    let aheadMs = 0;
    const jobs = await openPostgresJobs(storage, { aheadMs: () => aheadMs });
    return {
      store: jobs.store,
      queue: jobs.queue,
      async advance(ms) {
        aheadMs += ms;
        // The engine goes by the database's clock, which nobody can move.
        await onDatabase(url, `UPDATE kaoju_queue.job SET start_after = start_after - $1::interval`, [
          `${ms} milliseconds`,
        ]);
      },
      async dispose() {
        await jobs.close();
        await storage.close();
      },
    };
  });

  it('says that nobody works on what waits, and nothing of the kind while a worker is there, busy or idle', async () => {
    const graceMs = 30_000;
    const leaseMs = 20_000;
    const storage = new PostgresStorage({ url: (await server?.createDatabase()) ?? '' });
    let aheadMs = 0;
    const { store, queue, close } = await openPostgresJobs(storage, { aheadMs: () => aheadMs });
    const after = (ms: number) => {
      aheadMs += ms;
      return queue.isUnattended(graceMs);
    };
    try {
      // Nothing waits; then it does not wait long enough; then nobody has ever been there.
      expect(await after(graceMs * 2)).toBe(false);
      await store.createJob(newJob('j'), [newDocument('a'), newDocument('b')]);
      expect(await after(graceMs - 1_000)).toBe(false);
      expect(await after(2_000)).toBe(true);
      // A worker that rests, holding nothing.
      await queue.renew('worker', leaseMs);
      expect(await after(graceMs - 1_000)).toBe(false);
      // One that is busy with a single document for long, while another one waits.
      await queue.renew('worker', leaseMs);
      await queue.take('worker', leaseMs);
      for (let renewal = 0; renewal < 10; renewal++) {
        expect(await after(5_000)).toBe(false);
        await queue.renew('worker', leaseMs);
      }
      // It stops in order, and has time to come back; one that dies holds what nobody takes up.
      await queue.giveBack('worker');
      expect(await after(graceMs - 1_000)).toBe(false);
      expect(await after(2_000)).toBe(true);
      await queue.renew('dying', leaseMs);
      const first = await queue.take('dying', leaseMs);
      const second = await queue.take('dying', leaseMs);
      expect(await after(graceMs - 1_000)).toBe(false);
      expect(await after(2_000)).toBe(true);
      for (const document of [first, second])
        if (document) await store.record([{ key: document.key, attempt: document.attempts, state: 'done' }]);
      expect(await after(graceMs * 2)).toBe(false);
    } finally {
      await close();
      await storage.close();
    }
  });
});
