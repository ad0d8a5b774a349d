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
import { sameJob, stillCancelling } from '../job-rows/job-problems.js';
import {
  documentColumns,
  type JobDocumentRow,
  type JobEventRow,
  type JobRow,
  toJobDocument,
  toJobEvent,
} from '../job-rows/job-rows.js';
import type { SqliteStorage } from '../sqlite/sqlite-storage.js';
import { insertDocuments } from './insert-documents.js';
import { endJobIfOver, jobRow, reportDocument, writeEvent } from './job-ledger.js';
import { lastEventOf, readJob } from './read-job.js';
import { forgetJobs, withdrawDocuments } from './withdraw-documents.js';

/** The ledger of jobs in the catalog's own database. A write that fails leaves nothing behind. */
export function openSqliteJobStore(storage: SqliteStorage): JobStore {
  return new SqliteJobStore(storage);
}

class SqliteJobStore implements JobStore {
  readonly #storage: SqliteStorage;

  constructor(storage: SqliteStorage) {
    this.#storage = storage;
  }

  async createJob(job: NewJob, documents: readonly NewJobDocument[]): Promise<{ job: JobRecord; created: boolean }> {
    return this.#storage.write('create a job', () => {
      const former = this.#findByKey(job);
      if (former) return { job: readJob(this.#storage, former), created: false };
      const { key } = this.#storage.run(
        `INSERT INTO jobs (id, collection, caller, idempotency_key, fingerprint, state, turn, created_at)
           VALUES (?, ?, ?, ?, ?, 'queued', (SELECT coalesce(min(turn), 0) FROM jobs WHERE state IN ('queued', 'running')), ?)`,
        job.id,
        job.collection,
        job.caller,
        job.idempotencyKey,
        job.fingerprint,
        this.#storage.now().toISOString(),
      );
      writeEvent(this.#storage, { jobKey: key, state: 'queued' });
      insertDocuments(this.#storage, key, job.collection, documents);
      endJobIfOver(this.#storage, key);
      return { job: this.#job(job.id), created: true };
    });
  }

  async findJob(id: string): Promise<JobRecord> {
    return this.#storage.read('read a job', () => this.#job(id));
  }

  async peekJob(id: string): Promise<Pick<JobRecord, 'collection' | 'state' | 'lastEvent'>> {
    return this.#storage.read('read a job', () => {
      const { key, collection, state } = jobRow(this.#storage, id);
      return { collection, state, lastEvent: lastEventOf(this.#storage, key) };
    });
  }

  async listJobs(options: {
    collection: string | null;
    limit: number;
    cursor: string | null;
  }): Promise<Page<JobRecord>> {
    const [before] = options.cursor === null ? [Number.MAX_SAFE_INTEGER] : fromCursor(options.cursor, ['number']);
    return this.#storage.read('list jobs', () => {
      const rows = this.#storage.all<JobRow>(
        'SELECT * FROM jobs WHERE key < ?1 AND (?2 IS NULL OR collection = ?2) ORDER BY key DESC LIMIT ?3',
        before,
        options.collection,
        options.limit + 1,
      );
      return toPage(
        rows,
        options.limit,
        (row) => readJob(this.#storage, row),
        (row) => toCursor([row.key]),
      );
    });
  }

  async listJobDocuments(
    jobId: string,
    options: { states: readonly DocumentState[]; limit: number; cursor: string | null },
  ): Promise<Page<JobDocument>> {
    const [after] = options.cursor === null ? [0] : fromCursor(options.cursor, ['number']);
    return this.#storage.read('list documents of a job', () => {
      const rows = this.#storage.all<JobDocumentRow>(
        `SELECT ${documentColumns} FROM job_documents d JOIN jobs j ON j.key = d.job_key WHERE d.job_key = ?1 AND d.key > ?2
           AND (?3 = '[]' OR d.state IN (SELECT value FROM json_each(?3))) ORDER BY d.key LIMIT ?4`,
        jobRow(this.#storage, jobId).key,
        after,
        JSON.stringify(options.states),
        options.limit + 1,
      );
      return toPage(rows, options.limit, toJobDocument, (row) => toCursor([row.key]));
    });
  }

  async countEnded(jobId: string, withinMs: number): Promise<number> {
    return this.#storage.read('count documents of a job', () => {
      const since = new Date(this.#storage.now().getTime() - withinMs).toISOString();
      const row = this.#storage.get<{ documents: number }>(
        `SELECT count(*) AS documents FROM job_documents WHERE job_key = ? AND finished_at > ? AND attempts > 0`,
        jobRow(this.#storage, jobId).key,
        since,
      );
      return row?.documents ?? 0;
    });
  }

  async listEvents(jobId: string, options: { after: number; limit: number }): Promise<readonly JobEvent[]> {
    return this.#storage.read('read events of a job', () => {
      const rows = this.#storage.all<JobEventRow>(
        `SELECT e.*, d.document_id, d.access FROM job_events e LEFT JOIN job_documents d ON d.key = e.document_key
           WHERE e.job_key = ? AND e.number > ? ORDER BY e.number LIMIT ?`,
        jobRow(this.#storage, jobId).key,
        options.after,
        options.limit,
      );
      return rows.map(toJobEvent);
    });
  }

  async record(changes: readonly DocumentChange[]): Promise<readonly string[]> {
    if (changes.length === 0) return [];
    return this.#storage.write('write the progress of a job', () => {
      const jobs = new Set<number>();
      const released: string[] = [];
      for (const change of changes) {
        const moved = reportDocument(this.#storage, change);
        if (moved?.ended) jobs.add(moved.jobKey);
        released.push(...(moved?.released ?? []));
      }
      for (const job of jobs) endJobIfOver(this.#storage, job);
      return released;
    });
  }

  async cancelJob(id: string): Promise<{ job: JobRecord; inWork: readonly number[] }> {
    return this.#storage.write('cancel a job', () => {
      const row = jobRow(this.#storage, id);
      if (isOver(row.state)) return { job: readJob(this.#storage, row), inWork: [] };
      if (row.state !== 'cancelling') {
        this.#storage.run(`UPDATE jobs SET state = 'cancelling' WHERE key = ?`, row.key);
        writeEvent(this.#storage, { jobKey: row.key, state: 'cancelling' });
      }
      this.#storage.run(
        `UPDATE job_documents SET state = 'cancelled', active = 0, progress = 0, finished_at = ?
           WHERE job_key = ? AND state = 'queued'`,
        this.#storage.now().toISOString(),
        row.key,
      );
      endJobIfOver(this.#storage, row.key);
      const inWork = this.#storage.all<{ key: number }>(
        'SELECT key FROM job_documents WHERE job_key = ? AND active = 1 AND worker IS NOT NULL',
        row.key,
      );
      return { job: this.#job(id), inWork: inWork.map(({ key }) => key) };
    });
  }

  async retryJob(id: string, states: readonly ('failed' | 'cancelled')[]): Promise<{ job: JobRecord; queued: number }> {
    return this.#storage.write('retry a job', () => {
      const row = jobRow(this.#storage, id);
      if (row.state === 'cancelling') throw stillCancelling(id);
      const { changes } = this.#storage.run(
        // A version that a newer one followed stays where it is: tried again, it would come after it.
        `UPDATE job_documents AS old SET state = 'queued', active = 1, progress = 0, attempts = attempts + 1, crashes = 0,
           failures = 0, code = NULL, message = NULL, due_at = 0, finished_at = NULL
           WHERE job_key = ? AND state IN (SELECT value FROM json_each(?)) AND holds_bytes = 1
           AND (code IS NULL OR code NOT IN ('superseded', 'duplicate_document'))
           AND NOT EXISTS (SELECT 1 FROM job_documents newer WHERE newer.collection = old.collection
             AND newer.document_id = old.document_id AND newer.key > old.key
             AND (newer.active = 1 OR newer.state IN ('done', 'skipped')))`,
        row.key,
        JSON.stringify(states),
      );
      if (changes > 0 && row.state !== 'running') {
        this.#storage.run(`UPDATE jobs SET state = 'queued', finished_at = NULL WHERE key = ?`, row.key);
        writeEvent(this.#storage, { jobKey: row.key, state: 'queued' });
      }
      return { job: this.#job(id), queued: changes };
    });
  }

  async withdraw(
    collection: string,
    documentId: string | null,
    why: { problem: DocumentProblem; newerThan?: number },
  ): Promise<Withdrawn> {
    return this.#storage.write('take a document out of its jobs', () =>
      withdrawDocuments(this.#storage, collection, documentId, why),
    );
  }

  async lastKey(): Promise<number> {
    return this.#storage.read('read the last document of jobs', () => {
      const row = this.#storage.get<{ key: number | null }>('SELECT max(key) AS key FROM job_documents');
      return row?.key ?? 0;
    });
  }

  async isAwaited(collection: string, documentId: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM job_documents WHERE active = 1 AND collection = ? AND document_id = ? LIMIT 1';
    return this.#storage.read(
      'look for a document',
      () => this.#storage.get(sql, collection, documentId) !== undefined,
    );
  }

  async needsRevision(revision: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM job_documents WHERE holds_bytes = 1 AND revision = ? LIMIT 1';
    return this.#storage.read('look for bytes', () => this.#storage.get(sql, revision) !== undefined);
  }

  async forgetJobs(before: number): Promise<readonly string[]> {
    return this.#storage.write('forget old jobs', () => forgetJobs(this.#storage, before));
  }

  #job(id: string): JobRecord {
    return readJob(this.#storage, jobRow(this.#storage, id));
  }

  #findByKey(job: NewJob): JobRow | undefined {
    const { caller, idempotencyKey } = job;
    if (idempotencyKey === null) return undefined;
    const sql = 'SELECT * FROM jobs WHERE caller = ? AND idempotency_key = ?';
    return sameJob(this.#storage.get<JobRow>(sql, caller, idempotencyKey), job);
  }
}
