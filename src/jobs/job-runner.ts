import type { KnowledgeBaseError } from '../core/errors.js';
import type { JobDocument } from '../core/job.js';
import type { JobQueue } from '../ports/job-queue.js';
import type { JobRecorder } from './job-recorder.js';
import {
  asKnowledgeBaseError,
  deadlineMs,
  isOutage,
  isWorthRetrying,
  maxCrashes,
  maxFailures,
} from './retry-policy.js';
import { type DocumentEnd, WorkAbort, type WorkOn } from './work-on-document.js';

export interface RunnerParts {
  readonly queue: JobQueue;
  readonly recorder: JobRecorder;
  /** Ingests or removes one document. */
  readonly workOn: WorkOn;
  /** Name of this process among those who work on the queue. */
  readonly worker: string;
  /** True where no other process can have the queue open: whatever is leased to others is taken up at once. */
  readonly alone: boolean;
  readonly now: () => Date;
  readonly retryPauseMs: (failures: number, error: KnowledgeBaseError) => number;
  /** Told what went wrong beside the documents; never throws. */
  readonly onTrouble: (error: unknown) => void;
  readonly limits?: Partial<RunnerLimits>;
}

export interface RunnerLimits {
  /** Documents in work at once: while one is parsed and one is written, the encoder has others. */
  readonly documents: number;
  /** Bytes of documents in work at once; a larger document is worked on alone. Parsing needs 20 to 40 times as much. */
  readonly bytes: number;
  readonly leaseMs: number;
}

const standardLimits: RunnerLimits = { documents: 6, bytes: 24_000_000, leaseMs: 60_000 };
/** Where others take up what a dead process held, they wait this long and no longer: four renewals may fail before. */
const sharedLeaseMs = 20_000;
/** How often a worker asks whether it may go on, should news of a cancellation not have come. */
const heldPollMs = 1_000;
/** An idle queue is looked at this often, in case another process filled it. */
const idlePollMs = 5_000;

interface InWork {
  readonly document: JobDocument;
  readonly controller: AbortController;
}

/**
 * Takes documents from the queue and works on several at once, so that the encoder never waits for parsing or for the disk.
 * Whatever happens to one document ends that document; only an outage of what all need slows the rest down.
 */
export class JobRunner {
  readonly #parts: RunnerParts;
  readonly #limits: RunnerLimits;
  readonly #inWork = new Map<number, InWork>();
  readonly #waiters = new Set<() => void>();
  #isStopped = false;
  #loop: Promise<void> | undefined;
  #leases: NodeJS.Timeout | undefined;
  #held: NodeJS.Timeout | undefined;
  #lookingForHeld: Promise<void> | undefined;
  /** Until then nobody is thought dead: after an outage of the database the living have to renew their leases first. */
  #recoverFrom = 0;
  /** Outages in a row, and when the next document may find out whether it is over. */
  #outage = { count: 0, until: 0 };

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    this.#limits = { ...standardLimits, ...(!parts.alone && { leaseMs: sharedLeaseMs }), ...parts.limits };
  }

  /** Takes up what a former process left, then runs until `stop`. Idempotent. */
  async start(): Promise<void> {
    if (this.#loop) return;
    const { queue, worker, alone } = this.#parts;
    this.#loop = Promise.resolve();
    if (alone) await queue.recover({ maxCrashes, survivors: [worker] });
    else {
      this.#holdOffRecovery();
      // Says that a worker is there.
      await this.#keepLeases();
    }
    this.#leases = setInterval(() => void this.#keepLeases(), this.#limits.leaseMs / 4);
    this.#leases.unref();
    if (!alone) {
      this.#held = setInterval(() => void this.dropWhatIsLost(), heldPollMs);
      this.#held.unref();
    }
    this.#loop = this.#run();
  }

  /** Something is new in the queue. */
  wake(): void {
    for (const proceed of [...this.#waiters]) proceed();
  }

  /** Ends the work on some documents; they are recorded as cancelled. */
  cancel(keys: readonly number[], problem: KnowledgeBaseError | null): void {
    for (const key of keys) this.#inWork.get(key)?.controller.abort(new WorkAbort('cancelled', problem));
  }

  /** Ends the work on what this worker holds no longer, or whose job another process has cancelled. Never rejects. */
  async dropWhatIsLost(): Promise<void> {
    if (this.#inWork.size === 0) return;
    this.#lookingForHeld ??= this.#dropWhatIsLost().finally(() => {
      this.#lookingForHeld = undefined;
    });
    await this.#lookingForHeld;
  }

  /** Stops in order: what is in work is given up and waits for the next start, no crash counted. */
  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    clearInterval(this.#leases);
    clearInterval(this.#held);
    for (const { controller } of this.#inWork.values()) controller.abort(new WorkAbort('stopped', null));
    this.wake();
    await this.#loop;
    await this.#until(() => this.#inWork.size === 0);
    await this.#parts.recorder.flush().catch(this.#parts.onTrouble);
    if (this.#loop) await this.#parts.queue.giveBack(this.#parts.worker).catch(this.#parts.onTrouble);
    this.#parts.recorder.close();
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      try {
        await this.#takeOne();
      } catch (error) {
        // The queue itself failed: a full disk, a lost database.
        this.#parts.onTrouble(error);
        await this.#pause(idlePollMs);
      }
    }
  }

  async #takeOne(): Promise<void> {
    const { queue, worker, now } = this.#parts;
    const restMs = this.#outage.until - now().getTime();
    if (this.#outage.count > 0 && restMs > 0) return await this.#pause(Math.min(restMs, idlePollMs));
    const most = this.#outage.count > 0 ? 1 : this.#limits.documents;
    if (this.#inWork.size >= most) return await this.#pause(idlePollMs);
    const document = await queue.take(worker, this.#limits.leaseMs);
    if (!document) return await this.#pause(Math.min((await queue.dueInMs()) ?? idlePollMs, idlePollMs));
    const work = { document, controller: new AbortController() };
    this.#inWork.set(document.key, work);
    await this.#until(() => this.#isStopped || work.controller.signal.aborted || this.#hasRoomFor(document));
    void this.#work(work);
    // One that a process died with is alone in the room: if it happens again, nobody else is suspected.
    if (document.crashes > 0) await this.#until(() => !this.#inWork.has(document.key));
  }

  #hasRoomFor(document: JobDocument): boolean {
    const others = [...this.#inWork.values()].filter((one) => one.document !== document);
    if (others.length === 0) return true;
    if (document.crashes > 0) return false;
    const bytes = others.reduce((sum, one) => sum + one.document.sizeBytes, 0);
    return bytes + document.sizeBytes <= this.#limits.bytes;
  }

  async #work(work: InWork): Promise<void> {
    const { document, controller } = work;
    const { recorder } = this.#parts;
    const { key, attempts: attempt } = document;
    const limitMs = deadlineMs(document.sizeBytes);
    const timer = setTimeout(() => controller.abort(new WorkAbort('late', null, limitMs)), limitMs);
    try {
      controller.signal.throwIfAborted();
      const end = await this.#parts.workOn(document, controller.signal, (state, progress) =>
        recorder.add({ key, attempt, state, progress }),
      );
      this.#outage = { count: 0, until: 0 };
      recorder.add({ key, attempt, ...end });
    } catch (error) {
      const end = this.#endOf(document, controller.signal, error);
      if (end) recorder.add({ key, attempt, ...end });
    } finally {
      clearTimeout(timer);
      this.#inWork.delete(key);
      this.wake();
    }
  }

  /** What a failure means for the document; null when the next start goes on with it. */
  #endOf(document: JobDocument, { aborted, reason }: AbortSignal, error: unknown): DocumentEnd | null {
    if (aborted && reason instanceof WorkAbort) return reason.endOf(document);
    const failure = asKnowledgeBaseError(error, document.documentId);
    if (failure.code === 'internal_error') this.#parts.onTrouble(error);
    const problem = { code: failure.code, message: failure.message };
    const now = this.#parts.now().getTime();
    // Those that were in work when it began are one outage together, not one each: otherwise six of them rest for half a minute.
    if (isOutage(failure) && now >= this.#outage.until) {
      const pauseMs = this.#parts.retryPauseMs(Math.min(this.#outage.count, 5), failure);
      this.#outage = { count: this.#outage.count + 1, until: now + pauseMs };
    }
    if (!isWorthRetrying(failure) || document.failures + 1 >= maxFailures) return { state: 'failed', problem };
    const pauseMs = this.#parts.retryPauseMs(document.failures, failure);
    return { state: 'queued', problem, dueAt: Math.round(now + pauseMs) };
  }

  async #dropWhatIsLost(): Promise<void> {
    // What is taken while the answer is on its way is not in it.
    const asked = [...this.#inWork.keys()];
    try {
      const held = new Set(await this.#parts.queue.listHeld(this.#parts.worker));
      this.cancel(
        asked.filter((key) => !held.has(key)),
        null,
      );
    } catch (error) {
      this.#parts.onTrouble(error);
    }
  }

  #holdOffRecovery(): void {
    this.#recoverFrom = performance.now() + this.#limits.leaseMs;
  }

  async #keepLeases(): Promise<void> {
    const { queue, worker, alone, onTrouble } = this.#parts;
    try {
      await queue.renew(worker, this.#limits.leaseMs);
      if (performance.now() < this.#recoverFrom) return;
      const { waiting } = await queue.recover({ maxCrashes, ...(alone && { survivors: [worker] }) });
      if (waiting > 0) this.wake();
    } catch (error) {
      if (!alone) this.#holdOffRecovery();
      onTrouble(error);
    }
  }

  /** Waits for `wake`, or this long. */
  async #pause(ms: number): Promise<void> {
    if (this.#isStopped || ms <= 0) return;
    await this.#nextWake(ms);
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) await this.#nextWake(idlePollMs);
  }

  async #nextWake(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const proceed = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(proceed);
        resolve();
      };
      const timer = setTimeout(proceed, ms);
      this.#waiters.add(proceed);
    });
  }
}
