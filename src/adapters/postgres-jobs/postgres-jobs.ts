import type { JobNews } from '../../ports/job-news.js';
import type { JobQueue } from '../../ports/job-queue.js';
import type { JobStore } from '../../ports/job-store.js';
import { migratePostgres } from '../postgres/migrate-postgres.js';
import type { PostgresStorage } from '../postgres/postgres-storage.js';
import { openDocumentMessages } from './document-messages.js';
import { JobLedger, type JobLedgerOptions } from './job-ledger.js';
import { jobMigrations } from './job-migrations.js';
import { openPostgresJobNews } from './postgres-job-news.js';
import { openPostgresJobQueue } from './postgres-job-queue.js';
import { openPostgresJobStore } from './postgres-job-store.js';

export interface PostgresJobs {
  readonly store: JobStore;
  readonly queue: JobQueue;
  readonly news: JobNews;
  /** Ends the connection that news come on; the storage stays open. */
  close(): Promise<void>;
}

/**
 * Jobs in the database of the catalog, for any number of servers and workers. Brings their tables and the engine's up to date.
 *
 * Rejects as a transaction of the storage does.
 */
export async function openPostgresJobs(
  storage: PostgresStorage,
  options: JobLedgerOptions = {},
): Promise<PostgresJobs> {
  await migratePostgres(storage, jobMigrations);
  const ledger = new JobLedger(storage, await openDocumentMessages(storage), options);
  const news = openPostgresJobNews(storage);
  return {
    store: openPostgresJobStore(ledger),
    queue: openPostgresJobQueue(ledger),
    news,
    close: () => news.close(),
  };
}
