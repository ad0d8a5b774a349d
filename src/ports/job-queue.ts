import type { JobDocument } from '../core/job.js';

/**
 * Whose turn it is: hands documents of jobs to workers, under leases. A document is with one worker at a time, jobs take turns,
 * and a document waits while an older one of the same collection and id is not over.
 */
export interface JobQueue {
  /**
   * The next document that is due, leased to `worker` and begun (`attempts` counted, state `loading`); null when none is.
   * A document with crashes behind it goes last within its job.
   */
  take(worker: string, leaseMs: number): Promise<JobDocument | null>;
  /** Renews the worker's leases, which also says that it is there; resolves to the keys that it still holds. */
  renew(worker: string, leaseMs: number): Promise<readonly number[]>;
  /** Keys that the worker may go on with: it holds them, they were not withdrawn, and their job is not being cancelled. */
  listHeld(worker: string): Promise<readonly number[]>;
  /** A worker that stops in order: what it holds waits again, no crash counted. Resolves to how many. */
  giveBack(worker: string): Promise<number>;
  /**
   * Takes documents from workers that are gone: their lease is over, or, with `survivors`, they are not among these. Each
   * counts a crash and waits again; one with `maxCrashes` of them is parked: `failed` with `repeated_crash`.
   */
  recover(options: { maxCrashes: number; survivors?: readonly string[] }): Promise<{ waiting: number; parked: number }>;
  /** Milliseconds until a document is due, 0 when one is; null when none waits. */
  dueInMs(): Promise<number | null>;
  /**
   * Whether documents have waited to be taken for `graceMs`, or are held by a worker that is gone, and no worker has renewed its
   * leases within that time, whether it holds any or not. Never where no other process can be the worker.
   */
  isUnattended(graceMs: number): Promise<boolean>;
}
