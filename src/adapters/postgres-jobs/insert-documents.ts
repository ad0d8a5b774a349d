import type { NewJobDocument } from '../../core/job.js';
import { storableText } from '../postgres/storable-text.js';
import type { LedgerTransaction } from './job-ledger.js';
import { timeOf } from './move-document.js';

/** Rows a statement: ten thousand documents are some statements, not ten thousand. */
const batchSize = 1_000;

/**
 * Writes the documents of a new job, those that are over already included. Runs inside the transaction that creates it.
 *
 * Its documents stand behind each other from the turn that is next over all jobs on, so that jobs take turns.
 */
export async function insertDocuments(
  ledger: LedgerTransaction,
  jobKey: number,
  collection: string,
  documents: readonly NewJobDocument[],
): Promise<void> {
  let turn = await nextTurn(ledger);
  for (let start = 0; start < documents.length; start += batchSize) {
    const batch = documents.slice(start, start + batchSize).map((document) => toRow(document, turn++));
    await ledger.run(
      `INSERT INTO job_documents (job_key, collection, document_id, action, revision, media_type, metadata, access, size_bytes,
         state, active, code, message, holds_bytes, turn, finished_at)
       SELECT $1, $2, r.document_id, r.action, r.revision, r.media_type, r.metadata, r.access, r.size_bytes, r.state, r.active,
         r.code, r.message, r.holds_bytes, r.turn, CASE WHEN r.active THEN NULL ELSE $3 END
       FROM json_to_recordset($4::json) AS r (document_id text, action text, revision text, media_type text, metadata text,
         access text, size_bytes bigint, state text, active boolean, code text, message text, holds_bytes boolean, turn bigint)
       ORDER BY r.turn`,
      jobKey,
      collection,
      timeOf(ledger),
      JSON.stringify(batch),
    );
  }
  await ledger.run(
    `INSERT INTO job_events (job_key, document_key, state, progress, code, message, at)
       SELECT job_key, key, state, 0, code, message, $2 FROM job_documents WHERE job_key = $1 AND code IS NOT NULL ORDER BY key`,
    jobKey,
    timeOf(ledger),
  );
}

/** The turn of those that waited longest; what comes now stands beside them. */
export async function nextTurn(ledger: LedgerTransaction): Promise<number> {
  const sql = `SELECT turn FROM job_documents WHERE active AND state = 'queued' ORDER BY turn LIMIT 1`;
  return (await ledger.get<{ turn: number }>(sql))?.turn ?? 0;
}

function toRow(document: NewJobDocument, turn: number) {
  const { end, revision, action } = document;
  return {
    document_id: storableText(document.documentId),
    action,
    revision,
    media_type: document.mediaType === null ? null : storableText(document.mediaType),
    metadata: JSON.stringify(document.metadata),
    access: document.access === null ? null : JSON.stringify(document.access),
    size_bytes: document.sizeBytes,
    state: end?.state ?? 'queued',
    active: end === null,
    code: end?.problem?.code ?? null,
    message: end?.problem ? storableText(end.problem.message) : null,
    // A removal holds no bytes, but may be retried by the same rule.
    holds_bytes: action === 'remove' || (revision !== null && (end === null || end.state === 'failed')),
    turn,
  };
}
