import type { DocumentProblem, DocumentState, JobState } from '../../core/job.js';
import type { DocumentChange } from '../../ports/job-store.js';
import { jobNotFound } from '../job-rows/job-problems.js';
import { documentMove, type JobRow } from '../job-rows/job-rows.js';
import type { PostgresTransaction } from '../postgres/postgres-storage.js';
import { storableText } from '../postgres/storable-text.js';
import type { LedgerTransaction } from './job-ledger.js';

/** Steps that the store and the queue share. Each runs inside a transaction that its caller has opened. */

/** @throws KnowledgeBaseError `job_not_found` */
export async function jobRow(transaction: PostgresTransaction, id: string): Promise<JobRow> {
  const row = await transaction.get<JobRow>('SELECT * FROM jobs WHERE id = $1', storableText(id));
  if (row) return row;
  throw jobNotFound(id);
}

export async function writeEvent(
  ledger: LedgerTransaction,
  event: {
    jobKey: number;
    documentKey?: number;
    state: DocumentState | JobState;
    progress?: number;
    problem?: DocumentProblem | null;
  },
): Promise<void> {
  await ledger.run(
    'INSERT INTO job_events (job_key, document_key, state, progress, code, message, at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    event.jobKey,
    event.documentKey ?? null,
    event.state,
    event.progress ?? 0,
    event.problem?.code ?? null,
    event.problem ? storableText(event.problem.message) : null,
    timeOf(ledger),
  );
}

/** The transaction's time as it is shown. */
export function timeOf({ now }: LedgerTransaction): string {
  return new Date(now).toISOString();
}

export interface MovedDocument {
  readonly jobKey: number;
  readonly ended: boolean;
  /** Bytes that older attempts held for a retry, which would now bring back what was replaced. */
  readonly released: readonly string[];
}

/** As `moveDocument`, for what a worker says: nothing is taken of a document that was taken from it and waits anew. */
export function reportDocument(ledger: LedgerTransaction, change: DocumentChange): Promise<MovedDocument | null> {
  return move(ledger, change, true);
}

/**
 * Moves a document of the attempt that reports, and writes the event; null when that attempt is no longer the present one.
 * What is done or unchanged holds its bytes no longer: the catalog's document has them. What would wait again in a job that
 * is being cancelled is cancelled.
 */
export function moveDocument(ledger: LedgerTransaction, change: DocumentChange): Promise<MovedDocument | null> {
  return move(ledger, change, false);
}

async function move(
  ledger: LedgerTransaction,
  change: DocumentChange,
  isFromWorker: boolean,
): Promise<MovedDocument | null> {
  const { key, attempt, problem = null, outcome } = change;
  const present = await ledger.get<{ job_key: number; state: JobState }>(
    `SELECT d.job_key, j.state FROM job_documents d JOIN jobs j ON j.key = d.job_key
       WHERE d.key = $1 AND d.attempts = $2 AND d.active AND (d.worker IS NOT NULL OR NOT $3)`,
    key,
    attempt,
    isFromWorker,
  );
  if (!present) return null;
  const { state, ended, isFine, isLetGo, progress } = documentMove(change, present.state);
  await ledger.run(
    `WITH event AS (
       INSERT INTO job_events (job_key, document_key, state, progress, code, message, at)
         VALUES ($13, $12, $1::text, $3::double precision, $8::text, $9::text, $14)
     ) UPDATE job_documents SET state = $1::text, active = $2, progress = $3::double precision, outcome = $4, due_at = $5,
       finished_at = $6,
       code = CASE WHEN $7::boolean THEN NULL ELSE coalesce($8::text, code) END,
       message = CASE WHEN $7::boolean THEN NULL ELSE coalesce($9::text, message) END,
       holds_bytes = holds_bytes AND NOT $7::boolean, failures = failures + $10,
       worker = CASE WHEN $11::boolean THEN NULL ELSE worker END,
       lease_until = CASE WHEN $11::boolean THEN NULL ELSE lease_until END
       WHERE key = $12`,
    state,
    !ended,
    progress,
    outcome ? JSON.stringify(outcome) : null,
    change.dueAt ?? 0,
    ended ? timeOf(ledger) : null,
    isFine,
    problem?.code ?? null,
    problem ? storableText(problem.message) : null,
    state === 'queued' && problem ? 1 : 0,
    isLetGo,
    key,
    present.job_key,
    timeOf(ledger),
  );
  return { jobKey: present.job_key, ended, released: state === 'done' ? await releaseOlder(ledger, key) : [] };
}

async function releaseOlder(ledger: LedgerTransaction, key: number): Promise<string[]> {
  const older = await ledger.all<{ revision: string | null }>(
    `UPDATE job_documents older SET holds_bytes = false FROM job_documents newer WHERE newer.key = $1
       AND older.collection = newer.collection AND older.document_id = newer.document_id
       AND older.holds_bytes AND NOT older.active AND older.key < newer.key RETURNING older.revision`,
    key,
  );
  return older.flatMap(({ revision }) => revision ?? []);
}

/** Ends a job whose last document has ended. */
export async function endJobIfOver(ledger: LedgerTransaction, jobKey: number): Promise<void> {
  const row = await ledger.get<{ waits: boolean; failed: boolean; cancelled: boolean; state: JobState }>(
    `SELECT j.state,
       EXISTS (SELECT 1 FROM job_documents WHERE job_key = $1 AND state IN
         ('queued', 'loading', 'cleaning', 'cutting', 'embedding', 'publishing')) AS waits,
       EXISTS (SELECT 1 FROM job_documents WHERE job_key = $1 AND state = 'failed') AS failed,
       EXISTS (SELECT 1 FROM job_documents WHERE job_key = $1 AND state = 'cancelled') AS cancelled
       FROM jobs j WHERE j.key = $1`,
    jobKey,
  );
  if (!row || row.waits) return;
  const state: JobState = row.state === 'cancelling' && row.cancelled ? 'cancelled' : row.failed ? 'failed' : 'done';
  const changed = await ledger.run(
    `UPDATE jobs SET state = $1, finished_at = $2 WHERE key = $3 AND state IN ('queued', 'running', 'cancelling')`,
    state,
    timeOf(ledger),
    jobKey,
  );
  if (changed > 0) await writeEvent(ledger, { jobKey, state });
}
