import { KnowledgeBaseError } from '../core/errors.js';
import type { DocumentState, JobDocument } from '../core/job.js';
import type { DeleteDocumentResult, PutDocument, PutDocumentResult } from '../knowledge-base.js';
import type { DocumentStore } from '../ports/document-store.js';
import type { DocumentChange } from '../ports/job-store.js';

/** How work on a document ended, as it is recorded. */
export type DocumentEnd = Pick<DocumentChange, 'state' | 'problem' | 'outcome' | 'dueAt'>;

/** Does what a job wants of one document. Rejects with KnowledgeBaseError or the signal's reason. */
export type WorkOn = (
  document: JobDocument,
  signal: AbortSignal,
  onProgress: (state: DocumentState, progress: number) => void,
) => Promise<DocumentEnd>;

/** Why work on a document was stopped from outside. */
export class WorkAbort extends Error {
  readonly kind: 'cancelled' | 'stopped' | 'late';
  readonly #problem: KnowledgeBaseError | null;
  readonly #limitMs: number;

  constructor(kind: WorkAbort['kind'], problem: KnowledgeBaseError | null, limitMs = 0) {
    super(`The work on a document was stopped: ${kind}`);
    this.name = 'WorkAbort';
    this.kind = kind;
    this.#problem = problem;
    this.#limitMs = limitMs;
  }

  endOf({ documentId }: JobDocument): DocumentEnd | null {
    switch (this.kind) {
      case 'stopped':
        return null;
      case 'cancelled':
        return {
          state: 'cancelled',
          problem: this.#problem && { code: this.#problem.code, message: this.#problem.message },
        };
      case 'late': {
        const message = `Cannot ingest document "${documentId}": it was not done after ${Math.round(this.#limitMs / 60_000)} min; split it, or retry the job`;
        return { state: 'failed', problem: { code: 'timeout', message } };
      }
    }
  }
}

export interface WorkParts {
  readonly documentStore: DocumentStore;
  readonly putDocument: (collection: string, input: PutDocument) => Promise<PutDocumentResult>;
  /** Looks at the signal once it is its turn: a newer version may have been published while it waited. */
  readonly deleteDocument: (collection: string, id: string, signal: AbortSignal) => Promise<DeleteDocumentResult>;
}

const noSections = { added: 0, updated: 0, unchanged: 0, removed: 0 };

/** Puts or removes a document through the same doors as everyone else. */
export function workOnDocument({ documentStore, putDocument, deleteDocument }: WorkParts): WorkOn {
  return async (document, signal, onProgress) => {
    const { collection, documentId: id, revision } = document;
    if (document.action === 'remove') return await remove(collection, id, (at, one) => deleteDocument(at, one, signal));
    const bytes = revision === null ? null : await documentStore.get(revision);
    if (!bytes) throw bytesGone(id);
    const result = await putDocument(collection, {
      id,
      bytes,
      metadata: document.metadata,
      ...(document.mediaType !== null && { mediaType: document.mediaType }),
      ...(document.access !== null && { access: document.access }),
      signal,
      onProgress,
    });
    const outcome = { status: result.status, sections: result.diff, embeddedSections: result.embeddedSections };
    // An attempt that died after publishing has nothing left to do: that document is done, not skipped.
    const isSkipped = result.status === 'unchanged' && document.attempts === 1;
    return { state: isSkipped ? 'skipped' : 'done', outcome };
  };
}

async function remove(
  collection: string,
  id: string,
  deleteDocument: (collection: string, id: string) => Promise<DeleteDocumentResult>,
): Promise<DocumentEnd> {
  const removed = await deleteDocument(collection, id).catch((error: unknown) => {
    // Somebody else was faster: what was wanted is the case.
    if (error instanceof KnowledgeBaseError && error.code === 'document_not_found') return { sectionsBefore: 0 };
    throw error;
  });
  const sections = { ...noSections, removed: removed.sectionsBefore };
  return { state: 'done', outcome: { status: 'removed', sections, embeddedSections: 0 } };
}

function bytesGone(id: string): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'storage_corrupt',
    `Cannot ingest document "${id}": its bytes are gone from the data folder; send it again`,
  );
}
