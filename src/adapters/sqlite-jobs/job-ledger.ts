import type { DocumentProblem, DocumentState, JobState } from '../../core/job.js';
import type { DocumentChange } from '../../ports/job-store.js';
import { jobNotFound } from '../job-rows/job-problems.js';
import { documentMove, type JobRow } from '../job-rows/job-rows.js';
import type { SqliteStorage } from '../sqlite/sqlite-storage.js';

/** Steps that the store and the queue share. Each runs inside a transaction that its caller has opened. */

/** @throws KnowledgeBaseError `job_not_found` */
export function jobRow(storage: SqliteStorage, id: string): JobRow {
  const row = storage.get<JobRow>('SELECT * FROM jobs WHERE id = ?', id);
  if (row) return row;
  throw jobNotFound(id);
}

export function writeEvent(
  storage: SqliteStorage,
  event: {
    jobKey: number;
    documentKey?: number;
    state: DocumentState | JobState;
    progress?: number;
    problem?: DocumentProblem | null;
  },
): void {
  storage.run(
    'INSERT INTO job_events (job_key, document_key, state, progress, code, message, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    event.jobKey,
    event.documentKey ?? null,
    event.state,
    event.progress ?? 0,
    event.problem?.code ?? null,
    event.problem?.message ?? null,
    storage.now().toISOString(),
  );
}

export interface MovedDocument {
  readonly jobKey: number;
  readonly ended: boolean;
  /** Bytes that older attempts held for a retry, which would now bring back what was replaced. */
  readonly released: readonly string[];
}

/** As `moveDocument`, for what a worker says: nothing is taken of a document that was taken from it and waits anew. */
export function reportDocument(storage: SqliteStorage, change: DocumentChange): MovedDocument | null {
  const sql = 'SELECT 1 FROM job_documents WHERE key = ? AND worker IS NOT NULL';
  return storage.get(sql, change.key) ? moveDocument(storage, change) : null;
}

/**
 * Moves a document of the attempt that reports, and writes the event; null when that attempt is no longer the present one.
 * What is done or unchanged holds its bytes no longer: the catalog's document has them. What would wait again in a job that
 * is being cancelled is cancelled.
 */
export function moveDocument(storage: SqliteStorage, change: DocumentChange): MovedDocument | null {
  const { key, attempt, problem = null, outcome } = change;
  const present = storage.get<{ job_key: number; state: JobState }>(
    `SELECT d.job_key, j.state FROM job_documents d JOIN jobs j ON j.key = d.job_key
       WHERE d.key = ? AND d.attempts = ? AND d.active = 1`,
    key,
    attempt,
  );
  if (!present) return null;
  const { state, ended, isFine, isLetGo, progress } = documentMove(change, present.state);
  storage.run(
    `UPDATE job_documents SET state = ?1, active = ?2, progress = ?3, outcome = ?4, due_at = ?5, finished_at = ?6,
       code = CASE WHEN ?7 THEN NULL ELSE coalesce(?8, code) END,
       message = CASE WHEN ?7 THEN NULL ELSE coalesce(?9, message) END,
       holds_bytes = holds_bytes AND NOT ?7, failures = failures + ?10,
       worker = CASE WHEN ?11 THEN NULL ELSE worker END, lease_until = CASE WHEN ?11 THEN NULL ELSE lease_until END
       WHERE key = ?12`,
    state,
    ended ? 0 : 1,
    progress,
    outcome ? JSON.stringify(outcome) : null,
    change.dueAt ?? 0,
    ended ? storage.now().toISOString() : null,
    isFine ? 1 : 0,
    problem?.code ?? null,
    problem?.message ?? null,
    state === 'queued' && problem ? 1 : 0,
    isLetGo ? 1 : 0,
    key,
  );
  writeEvent(storage, { jobKey: present.job_key, documentKey: key, state, progress, problem });
  return { jobKey: present.job_key, ended, released: state === 'done' ? releaseOlder(storage, key) : [] };
}

function releaseOlder(storage: SqliteStorage, key: number): string[] {
  const older = storage.all<{ key: number; revision: string | null }>(
    `SELECT older.key, older.revision FROM job_documents newer JOIN job_documents older
       ON older.collection = newer.collection AND older.document_id = newer.document_id
       WHERE newer.key = ? AND older.holds_bytes = 1 AND older.active = 0 AND older.key < newer.key`,
    key,
  );
  for (const row of older) storage.run('UPDATE job_documents SET holds_bytes = 0 WHERE key = ?', row.key);
  return older.flatMap(({ revision }) => revision ?? []);
}

/** Ends a job whose last document has ended. */
export function endJobIfOver(storage: SqliteStorage, jobKey: number): void {
  const waits = storage.get(
    `SELECT 1 FROM job_documents WHERE job_key = ? AND state IN
       ('queued', 'loading', 'cleaning', 'cutting', 'embedding', 'publishing') LIMIT 1`,
    jobKey,
  );
  if (waits) return;
  const failed = storage.get(`SELECT 1 FROM job_documents WHERE job_key = ? AND state = 'failed' LIMIT 1`, jobKey);
  const cancelled = storage.get(
    `SELECT 1 FROM job_documents WHERE job_key = ? AND state = 'cancelled' LIMIT 1`,
    jobKey,
  );
  const job = storage.get<{ state: JobState }>('SELECT state FROM jobs WHERE key = ?', jobKey);
  const state: JobState = job?.state === 'cancelling' && cancelled ? 'cancelled' : failed ? 'failed' : 'done';
  const changed = storage.run(
    `UPDATE jobs SET state = ?, finished_at = ? WHERE key = ? AND state IN ('queued', 'running', 'cancelling')`,
    state,
    storage.now().toISOString(),
    jobKey,
  );
  if (changed.changes > 0) writeEvent(storage, { jobKey, state });
}
