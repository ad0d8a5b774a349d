import type { JobRecord } from '../../core/job.js';
import { type JobRow, type StateGroup, toJobRecord } from '../job-rows/job-rows.js';
import type { PostgresTransaction } from '../postgres/postgres-storage.js';

/** Every column of a document as its row is read, and the id of its job. */
export const documentColumns = 'd.*, j.id AS job_id';

/** A job with its counts and the number of its newest event. */
export async function readJob(transaction: PostgresTransaction, row: JobRow): Promise<JobRecord> {
  const groups = await transaction.all<StateGroup>(
    `SELECT state, active, count(*) AS documents, sum(size_bytes)::bigint AS bytes FROM job_documents WHERE job_key = $1
       GROUP BY state, active`,
    row.key,
  );
  return toJobRecord(row, groups, await lastEventOf(transaction, row.key));
}

/** Number of a job's newest event; 0 without any. */
export async function lastEventOf(transaction: PostgresTransaction, jobKey: number): Promise<number> {
  const sql = 'SELECT number FROM job_events WHERE job_key = $1 ORDER BY number DESC LIMIT 1';
  return (await transaction.get<{ number: number }>(sql, jobKey))?.number ?? 0;
}
