import type { Task, TaskResult } from './embedder-messages.js';

/** One task that waits or runs, and the batch that it belongs to. */
export interface Job {
  readonly task: Task;
  readonly batch: Batch;
  readonly position: number;
  /** Deaths of a worker while it had this task. */
  deaths: number;
}

/** Tasks asked for together; settles once, and forgets its waiting jobs when it fails. */
export class Batch {
  readonly jobs: readonly Job[];
  readonly urgent: boolean;
  settled = false;
  readonly results: Promise<TaskResult[]>;
  readonly #values: TaskResult[] = [];
  readonly #onSettled: (batch: Batch) => void;
  #remaining: number;
  #resolve: (values: TaskResult[]) => void = () => {};
  #reject: (reason: unknown) => void = () => {};

  /** `tasks`: at least one. `onSettled` is called once, before `results` settles. */
  constructor(tasks: readonly Task[], urgent: boolean, onSettled: (batch: Batch) => void) {
    this.jobs = tasks.map((task, position) => ({ task, batch: this, position, deaths: 0 }));
    this.urgent = urgent;
    this.#remaining = tasks.length;
    this.#onSettled = onSettled;
    this.results = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  finish(position: number, value: TaskResult): void {
    if (this.settled) return;
    this.#values[position] = value;
    this.#remaining -= 1;
    if (this.#remaining > 0) return;
    this.#settle();
    this.#resolve(this.#values);
  }

  fail(reason: unknown): void {
    if (this.settled) return;
    this.#settle();
    this.#reject(reason);
  }

  #settle(): void {
    this.settled = true;
    this.#onSettled(this);
  }
}

/** Jobs that wait: first those whose worker died, then questions, then passages; each level first in, first out. */
export class JobQueue {
  readonly #levels: readonly [Set<Job>, Set<Job>, Set<Job>] = [new Set(), new Set(), new Set()];

  add(job: Job): void {
    const [again, urgent, patient] = this.#levels;
    (job.deaths > 0 ? again : job.batch.urgent ? urgent : patient).add(job);
  }

  /** Removes and gives the job whose turn it is; undefined when none waits. */
  next(): Job | undefined {
    for (const level of this.#levels) {
      for (const job of level) {
        level.delete(job);
        return job;
      }
    }
    return undefined;
  }

  /** Removes those that wait. */
  forget(jobs: Iterable<Job>): void {
    for (const job of jobs) for (const level of this.#levels) level.delete(job);
  }

  /** Removes and gives everything that waits. */
  drain(): Job[] {
    const jobs = this.#levels.flatMap((level) => [...level]);
    for (const level of this.#levels) level.clear();
    return jobs;
  }
}
