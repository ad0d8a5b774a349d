/**
 * Turns between processes that write the same things. A lock ends with its task, or with the process. One process asks once
 * for a key at a time, but may share it any number of times.
 */
export interface Locks {
  /** Runs `task` while nobody else has the key. */
  alone<T>(key: string, task: () => Promise<T>): Promise<T>;
  /** Runs `task` while nobody has the key alone; whoever waits to have it alone goes first. */
  shared<T>(key: string, task: () => Promise<T>): Promise<T>;
}
