import type { NewJobDocument } from '../../core/job.js';
import type { SqliteStorage } from '../sqlite/sqlite-storage.js';
import { writeEvent } from './job-ledger.js';

/** Writes the documents of a new job, those that are over already included. Runs inside the transaction that creates it. */
export function insertDocuments(
  storage: SqliteStorage,
  jobKey: number,
  collection: string,
  documents: readonly NewJobDocument[],
): void {
  const now = storage.now().toISOString();
  for (const document of documents) {
    const { end } = document;
    // A removal holds no bytes, but may be retried by the same rule.
    const isHeld =
      document.action === 'remove' || (document.revision !== null && (end === null || end.state === 'failed'));
    const { key } = storage.run(
      `INSERT INTO job_documents (job_key, collection, document_id, action, revision, media_type, metadata, access, size_bytes,
         state, active, code, message, holds_bytes, finished_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      jobKey,
      collection,
      document.documentId,
      document.action,
      document.revision,
      document.mediaType,
      JSON.stringify(document.metadata),
      document.access === null ? null : JSON.stringify(document.access),
      document.sizeBytes,
      end?.state ?? 'queued',
      end === null ? 1 : 0,
      end?.problem?.code ?? null,
      end?.problem?.message ?? null,
      isHeld ? 1 : 0,
      end === null ? null : now,
    );
    if (end?.problem) writeEvent(storage, { jobKey, documentKey: key, state: end.state, problem: end.problem });
  }
}
