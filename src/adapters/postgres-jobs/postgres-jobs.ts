import type { BytePins } from '../../ports/byte-pins.js';
import type { JobNews } from '../../ports/job-news.js';
import type { JobQueue } from '../../ports/job-queue.js';
import type { JobStore } from '../../ports/job-store.js';
import type { Locks } from '../../ports/locks.js';
import { migratePostgres } from '../postgres/migrate-postgres.js';
import { postgresLocks } from '../postgres/postgres-locks.js';
import { PostgresSession } from '../postgres/postgres-session.js';
import type { PostgresStorage } from '../postgres/postgres-storage.js';
import { openDocumentMessages } from './document-messages.js';
import { JobLedger, type JobLedgerOptions, jobChannel } from './job-ledger.js';
import { jobMigrations } from './job-migrations.js';
import { postgresBytePins } from './postgres-byte-pins.js';
import { openPostgresJobQueue } from './postgres-job-queue.js';
import { openPostgresJobStore } from './postgres-job-store.js';

export interface PostgresJobs {
  readonly store: JobStore;
  readonly queue: JobQueue;
  readonly news: JobNews;
  readonly locks: Locks;
  readonly pins: BytePins;
  /** Ends the session that locks and news stand on; the storage stays open. */
  close(): Promise<void>;
}

export interface PostgresJobsOptions extends JobLedgerOptions {
  /** Name of this process among all. */
  readonly worker: string;
}

/**
 * Jobs in the database of the catalog, for any number of servers and workers. Brings their tables and the engine's up to date.
 *
 * Rejects as a transaction of the storage does.
 */
export async function openPostgresJobs(storage: PostgresStorage, options: PostgresJobsOptions): Promise<PostgresJobs> {
  await migratePostgres(storage, jobMigrations);
  const ledger = new JobLedger(storage, await openDocumentMessages(storage), options);
  const session = new PostgresSession(storage, [jobChannel]);
  await session.connect();
  return {
    store: openPostgresJobStore(ledger),
    queue: openPostgresJobQueue(ledger),
    news: { watch: (onNews) => session.onNews(onNews) },
    locks: postgresLocks(session, storage.where),
    pins: postgresBytePins(storage, options.worker),
    close: () => session.close(),
  };
}
