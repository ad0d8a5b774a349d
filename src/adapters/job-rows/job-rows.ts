import type { ErrorCode } from '../../core/errors.js';
import {
  type DocumentProblem,
  type DocumentState,
  documentStates,
  isEndState,
  type JobDocument,
  type JobEvent,
  type JobRecord,
  type JobState,
  type NewJobDocument,
} from '../../core/job.js';
import type { DocumentChange } from '../../ports/job-store.js';

/** A job as a database keeps it. */
export interface JobRow {
  key: number;
  id: string;
  collection: string;
  caller: string;
  fingerprint: string;
  state: JobState;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
}

/** A document of a job as a database keeps it; JSON as text. */
export interface JobDocumentRow {
  key: number;
  job_key: number;
  job_id: string;
  collection: string;
  document_id: string;
  action: NewJobDocument['action'];
  revision: string | null;
  media_type: string | null;
  metadata: string;
  access: string | null;
  size_bytes: number;
  state: DocumentState;
  progress: number;
  attempts: number;
  crashes: number;
  failures: number;
  code: ErrorCode | null;
  message: string | null;
  outcome: string | null;
  started_at: string | null;
  finished_at: string | null;
}

/** An event with the document it names. */
export interface JobEventRow {
  number: number;
  document_id: string | null;
  access: string | null;
  state: DocumentState | JobState;
  progress: number;
  code: ErrorCode | null;
  message: string | null;
  at: string;
}

/** Every column of a document, and the id of its job. */
export const documentColumns = 'd.*, j.id AS job_id';

/** Documents of a job that are in the same state. */
export interface StateGroup {
  readonly state: DocumentState;
  readonly active: boolean | number;
  readonly documents: number;
  readonly bytes: number;
}

/** A job with its counts, which are read from its documents. */
export function toJobRecord(row: JobRow, groups: readonly StateGroup[], lastEvent: number): JobRecord {
  const counts = Object.fromEntries(documentStates.map((state) => [state, 0])) as Record<DocumentState, number>;
  let sizeBytes = 0;
  let endedBytes = 0;
  for (const group of groups) {
    counts[group.state] += group.documents;
    sizeBytes += group.bytes;
    if (!group.active) endedBytes += group.bytes;
  }
  return {
    id: row.id,
    collection: row.collection,
    state: row.state,
    caller: row.caller,
    counts,
    sizeBytes,
    endedBytes,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    lastEvent,
  };
}

/** A row with the id of its job. */
export function toJobDocument(row: JobDocumentRow): JobDocument {
  return {
    key: row.key,
    jobId: row.job_id,
    collection: row.collection,
    documentId: row.document_id,
    action: row.action,
    revision: row.revision,
    mediaType: row.media_type,
    metadata: JSON.parse(row.metadata),
    access: row.access === null ? null : JSON.parse(row.access),
    sizeBytes: row.size_bytes,
    state: row.state,
    progress: row.progress,
    attempts: row.attempts,
    crashes: row.crashes,
    failures: row.failures,
    problem: toProblem(row),
    outcome: row.outcome === null ? null : JSON.parse(row.outcome),
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}

/** A row as an event. */
export function toJobEvent(row: JobEventRow): JobEvent {
  const { number, at, state, progress, document_id: id, access } = row;
  const document = id === null ? null : { id, access: access === null ? null : (JSON.parse(access) as string[]) };
  return { number, at, document, state, progress, problem: toProblem(row) };
}

function toProblem({ code, message }: { code: ErrorCode | null; message: string | null }): DocumentProblem | null {
  return code === null ? null : { code, message: message ?? '' };
}

/** What a reported change makes of a document, whichever database keeps it. */
export interface DocumentMove {
  readonly state: DocumentState;
  readonly ended: boolean;
  /** Ended well: its problem is over, and the catalog's document has its bytes. */
  readonly isFine: boolean;
  /** Its worker has it no longer. */
  readonly isLetGo: boolean;
  readonly progress: number;
}

/** What would wait again in a job that is being cancelled is cancelled. */
export function documentMove(change: DocumentChange, job: JobState): DocumentMove {
  const state = change.state === 'queued' && job === 'cancelling' ? 'cancelled' : change.state;
  const ended = isEndState(state);
  const isFine = state === 'done' || state === 'skipped';
  return { state, ended, isFine, isLetGo: ended || state === 'queued', progress: isFine ? 1 : (change.progress ?? 0) };
}
