import type { Metadata } from '../core/document.js';
import type { KnowledgeBaseError } from '../core/errors.js';
import type { IngestReport } from '../core/ingest-report.js';
import type { DocumentState, JobDocument, JobEvent, JobRecord } from '../core/job.js';
import type { Access } from '../knowledge-base.js';
import type { Page } from '../ports/catalog.js';

/** What a batch is for. */
export interface BatchOptions {
  readonly collection: string;
  /** Name of the key that posts it; `Idempotency-Key`s belong to it. */
  readonly caller: string;
  /** Pruning removes only what the caller may see. */
  readonly access?: Access;
}

/** A document of a batch without its bytes. */
export interface BatchDocument {
  readonly id: string;
  readonly mediaType?: string;
  readonly metadata?: Metadata;
  /** Left out, a document keeps the labels in force. */
  readonly access?: readonly string[];
}

export interface FinishOptions {
  /** Sources of which every document that is not in the batch is removed. */
  readonly prune?: readonly string[];
  /** Prune although much, or everything, would go. */
  readonly yes?: boolean;
  readonly idempotencyKey?: string;
}

/** What a batch would do, or does. Ids are those of documents. */
export interface JobPlan {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly unchanged: number;
  readonly removed: readonly string[];
  readonly failed: readonly { readonly id: string; readonly code: string; readonly message: string }[];
  /** Why pruning is refused without `yes`; null when it is not. */
  readonly refused: string | null;
}

/**
 * A batch while it is being sent. Bytes are kept as they come; nothing is acknowledged before `finish` resolves, and
 * `discard` (always call it, in a `finally`) lets go of whatever was not.
 */
export interface Batch {
  /**
   * Takes a document. Resolves when there is room for the next one. What is wrong with it becomes its end in the job; rejects
   * only with what stops the batch: `storage_full`, `storage_read_only`.
   */
  add(document: BatchDocument, bytes: Uint8Array): Promise<void>;
  /** Takes a document by its hash: it counts as present, and fails in a job (`conflict`) unless it is unchanged. */
  addByRevision(document: BatchDocument, revision: string): void;
  /** Notes that a document could not be had. */
  addFailed(id: string, error: KnowledgeBaseError): void;
  plan(options?: FinishOptions): Promise<JobPlan>;
  /**
   * Acknowledges the batch as a job. Rejects with `prune_refused`, `idempotency_key_reused`, `invalid_request` for a batch of
   * nothing.
   */
  finish(options?: FinishOptions): Promise<{ job: JobReport; created: boolean }>;
  discard(): Promise<void>;
}

/** A job as people see it. */
export interface JobReport extends JobRecord {
  /** Documents a second over the last minute; null before the first and once the job is over. */
  readonly documentsPerSecond: number | null;
  /** At the present rate; null when it cannot be said. */
  readonly secondsLeft: number | null;
  /** One line: `4 of 10 documents: 3 published, 1 failed; about 2 min left`. */
  readonly summary: string;
}

/** A document of a job, with the report of its ingest where it is published. */
export interface JobDocumentReport extends JobDocument {
  readonly report: IngestReport | null;
}

/** Batch ingest. Every method rejects with KnowledgeBaseError; those that name a job with `job_not_found`. */
export interface IngestJobs {
  /** Rejects with `collection_not_found` or `recipe_mismatch`. */
  openBatch(options: BatchOptions): Promise<Batch>;
  getJob(id: string): Promise<JobReport>;
  listJobs(options?: { collection?: string; limit?: number; cursor?: string | null }): Promise<Page<JobReport>>;
  /** What the caller may not see is left out. */
  listDocuments(
    jobId: string,
    options?: { states?: readonly DocumentState[]; limit?: number; cursor?: string | null; access?: Access },
  ): Promise<Page<JobDocumentReport>>;
  /**
   * Events after number `after`, oldest first. When there is none yet and the job is not over, waits up to `waitMs` for one.
   * Documents that the caller may not see are left out; `lastNumber` counts them.
   */
  listEvents(
    jobId: string,
    options?: { after?: number; limit?: number; waitMs?: number; access?: Access; signal?: AbortSignal },
  ): Promise<{ events: readonly JobEvent[]; lastNumber: number; over: boolean }>;
  /** Idempotent. What is in work stops within a second and leaves nothing behind. */
  cancelJob(id: string): Promise<JobReport>;
  /** Queues again what failed, and unless `only` says so what was cancelled; also of a job that still runs. */
  retryJob(id: string, options?: { only?: 'failed' }): Promise<{ job: JobReport; queued: number }>;
  /** Works on jobs from now on, beginning with what a former process left. Idempotent. */
  start(): Promise<void>;
}
