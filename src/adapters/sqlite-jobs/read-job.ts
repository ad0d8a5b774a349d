import type { JobRecord } from '../../core/job.js';
import { type JobRow, type StateGroup, toJobRecord } from '../job-rows/job-rows.js';
import type { SqliteStorage } from '../sqlite/sqlite-storage.js';

/** A job with its counts and the number of its newest event. */
export function readJob(storage: SqliteStorage, row: JobRow): JobRecord {
  const groups = storage.all<StateGroup>(
    `SELECT state, active, count(*) AS documents, sum(size_bytes) AS bytes FROM job_documents WHERE job_key = ?
       GROUP BY state, active`,
    row.key,
  );
  return toJobRecord(row, groups, lastEventOf(storage, row.key));
}

/** Number of a job's newest event; 0 without any. */
export function lastEventOf(storage: SqliteStorage, jobKey: number): number {
  const sql = 'SELECT max(number) AS number FROM job_events WHERE job_key = ?';
  return storage.get<{ number: number | null }>(sql, jobKey)?.number ?? 0;
}
