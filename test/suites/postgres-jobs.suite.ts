import { afterAll, describe } from 'vitest';
import { PostgresStorage } from '../../src/adapters/postgres/postgres-storage.js';
import { openPostgresJobs } from '../../src/adapters/postgres-jobs/postgres-jobs.js';
import { jobContract } from '../contracts/job-contract.js';
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
});
