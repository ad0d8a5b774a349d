import type { JobRow } from '../job-rows/job-rows.js';
import type { LedgerTransaction } from './job-ledger.js';
import { endJobIfOver, timeOf, writeEvent } from './move-document.js';

/** Ends what waits in a job and resolves to the keys of what is in work. Runs inside a transaction. */
export async function cancelJob(ledger: LedgerTransaction, job: JobRow): Promise<readonly number[]> {
  if (job.state !== 'cancelling') {
    await ledger.run(`UPDATE jobs SET state = 'cancelling' WHERE key = $1`, job.key);
    await writeEvent(ledger, { jobKey: job.key, state: 'cancelling' });
  }
  await ledger.run(
    `UPDATE job_documents SET state = 'cancelled', active = false, progress = 0, finished_at = $1
       WHERE job_key = $2 AND state = 'queued'`,
    timeOf(ledger),
    job.key,
  );
  await endJobIfOver(ledger, job.key);
  const inWork = await ledger.all<{ key: number }>(
    'SELECT key FROM job_documents WHERE job_key = $1 AND active AND worker IS NOT NULL ORDER BY key',
    job.key,
  );
  return inWork.map(({ key }) => key);
}
