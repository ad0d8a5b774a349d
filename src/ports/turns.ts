/**
 * A task that has a turn or a collection. `lost` aborts when whoever gives turns cannot hold this one any longer, so that
 * another process may have it: the task must publish nothing then. Undefined where turns cannot be lost.
 */
export type TurnTask<T> = (lost?: AbortSignal) => Promise<T>;

/** A key that is held until it is given back, or the process ends. */
export interface TakenTurn {
  readonly lost: AbortSignal | undefined;
  giveBack(): Promise<void>;
}

/** Whose turn it is, among all processes that share the catalog: two writers of one document must not publish into each other. */
export interface Turns {
  /** Runs tasks of the same key one after the other, those of different keys side by side. Settles as the task does. */
  run<T>(key: string, task: TurnTask<T>): Promise<T>;
  /** Takes a key unless somebody has it; null then. */
  take(key: string): Promise<TakenTurn | null>;
  isTaken(key: string): Promise<boolean>;
  /** Resolves when nothing of this process is running or waiting. */
  idle(): Promise<void>;
}

/** Lets the tasks of a collection run side by side, and one that needs the collection for itself alone. */
export interface Gate {
  /** Waits while somebody has the collection alone, or waits for it. Settles as the task does. */
  shared<T>(collection: string, task: TurnTask<T>): Promise<T>;
  /** Waits for those that are inside. Settles as the task does. */
  alone<T>(collection: string, task: TurnTask<T>): Promise<T>;
}

/** Revisions whose bytes must stay although no document and no job has them yet: a batch is just coming in. */
export interface BytePins {
  /** Resolves to what takes this pin away again; idempotent. */
  add(revision: string): Promise<() => Promise<void>>;
  has(revision: string): Promise<boolean>;
}
