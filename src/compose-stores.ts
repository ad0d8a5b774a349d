import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openEmbeddedIndex } from './adapters/embedded-index/embedded-index.js';
import { openFileDocumentStore } from './adapters/file-document-store.js';
import { postgresAnswerLog } from './adapters/postgres/postgres-answer-log.js';
import { postgresBytePins } from './adapters/postgres/postgres-byte-pins.js';
import { openPostgresCatalog } from './adapters/postgres/postgres-catalog.js';
import { postgresDocumentStore } from './adapters/postgres/postgres-document-store.js';
import { readPostgresSecret } from './adapters/postgres/postgres-secret.js';
import { PostgresStorage } from './adapters/postgres/postgres-storage.js';
import { postgresGate, postgresTurns } from './adapters/postgres/postgres-turns.js';
import { SessionLocks } from './adapters/postgres/session-locks.js';
import { openPostgresJobs } from './adapters/postgres-jobs/postgres-jobs.js';
import { openQdrantIndex, type QdrantIndexOptions } from './adapters/qdrant/qdrant-index.js';
import { sqliteAnswerLog } from './adapters/sqlite/sqlite-answer-log.js';
import { openSqliteCatalog, type SqliteCatalog } from './adapters/sqlite/sqlite-catalog.js';
import { openSqliteJobQueue } from './adapters/sqlite-jobs/sqlite-job-queue.js';
import { openSqliteJobStore } from './adapters/sqlite-jobs/sqlite-job-store.js';
import { readViewLinkSecret } from './adapters/view-link-secret.js';
import type { Config, DatabaseChoice } from './config.js';
import type { AnswerLog } from './ports/answer-log.js';
import type { Catalog } from './ports/catalog.js';
import type { DocumentStore } from './ports/document-store.js';
import type { JobNews } from './ports/job-news.js';
import type { JobQueue } from './ports/job-queue.js';
import type { JobStore } from './ports/job-store.js';
import type { SectionIndex } from './ports/section-index.js';
import type { BytePins, Gate, Turns } from './ports/turns.js';

/** Where a knowledge base keeps what it knows. */
export interface Stores {
  readonly catalog: Catalog;
  readonly documentStore: DocumentStore;
  /** Null where no answers are kept. */
  readonly answerLog: AnswerLog | null;
  readonly jobStore: JobStore;
  readonly jobQueue: JobQueue;
  /** Of all servers on one database; absent where this process is alone. */
  readonly shared?: {
    readonly turns: Turns;
    readonly gate: Gate;
    readonly bytePins: BytePins;
    readonly jobNews: JobNews;
  };
  readonly openIndex: () => Promise<SectionIndex>;
  /** Signs the links to documents' pages; the same on all servers. */
  readonly viewLinkSecret: () => Promise<Uint8Array>;
  close(): Promise<void>;
}

/** How old leftovers in the index must be to be swept while other servers may be staging. */
const sweepAfterMs = 24 * 3_600_000;
const viewLinkSecretBytes = 32;

/**
 * Opens SQLite in the data folder, or PostgreSQL. Rejects as the catalog of either does.
 *
 * @param worker name of this process among all.
 */
export function openStores(config: Config, folder: string, worker: string): Promise<Stores> {
  return config.database === null
    ? Promise.resolve(openSqliteStores(config, folder))
    : openPostgresStores(config, config.database, worker);
}

function openSqliteStores(config: Config, folder: string): Stores {
  const catalog: SqliteCatalog = openSqliteCatalog(join(folder, 'kaoju.sqlite'));
  const { index, keepAnswers } = config;
  return {
    catalog,
    documentStore: openFileDocumentStore(join(folder, 'documents')),
    answerLog: keepAnswers > 0 ? sqliteAnswerLog(catalog.storage, { keep: keepAnswers }) : null,
    jobStore: openSqliteJobStore(catalog.storage),
    jobQueue: openSqliteJobQueue(catalog.storage),
    openIndex: async () =>
      index.kind === 'qdrant' ? openQdrantIndex(toQdrantOptions(index, catalog)) : await openEmbeddedIndex(catalog),
    viewLinkSecret: async () => readViewLinkSecret(folder),
    close: () => catalog.close(),
  };
}

async function openPostgresStores(config: Config, database: DatabaseChoice, worker: string): Promise<Stores> {
  const { index, keepAnswers } = config;
  if (index.kind !== 'qdrant') throw new TypeError('loadConfig refuses PostgreSQL with the embedded index');
  const storage = new PostgresStorage({ ...database, process: worker });
  const locks = new SessionLocks(storage);
  const opened: { close(): Promise<void> }[] = [storage, locks];
  const close = async () => {
    for (let one = opened.pop(); one; one = opened.pop()) await one.close();
  };
  const open = async () => {
    const catalog = await openPostgresCatalog(storage);
    const jobs = await openPostgresJobs(storage);
    opened.push(jobs);
    return { catalog, jobs };
  };
  const { catalog, jobs } = await open().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    catalog,
    documentStore: postgresDocumentStore(storage),
    answerLog: keepAnswers > 0 ? postgresAnswerLog(storage, { keep: keepAnswers }) : null,
    jobStore: jobs.store,
    jobQueue: jobs.queue,
    shared: {
      turns: postgresTurns(locks),
      gate: postgresGate(locks),
      bytePins: postgresBytePins(storage),
      jobNews: jobs.news,
    },
    openIndex: async () => openQdrantIndex({ ...toQdrantOptions(index, catalog), sweepAfterMs }),
    viewLinkSecret: () => readPostgresSecret(storage, 'view links', () => randomBytes(viewLinkSecretBytes)),
    close,
  };
}

function toQdrantOptions(index: Extract<Config['index'], { kind: 'qdrant' }>, catalog: Catalog): QdrantIndexOptions {
  const { url, key, prefix, shards, replicationFactor, writeConsistencyFactor } = index;
  const placement = {
    shards: shards ?? undefined,
    replicationFactor: replicationFactor ?? undefined,
    writeConsistencyFactor: writeConsistencyFactor ?? undefined,
  };
  return { url, apiKey: key ?? undefined, prefix, placement, catalog };
}
