import {
  type DocumentProblem,
  type DocumentState,
  isOver,
  type JobDocument,
  type JobEvent,
  type JobRecord,
  type NewJobDocument,
} from '../../core/job.js';
import type { Page } from '../../ports/catalog.js';
import type { DocumentChange, JobStore, NewJob, Withdrawn } from '../../ports/job-store.js';
import { fromCursor, toCursor, toPage } from '../catalog-rows/listing-page.js';
import { sameJob } from '../job-rows/job-problems.js';
import { type JobDocumentRow, type JobEventRow, type JobRow, toJobDocument, toJobEvent } from '../job-rows/job-rows.js';
import { storableText } from '../postgres/storable-text.js';
import { cancelJob } from './cancel-job.js';
import { insertDocuments } from './insert-documents.js';
import type { JobLedger, LedgerTransaction } from './job-ledger.js';
import { endJobIfOver, jobRow, reportDocument, timeOf, writeEvent } from './move-document.js';
import { documentColumns, lastEventOf, readJob } from './read-job.js';
import { retryJob } from './retry-job.js';
import { forgetJobs, withdrawDocuments } from './withdraw-documents.js';

/** The ledger of jobs in the database of the catalog, for any number of servers. A write that fails leaves nothing behind. */
export function openPostgresJobStore(ledger: JobLedger): JobStore {
  return new PostgresJobStore(ledger);
}

class PostgresJobStore implements JobStore {
  readonly #ledger: JobLedger;

  constructor(ledger: JobLedger) {
    this.#ledger = ledger;
  }

  async createJob(job: NewJob, documents: readonly NewJobDocument[]): Promise<{ job: JobRecord; created: boolean }> {
    return this.#ledger.write('create a job', async (ledger) => {
      const former = await findByKey(ledger, job);
      if (former) return { job: await readJob(ledger, former), created: false };
      const row = await ledger.get<JobRow>(
        `INSERT INTO jobs (id, collection, caller, idempotency_key, fingerprint, state, created_at)
           VALUES ($1, $2, $3, $4, $5, 'queued', $6) RETURNING *`,
        job.id,
        job.collection,
        job.caller,
        job.idempotencyKey,
        job.fingerprint,
        timeOf(ledger),
      );
      if (!row) throw new TypeError('an insert returns its row');
      await writeEvent(ledger, { jobKey: row.key, state: 'queued' });
      await insertDocuments(ledger, row.key, job.collection, documents);
      await endJobIfOver(ledger, row.key);
      return { job: await readJob(ledger, await jobRow(ledger, job.id)), created: true };
    });
  }

  async findJob(id: string): Promise<JobRecord> {
    return this.#ledger.read('read a job', async (ledger) => readJob(ledger, await jobRow(ledger, id)));
  }

  async peekJob(id: string): Promise<Pick<JobRecord, 'collection' | 'state' | 'lastEvent'>> {
    return this.#ledger.read('read a job', async (ledger) => {
      const { key, collection, state } = await jobRow(ledger, id);
      return { collection, state, lastEvent: await lastEventOf(ledger, key) };
    });
  }

  async listJobs(options: {
    collection: string | null;
    limit: number;
    cursor: string | null;
  }): Promise<Page<JobRecord>> {
    const [before] = options.cursor === null ? [Number.MAX_SAFE_INTEGER] : fromCursor(options.cursor, ['number']);
    return this.#ledger.read('list jobs', async (ledger) => {
      const rows = await ledger.all<JobRow>(
        'SELECT * FROM jobs WHERE key < $1 AND ($2::text IS NULL OR collection = $2) ORDER BY key DESC LIMIT $3',
        before,
        options.collection,
        options.limit + 1,
      );
      const page = toPage(
        rows,
        options.limit,
        (row) => row,
        (row) => toCursor([row.key]),
      );
      const items: JobRecord[] = [];
      for (const row of page.items) items.push(await readJob(ledger, row));
      return { items, nextCursor: page.nextCursor };
    });
  }

  async listJobDocuments(
    jobId: string,
    options: { states: readonly DocumentState[]; limit: number; cursor: string | null },
  ): Promise<Page<JobDocument>> {
    const [after] = options.cursor === null ? [0] : fromCursor(options.cursor, ['number']);
    return this.#ledger.read('list documents of a job', async (ledger) => {
      const { key } = await jobRow(ledger, jobId);
      const rows = await ledger.all<JobDocumentRow>(
        `SELECT ${documentColumns} FROM job_documents d JOIN jobs j ON j.key = d.job_key WHERE d.job_key = $1 AND d.key > $2
           AND (cardinality($3::text[]) = 0 OR d.state = ANY ($3::text[])) ORDER BY d.key LIMIT $4`,
        key,
        after,
        options.states,
        options.limit + 1,
      );
      return toPage(rows, options.limit, toJobDocument, (row) => toCursor([row.key]));
    });
  }

  async countEnded(jobId: string, withinMs: number): Promise<number> {
    return this.#ledger.read('count documents of a job', async (ledger) => {
      const { key } = await jobRow(ledger, jobId);
      const since = new Date(ledger.now - withinMs).toISOString();
      const sql = `SELECT count(*) AS documents FROM job_documents WHERE job_key = $1 AND finished_at > $2 AND attempts > 0`;
      return (await ledger.get<{ documents: number }>(sql, key, since))?.documents ?? 0;
    });
  }

  async listEvents(jobId: string, options: { after: number; limit: number }): Promise<readonly JobEvent[]> {
    return this.#ledger.read('read events of a job', async (ledger) => {
      const { key } = await jobRow(ledger, jobId);
      const rows = await ledger.all<JobEventRow>(
        `SELECT e.*, d.document_id, d.access FROM job_events e LEFT JOIN job_documents d ON d.key = e.document_key
           WHERE e.job_key = $1 AND e.number > $2 ORDER BY e.number LIMIT $3`,
        key,
        options.after,
        options.limit,
      );
      return rows.map(toJobEvent);
    });
  }

  async record(changes: readonly DocumentChange[]): Promise<readonly string[]> {
    if (changes.length === 0) return [];
    return this.#ledger.write('write the progress of a job', async (ledger) => {
      const jobs = new Set<number>();
      const released: string[] = [];
      for (const change of changes) {
        const moved = await reportDocument(ledger, change);
        if (moved?.ended) jobs.add(moved.jobKey);
        released.push(...(moved?.released ?? []));
      }
      for (const job of jobs) await endJobIfOver(ledger, job);
      return released;
    });
  }

  async cancelJob(id: string): Promise<{ job: JobRecord; inWork: readonly number[] }> {
    return this.#ledger.write('cancel a job', async (ledger) => {
      const row = await jobRow(ledger, id);
      const inWork = isOver(row.state) ? [] : await cancelJob(ledger, row);
      return { job: await readJob(ledger, await jobRow(ledger, id)), inWork };
    });
  }

  async retryJob(id: string, states: readonly ('failed' | 'cancelled')[]): Promise<{ job: JobRecord; queued: number }> {
    return this.#ledger.write('retry a job', async (ledger) => {
      const queued = await retryJob(ledger, await jobRow(ledger, id), states);
      return { job: await readJob(ledger, await jobRow(ledger, id)), queued };
    });
  }

  async withdraw(
    collection: string,
    documentId: string | null,
    why: { problem: DocumentProblem; newerThan?: number },
  ): Promise<Withdrawn> {
    return this.#ledger.write('take a document out of its jobs', (ledger) =>
      withdrawDocuments(ledger, collection, documentId, why),
    );
  }

  async lastKey(): Promise<number> {
    const sql = 'SELECT coalesce(max(key), 0) AS key FROM job_documents';
    const [row] = await this.#ledger.storage.all<{ key: number }>('read the last document of jobs', sql);
    return row?.key ?? 0;
  }

  async isAwaited(collection: string, documentId: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM job_documents WHERE active AND collection = $1 AND document_id = $2 LIMIT 1';
    return (await this.#ledger.storage.all('look for a document', sql, collection, documentId)).length > 0;
  }

  async needsRevision(revision: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM job_documents WHERE holds_bytes AND revision = $1 LIMIT 1';
    return (await this.#ledger.storage.all('look for bytes', sql, revision)).length > 0;
  }

  async forgetJobs(before: number): Promise<readonly string[]> {
    return this.#ledger.write('forget old jobs', (ledger) => forgetJobs(ledger, before));
  }
}

async function findByKey(ledger: LedgerTransaction, job: NewJob): Promise<JobRow | undefined> {
  const { caller, idempotencyKey } = job;
  if (idempotencyKey === null) return undefined;
  const sql = 'SELECT * FROM jobs WHERE caller = $1 AND idempotency_key = $2';
  return sameJob(await ledger.get<JobRow>(sql, storableText(caller), idempotencyKey), job);
}
