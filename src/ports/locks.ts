/**
 * Turns between processes that write the same things. A lock ends with its task, or with the process. One process asks for
 * a turn at one key once at a time; it may share a key any number of times.
 */
export interface Locks {
  /** Runs `task` while nobody else has a turn at the key. */
  turn<T>(key: string, task: () => Promise<T>): Promise<T>;
  /** Runs `task` while nobody has the key alone; whoever waits to have it alone goes first. */
  shared<T>(key: string, task: () => Promise<T>): Promise<T>;
  /** Runs `task` while nobody shares the key, nor has it alone. */
  alone<T>(key: string, task: () => Promise<T>): Promise<T>;
}
