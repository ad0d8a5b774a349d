import type { Metadata } from './document.js';
import type { ErrorCode, KnowledgeBaseError } from './errors.js';
import type { SectionDiff } from './ingest-report.js';

/** Where a document of a job can be, in order; the last four are ends. */
export const documentStates = [
  'queued',
  'loading',
  'cleaning',
  'cutting',
  'embedding',
  'publishing',
  'done',
  'failed',
  'cancelled',
  'skipped',
] as const;
export type DocumentState = (typeof documentStates)[number];

/** States that a document leaves only by a retry. `skipped`: unchanged, nothing was to be done. */
export const endStates = ['done', 'failed', 'cancelled', 'skipped'] as const satisfies readonly DocumentState[];
export type EndState = (typeof endStates)[number];

export function isEndState(state: DocumentState): state is EndState {
  return endStates.some((end) => end === state);
}

/** A job is `failed` when it is over and at least one of its documents failed; the others are published all the same. */
export type JobState = 'queued' | 'running' | 'cancelling' | 'done' | 'failed' | 'cancelled';

/** What went wrong with one document. */
export interface DocumentProblem {
  readonly code: ErrorCode;
  /** As of a `KnowledgeBaseError`: failed action, value, remedy after the last semicolon. */
  readonly message: string;
}

export function toDocumentProblem({ code, message }: KnowledgeBaseError): DocumentProblem {
  return { code, message };
}

/** The remedy that a message names after its last semicolon; null when it names none. */
export function remedyOf(message: string): string | null {
  const cut = message.lastIndexOf('; ');
  return cut < 0 ? null : message.slice(cut + 2);
}

/** What became of a document that went through. */
export interface DocumentOutcome {
  readonly status: 'created' | 'updated' | 'unchanged' | 'removed';
  readonly sections: SectionDiff;
  /** Sections of which something had to be encoded. */
  readonly embeddedSections: number;
}

/** A document as it enters a job. */
export interface NewJobDocument {
  readonly documentId: string;
  readonly action: 'put' | 'remove';
  /** SHA-256 of the bytes, which the document store holds; null for a removal and for what could not be read. */
  readonly revision: string | null;
  readonly mediaType: string | null;
  readonly metadata: Metadata;
  /** Null: a document keeps the labels in force. */
  readonly access: readonly string[] | null;
  readonly sizeBytes: number;
  /** Set for what is over before it began: unchanged, unreadable, twice in the job. */
  readonly end: { readonly state: EndState; readonly problem: DocumentProblem | null } | null;
}

/** A document of a job as it stands. */
export interface JobDocument extends Omit<NewJobDocument, 'end'> {
  /** Grows with the order of acknowledgement over all jobs. */
  readonly key: number;
  readonly jobId: string;
  readonly collection: string;
  readonly state: DocumentState;
  /** 0…1 within the state. */
  readonly progress: number;
  /** How often it was begun; also the fence: what an earlier attempt reports is not taken. */
  readonly attempts: number;
  /** How often a process died with it in work. */
  readonly crashes: number;
  /** Attempts that failed with what another one may mend, since it was queued or last retried. */
  readonly failures: number;
  /** Of the last attempt that failed, also while another one is due. */
  readonly problem: DocumentProblem | null;
  readonly outcome: DocumentOutcome | null;
  /** RFC 3339, UTC. */
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

export type StateCounts = Readonly<Record<DocumentState, number>>;

/** A batch of documents for one collection. */
export interface JobRecord {
  readonly id: string;
  readonly collection: string;
  readonly state: JobState;
  /** Name of the key that posted it. */
  readonly caller: string;
  readonly counts: StateCounts;
  /** Bytes of all documents, and of those that have come to an end. */
  readonly sizeBytes: number;
  readonly endedBytes: number;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** Number of its newest event. */
  readonly lastEvent: number;
}

/** Something that happened in a job; `document` is null where it happened to the job itself. */
export interface JobEvent {
  /** Grows over all jobs; what `Last-Event-ID` names. */
  readonly number: number;
  readonly at: string;
  readonly document: { readonly id: string; readonly access: readonly string[] | null } | null;
  readonly state: DocumentState | JobState;
  readonly progress: number;
  readonly problem: DocumentProblem | null;
}

/** Documents of a job, in all states together. */
export function totalOf(counts: StateCounts): number {
  return documentStates.reduce((sum, state) => sum + counts[state], 0);
}

/** Documents that have come to an end. */
export function endedOf(counts: StateCounts): number {
  return endStates.reduce((sum, state) => sum + counts[state], 0);
}

export function isOver(state: JobState): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}
