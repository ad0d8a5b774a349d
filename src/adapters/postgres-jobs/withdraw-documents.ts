import type { DocumentProblem } from '../../core/job.js';
import type { Withdrawn } from '../../ports/job-store.js';
import { storableText } from '../postgres/storable-text.js';
import type { LedgerTransaction } from './job-ledger.js';
import { endJobIfOver, moveDocument } from './move-document.js';

interface HeldRow {
  key: number;
  active: boolean;
  attempts: number;
  worker: string | null;
  revision: string | null;
}

/**
 * Ends a document in every job, lets go of the bytes that it holds there, and names what is in work. Runs inside a transaction.
 */
export async function withdrawDocuments(
  ledger: LedgerTransaction,
  collection: string,
  documentId: string | null,
  { problem, newerThan }: { problem: DocumentProblem; newerThan?: number },
): Promise<Withdrawn> {
  const held = await ledger.all<HeldRow>(
    `SELECT key, active, attempts, worker, revision FROM job_documents WHERE (active OR holds_bytes) AND collection = $1
       AND ($2::text IS NULL OR document_id = $2) AND key <= $3 ORDER BY key`,
    collection,
    documentId === null ? null : storableText(documentId),
    newerThan ?? Number.MAX_SAFE_INTEGER,
  );
  const jobs = new Set<number>();
  const waiting: number[] = [];
  const inWork: number[] = [];
  for (const row of held.filter(({ active }) => active)) {
    // Also what is in work ends here: were it left to its worker, a crash would take it up again.
    const moved = await moveDocument(ledger, { key: row.key, attempt: row.attempts, state: 'cancelled', problem });
    if (moved) jobs.add(moved.jobKey);
    (row.worker === null ? waiting : inWork).push(row.key);
  }
  const keys = held.map(({ key }) => key);
  await ledger.run('UPDATE job_documents SET holds_bytes = false WHERE key = ANY($1::bigint[])', keys);
  for (const job of jobs) await endJobIfOver(ledger, job);
  const revisions = new Set(held.flatMap(({ revision }) => revision ?? []));
  return { waiting, inWork, revisions: [...revisions] };
}

/** Removes jobs that were over before a time, and names the bytes they held. Runs inside a transaction. */
export async function forgetJobs(ledger: LedgerTransaction, before: number): Promise<string[]> {
  const over = `SELECT key FROM jobs WHERE state IN ('done', 'failed', 'cancelled') AND finished_at < $1`;
  const time = new Date(before).toISOString();
  const held = await ledger.all<{ revision: string }>(
    `SELECT DISTINCT revision FROM job_documents WHERE holds_bytes AND revision IS NOT NULL AND job_key IN (${over})`,
    time,
  );
  await ledger.run(`DELETE FROM jobs WHERE key IN (${over})`, time);
  return held.map(({ revision }) => revision);
}
