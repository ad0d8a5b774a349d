import type { JobDocument } from '../../core/job.js';
import type { JobQueue } from '../../ports/job-queue.js';
import { parkedProblem } from '../job-rows/job-problems.js';
import { documentColumns, type JobDocumentRow, toJobDocument } from '../job-rows/job-rows.js';
import { longestWaitMs } from '../job-rows/longest-wait.js';
import type { SqliteStorage } from '../sqlite/sqlite-storage.js';
import { endJobIfOver, moveDocument, writeEvent } from './job-ledger.js';

/** The queue in the catalog's own database: one process works on it, so a transaction is all the agreement it needs. */
export function openSqliteJobQueue(storage: SqliteStorage): JobQueue {
  return new SqliteJobQueue(storage);
}

class SqliteJobQueue implements JobQueue {
  readonly #storage: SqliteStorage;

  constructor(storage: SqliteStorage) {
    this.#storage = storage;
  }

  async take(worker: string, leaseMs: number): Promise<JobDocument | null> {
    // Looking first keeps an idle service from writing.
    if (!this.#storage.read('look for work', () => this.#next())) return null;
    return this.#storage.write('take a document of a job', () => {
      const next = this.#next();
      if (!next) return null;
      const now = this.#storage.now();
      this.#storage.run(
        `UPDATE job_documents SET state = 'loading', progress = 0, attempts = attempts + 1, worker = ?, lease_until = ?,
           started_at = coalesce(started_at, ?) WHERE key = ?`,
        worker,
        now.getTime() + leaseMs,
        now.toISOString(),
        next.key,
      );
      this.#storage.run(
        `UPDATE jobs SET turn = (SELECT max(turn) + 1 FROM jobs), started_at = coalesce(started_at, ?), state = 'running'
           WHERE key = ?`,
        now.toISOString(),
        next.jobKey,
      );
      writeEvent(this.#storage, { jobKey: next.jobKey, documentKey: next.key, state: 'loading' });
      const sql = `SELECT ${documentColumns} FROM job_documents d JOIN jobs j ON j.key = d.job_key WHERE d.key = ?`;
      const row = this.#storage.get<JobDocumentRow>(sql, next.key);
      return row ? toJobDocument(row) : null;
    });
  }

  async renew(worker: string, leaseMs: number): Promise<readonly number[]> {
    const sql = 'UPDATE job_documents SET lease_until = ? WHERE worker = ? RETURNING key';
    const held = this.#storage.read('look for leases', () =>
      this.#storage.get('SELECT 1 FROM job_documents WHERE worker = ? LIMIT 1', worker),
    );
    if (!held) return [];
    return this.#storage.write('renew leases', () =>
      this.#storage.all<{ key: number }>(sql, this.#storage.now().getTime() + leaseMs, worker).map(({ key }) => key),
    );
  }

  async listHeld(worker: string): Promise<readonly number[]> {
    const sql = `SELECT d.key FROM job_documents d JOIN jobs j ON j.key = d.job_key
      WHERE d.worker = ? AND d.active = 1 AND j.state <> 'cancelling'`;
    return this.#storage.read('look for documents in work', () =>
      this.#storage.all<{ key: number }>(sql, worker).map(({ key }) => key),
    );
  }

  async giveBack(worker: string): Promise<number> {
    return this.#storage.write('give documents back', () => {
      const held = this.#storage.all<{ key: number; attempts: number }>(
        'SELECT key, attempts FROM job_documents WHERE worker = ?',
        worker,
      );
      for (const { key, attempts } of held) moveDocument(this.#storage, { key, attempt: attempts, state: 'queued' });
      return held.length;
    });
  }

  async recover(options: {
    maxCrashes: number;
    survivors?: readonly string[];
  }): Promise<{ waiting: number; parked: number }> {
    const lost = this.#storage.read('look for lost documents', () => this.#lost(options.survivors));
    if (lost.length === 0) return { waiting: 0, parked: 0 };
    return this.#storage.write('take documents up again', () => {
      const jobs = new Set<number>();
      let parked = 0;
      for (const { key, attempts, crashes, job_key } of this.#lost(options.survivors)) {
        this.#storage.run('UPDATE job_documents SET crashes = ? WHERE key = ?', crashes + 1, key);
        const isParked = crashes + 1 >= options.maxCrashes;
        if (isParked) parked += 1;
        jobs.add(job_key);
        moveDocument(this.#storage, {
          key,
          attempt: attempts,
          ...(isParked ? { state: 'failed', problem: parkedProblem(crashes + 1) } : { state: 'queued' }),
        });
      }
      for (const job of jobs) endJobIfOver(this.#storage, job);
      return { waiting: lost.length - parked, parked };
    });
  }

  async dueInMs(): Promise<number | null> {
    return this.#storage.read('look for work', () => {
      if (this.#next()) return 0;
      const now = this.#storage.now().getTime();
      const row = this.#storage.get<{ due: number | null }>(
        `SELECT min(d.due_at) AS due FROM jobs j CROSS JOIN job_documents d ON d.job_key = j.key
           WHERE j.state IN ('queued', 'running') AND d.state = 'queued' AND d.due_at > ?`,
        now,
      );
      return row?.due == null ? null : Math.min(Math.max(0, row.due - now), longestWaitMs);
    });
  }

  /** Nobody but the process that has the folder can take documents, and that one is there: it is asking. */
  async isUnattended(): Promise<boolean> {
    return false;
  }

  /** Jobs in turn, each job's documents by crashes and age; older ones of the same id go first over all jobs. */
  #next(): { key: number; jobKey: number } | null {
    const now = this.#storage.now().getTime();
    const jobs = this.#storage.all<{ key: number }>(
      `SELECT key FROM jobs WHERE state IN ('queued', 'running') ORDER BY turn, key`,
    );
    for (const { key: jobKey } of jobs) {
      const row = this.#storage.get<{ key: number }>(
        `SELECT d.key FROM job_documents d WHERE d.job_key = ?1 AND d.state = 'queued'
           AND (d.due_at <= ?2 OR d.due_at > ?2 + ?3)
           AND NOT EXISTS (SELECT 1 FROM job_documents older WHERE older.active = 1 AND older.collection = d.collection
             AND older.document_id = d.document_id AND older.key < d.key)
           ORDER BY d.crashes, d.key LIMIT 1`,
        jobKey,
        now,
        longestWaitMs,
      );
      if (row) return { key: row.key, jobKey };
    }
    return null;
  }

  #lost(survivors: readonly string[] | undefined) {
    const now = this.#storage.now().getTime();
    return this.#storage.all<{ key: number; attempts: number; crashes: number; job_key: number }>(
      `SELECT key, attempts, crashes, job_key FROM job_documents WHERE worker IS NOT NULL AND active = 1
         AND (lease_until < ?1 OR lease_until > ?1 + ?2 OR (?3 IS NOT NULL AND worker NOT IN (SELECT value FROM json_each(?3))))`,
      now,
      longestWaitMs,
      survivors ? JSON.stringify(survivors) : null,
    );
  }
}
