import type {
  DocumentOutcome,
  DocumentProblem,
  DocumentState,
  JobDocument,
  JobEvent,
  JobRecord,
  NewJobDocument,
} from '../core/job.js';
import type { Page } from './catalog.js';

/** A job as it is posted. */
export interface NewJob {
  readonly id: string;
  readonly collection: string;
  readonly caller: string;
  /** The caller's `Idempotency-Key`; null without. */
  readonly idempotencyKey: string | null;
  /** Hash of everything asked for: tells the same call again from another one under the same key. */
  readonly fingerprint: string;
}

/** What an attempt reports of its document. */
export interface DocumentChange {
  readonly key: number;
  /** The attempt that reports; of an attempt that is not the present one nothing is taken. */
  readonly attempt: number;
  readonly state: DocumentState;
  /** 0…1 within the state; 0 unless set. */
  readonly progress?: number;
  readonly problem?: DocumentProblem | null;
  readonly outcome?: DocumentOutcome;
  /** For `queued`: when another attempt is due, milliseconds since 1970. */
  readonly dueAt?: number;
}

/** Documents taken out of all jobs before they were published. */
export interface Withdrawn {
  /** Keys of those that waited. All of them are over now. */
  readonly waiting: readonly number[];
  /** Keys of those in work: whoever works on them has to stop, and what it reports is not taken. */
  readonly inWork: readonly number[];
  /** Bytes that no job waits for any longer on their account. */
  readonly revisions: readonly string[];
}

/**
 * The ledger of jobs: what was acknowledged, where every document stands, and what happened. Every method is one transaction.
 * Methods that name a job reject with `job_not_found` when there is none.
 */
export interface JobStore {
  /**
   * Acknowledges a job: durable once resolved. Under an idempotency key that the caller has used before, the job of then
   * comes back (`created: false`); rejects with `idempotency_key_reused` when its fingerprint is another.
   */
  createJob(job: NewJob, documents: readonly NewJobDocument[]): Promise<{ job: JobRecord; created: boolean }>;
  findJob(id: string): Promise<JobRecord>;
  /** As much of a job as those need who wait for news of it. */
  peekJob(id: string): Promise<Pick<JobRecord, 'collection' | 'state' | 'lastEvent'>>;
  /** Newest first. */
  listJobs(options: { collection: string | null; limit: number; cursor: string | null }): Promise<Page<JobRecord>>;
  /** In the order they were sent; an empty list of states means every state. */
  listJobDocuments(
    jobId: string,
    options: { states: readonly DocumentState[]; limit: number; cursor: string | null },
  ): Promise<Page<JobDocument>>;
  /** Documents of a job that ended within the last `withinMs`, for its rate. */
  countEnded(jobId: string, withinMs: number): Promise<number>;
  /** Events after number `after`, oldest first. */
  listEvents(jobId: string, options: { after: number; limit: number }): Promise<readonly JobEvent[]>;

  /**
   * Takes what attempts report, in order; a job whose last document ends is over in the same transaction. A document that is
   * done ends the retries of its older versions: resolves to the bytes that they held.
   */
  record(changes: readonly DocumentChange[]): Promise<readonly string[]>;
  /** Ends what waits and says what is in work. Idempotent; of a job that is over nothing changes. */
  cancelJob(id: string): Promise<{ job: JobRecord; inWork: readonly number[] }>;
  /** Queues documents again that ended in one of `states` and whose bytes are kept. Resolves to how many. */
  retryJob(id: string, states: readonly ('failed' | 'cancelled')[]): Promise<{ job: JobRecord; queued: number }>;
  /**
   * Takes a document (or all of a collection: `documentId` null) out of every job: it was deleted, or replaced by a newer
   * one. With `newerThan`, only what was acknowledged up to that key, as `lastKey` gave it.
   */
  withdraw(
    collection: string,
    documentId: string | null,
    why: { problem: DocumentProblem; newerThan?: number },
  ): Promise<Withdrawn>;
  /** The key of the document acknowledged last; 0 without any. */
  lastKey(): Promise<number>;
  /** Whether a job has this document before it, not ended. */
  isAwaited(collection: string, documentId: string): Promise<boolean>;
  /** Whether a job needs these bytes: its document is not over, or may be tried again. */
  needsRevision(revision: string): Promise<boolean>;
  /** Forgets jobs that were over before this time (milliseconds since 1970); resolves to bytes they held on to. */
  forgetJobs(before: number): Promise<readonly string[]>;
}
