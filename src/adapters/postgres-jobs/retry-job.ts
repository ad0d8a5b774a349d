import { stillCancelling } from '../job-rows/job-problems.js';
import type { JobRow } from '../job-rows/job-rows.js';
import { nextTurn } from './insert-documents.js';
import type { LedgerTransaction } from './job-ledger.js';
import { writeEvent } from './move-document.js';

/**
 * Queues documents again that ended in one of `states` and whose bytes are kept; resolves to how many. Runs inside a
 * transaction.
 *
 * @throws KnowledgeBaseError `conflict` while the job is being cancelled.
 */
export async function retryJob(ledger: LedgerTransaction, job: JobRow, states: readonly string[]): Promise<number> {
  if (job.state === 'cancelling') throw stillCancelling(job.id);
  const queued = await ledger.run(
    // A version that a newer one followed stays where it is: tried again, it would come after it.
    `WITH again AS (
       SELECT old.key, row_number() OVER (ORDER BY old.key) - 1 AS place FROM job_documents old
         WHERE old.job_key = $1 AND old.state = ANY ($2::text[]) AND old.holds_bytes
         AND (old.code IS NULL OR old.code NOT IN ('superseded', 'duplicate_document'))
         AND NOT EXISTS (SELECT 1 FROM job_documents newer WHERE newer.collection = old.collection
           AND newer.document_id = old.document_id AND newer.key > old.key
           AND (newer.active OR newer.state IN ('done', 'skipped')))
     ) UPDATE job_documents d SET state = 'queued', active = true, progress = 0, attempts = attempts + 1, crashes = 0,
         failures = 0, code = NULL, message = NULL, due_at = 0, finished_at = NULL, announced = false, turn = $3 + again.place
         FROM again WHERE d.key = again.key`,
    job.key,
    states,
    await nextTurn(ledger),
  );
  if (queued > 0 && job.state !== 'running') {
    await ledger.run(`UPDATE jobs SET state = 'queued', finished_at = NULL WHERE key = $1`, job.key);
    await writeEvent(ledger, { jobKey: job.key, state: 'queued' });
  }
  return queued;
}
