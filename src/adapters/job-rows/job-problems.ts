import { KnowledgeBaseError } from '../../core/errors.js';
import type { DocumentProblem } from '../../core/job.js';
import type { NewJob } from '../../ports/job-store.js';
import type { JobRow } from './job-rows.js';

/** What a ledger of jobs refuses or reports, whichever database keeps it. */

/** `job_not_found` */
export function jobNotFound(id: string): KnowledgeBaseError {
  return new KnowledgeBaseError('job_not_found', `Cannot find job "${id.slice(0, 80)}": list the jobs there are`);
}

/**
 * The job that was created under a new job's idempotency key, if there is one and it holds the same.
 *
 * @throws KnowledgeBaseError `idempotency_key_reused` when it holds something else.
 */
export function sameJob<Row extends JobRow>(
  row: Row | undefined,
  { idempotencyKey, fingerprint }: NewJob,
): Row | undefined {
  if (!row || row.fingerprint === fingerprint) return row;
  throw new KnowledgeBaseError(
    'idempotency_key_reused',
    `Cannot create a job under Idempotency-Key "${idempotencyKey}": job ${row.id} has it and holds something else; use a new key`,
    { facts: { job_id: row.id } },
  );
}

/** `conflict` */
export function stillCancelling(id: string): KnowledgeBaseError {
  return new KnowledgeBaseError('conflict', `Cannot retry job "${id}": it is being cancelled; try again in a second`);
}

/** Of a document that no worker is given again. */
export function parkedProblem(crashes: number): DocumentProblem {
  const message = `Cannot ingest this document: the process died ${crashes} times with it in work; report it with the file, or retry the job`;
  return { code: 'repeated_crash', message };
}
