import type { Worker } from 'node:worker_threads';
import { KnowledgeBaseError } from '../../core/errors.js';
import type { FromWorker, ToWorker, Work, WorkerError, WorkKind } from './embedder-messages.js';
import { Batch, type Job, JobQueue } from './embedder-queue.js';

/** Deaths of workers that one task may cause before it is given up. */
const maxDeaths = 2;
/** A worker ends by itself when asked to; one that does not (a run that hangs) is terminated after this time. */
const closeTimeoutMs = 5_000;
/** Loading takes a second, a few on a busy machine; what takes longer hangs, and a start that hangs should say where. */
const loadTimeoutMs = 120_000;

interface Member {
  readonly worker: Worker;
  /** Null when idle. */
  job: Job | null;
  ready: boolean;
  /** What it died of, when it said so. */
  lastError: unknown;
}

export interface RunOptions {
  /** Goes ahead of everything that is not. */
  readonly urgent: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Worker threads that each do one task at a time, and the queue before them. A worker gets its next task only when it has
 * none, so an urgent task never waits for more than the one text that runs. A worker that dies is replaced, and its task
 * is tried once more.
 */
export class EmbedderPool {
  readonly #startWorker: () => Worker;
  readonly #size: number;
  readonly #members = new Set<Member>();
  readonly #queue = new JobQueue();
  #closed = false;

  constructor(startWorker: () => Worker, size: number) {
    this.#startWorker = startWorker;
    this.#size = size;
  }

  /** Resolves when every worker has loaded its models. Rejects with what kept one from it, and closes. */
  async open(): Promise<void> {
    try {
      await Promise.all(Array.from({ length: this.#size }, () => this.#addMember()));
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** One result per task, in order. Rejects with `embedder_unavailable` or the signal's reason, then none of the rest runs. */
  async run<K extends WorkKind>(tasks: readonly Work[K]['task'][], options: RunOptions): Promise<Work[K]['result'][]> {
    const { signal, urgent } = options;
    signal?.throwIfAborted();
    if (this.#closed) throw unavailable('it is closed');
    if (tasks.length === 0) return [];
    const onAbort = (): void => batch.fail(signal?.reason);
    const batch = new Batch(tasks, urgent, ({ jobs }) => {
      this.#queue.forget(jobs);
      signal?.removeEventListener('abort', onAbort);
    });
    signal?.addEventListener('abort', onAbort, { once: true });
    for (const job of batch.jobs) this.#queue.add(job);
    if (this.#members.size === 0) this.#revive();
    this.#dispatch();
    // A worker answers a task of kind K with a result of kind K.
    return batch.results as Promise<Work[K]['result'][]>;
  }

  /** Fails what waits, lets what runs finish, and ends the workers. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#failWaiting(unavailable('it was closed'));
    await Promise.all([...this.#members].map((member) => endWorker(member.worker)));
  }

  #addMember(): Promise<void> {
    const member: Member = { worker: this.#startWorker(), job: null, ready: false, lastError: undefined };
    this.#members.add(member);
    return new Promise((resolve, reject) => {
      // Ending the worker rejects below, with what is known then.
      const tooLong = setTimeout(() => {
        member.lastError = new Error(`it was not ready after ${loadTimeoutMs / 1000} s`);
        void member.worker.terminate();
      }, loadTimeoutMs);
      member.worker.on('message', (message: FromWorker) => {
        if (message.type === 'ready') {
          clearTimeout(tooLong);
          member.ready = true;
          resolve();
        } else if (!member.ready && message.type === 'failed') {
          reject(toError(message.error));
        } else {
          finishJob(member, message);
        }
        this.#dispatch();
      });
      member.worker.on('error', (error) => {
        member.lastError = error;
      });
      member.worker.on('exit', (code) => {
        clearTimeout(tooLong);
        this.#members.delete(member);
        reject(unavailable(`a worker ended with code ${code} while it loaded its models`, member.lastError));
        this.#onDeath(member);
      });
    });
  }

  #onDeath(member: Member): void {
    const { job } = member;
    if (job) {
      job.deaths += 1;
      if (job.deaths >= maxDeaths || this.#closed) {
        job.batch.fail(unavailable(`the worker died ${job.deaths} times at this text`, member.lastError));
      } else if (!job.batch.settled) {
        this.#queue.add(job);
      }
    }
    // One that never got ready is not replaced, or a broken installation would start workers for ever.
    if (!this.#closed && member.ready) this.#revive();
  }

  /** Starts the workers that lack. When none is left and none can start, what waits fails. */
  #revive(): void {
    for (let lacking = this.#size - this.#members.size; lacking > 0; lacking -= 1) {
      this.#addMember().catch((error: unknown) => {
        if ([...this.#members].every((member) => !member.ready)) {
          this.#failWaiting(unavailable('no worker can start', error));
        }
      });
    }
  }

  #dispatch(): void {
    for (const member of this.#members) {
      if (!member.ready || member.job) continue;
      const job = this.#queue.next();
      if (!job) return;
      member.job = job;
      member.worker.postMessage(job.task satisfies ToWorker);
    }
  }

  #failWaiting(reason: unknown): void {
    for (const job of this.#queue.drain()) job.batch.fail(reason);
  }
}

function finishJob(member: Member, message: FromWorker): void {
  const { job } = member;
  member.job = null;
  if (!job) return;
  if (message.type === 'done') job.batch.finish(job.position, message.result);
  if (message.type === 'failed') job.batch.fail(toError(message.error));
}

async function endWorker(worker: Worker): Promise<void> {
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const timer = setTimeout(() => void worker.terminate(), closeTimeoutMs);
  worker.postMessage({ kind: 'close' } satisfies ToWorker);
  await ended;
  clearTimeout(timer);
}

function toError({ code, message, facts }: WorkerError): KnowledgeBaseError {
  return code ? new KnowledgeBaseError(code, message, { facts }) : unavailable(message);
}

function unavailable(reason: string, cause?: unknown): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'embedder_unavailable',
    `Cannot encode text with the built-in encoder: ${reason}; try again, and restart the service if it stays so`,
    { cause },
  );
}
