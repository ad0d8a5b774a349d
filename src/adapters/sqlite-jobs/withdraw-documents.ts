import type { DocumentProblem } from '../../core/job.js';
import type { Withdrawn } from '../../ports/job-store.js';
import type { SqliteStorage } from '../sqlite/sqlite-storage.js';
import { endJobIfOver, moveDocument } from './job-ledger.js';

interface HeldRow {
  key: number;
  active: number;
  attempts: number;
  worker: string | null;
  revision: string | null;
}

/**
 * Ends a document in every job, lets go of the bytes that it holds there, and names what is in work. Runs inside a transaction.
 */
export function withdrawDocuments(
  storage: SqliteStorage,
  collection: string,
  documentId: string | null,
  { problem, newerThan }: { problem: DocumentProblem; newerThan?: number },
): Withdrawn {
  const upTo = newerThan ?? Number.MAX_SAFE_INTEGER;
  const columns = 'SELECT key, active, attempts, worker, revision FROM job_documents WHERE';
  // Two queries, since each has an index of its own.
  const rows = ['active = 1', 'holds_bytes = 1'].flatMap((condition) =>
    storage.all<HeldRow>(
      `${columns} ${condition} AND collection = ?1 AND (?2 IS NULL OR document_id = ?2) AND key <= ?3`,
      collection,
      documentId,
      upTo,
    ),
  );
  const held = [...new Map(rows.map((row) => [row.key, row])).values()];
  const jobs = new Set<number>();
  const waiting: number[] = [];
  const inWork: number[] = [];
  const revisions = new Set<string>();
  for (const row of held) {
    if (row.active) {
      // Also what is in work ends here: were it left to its worker, a crash would take it up again.
      const moved = moveDocument(storage, { key: row.key, attempt: row.attempts, state: 'cancelled', problem });
      if (moved) jobs.add(moved.jobKey);
      (row.worker === null ? waiting : inWork).push(row.key);
    }
    storage.run('UPDATE job_documents SET holds_bytes = 0 WHERE key = ?', row.key);
    if (row.revision !== null) revisions.add(row.revision);
  }
  for (const job of jobs) endJobIfOver(storage, job);
  return { waiting, inWork, revisions: [...revisions] };
}

/** Removes jobs that were over before a time, and names the bytes they held. Runs inside a transaction. */
export function forgetJobs(storage: SqliteStorage, before: number): string[] {
  const over = `SELECT key FROM jobs WHERE state IN ('done', 'failed', 'cancelled') AND finished_at < ?`;
  const time = new Date(before).toISOString();
  const held = storage.all<{ revision: string }>(
    `SELECT DISTINCT revision FROM job_documents WHERE holds_bytes = 1 AND revision IS NOT NULL AND job_key IN (${over})`,
    time,
  );
  storage.run(`DELETE FROM jobs WHERE key IN (${over})`, time);
  return held.map(({ revision }) => revision);
}
