import type { Locks } from './ports/locks.js';

/**
 * Runs tasks with the same key one after the other, and tasks with different keys side by side: two writers of one
 * document must not publish into each other.
 */
export class KeyedQueue {
  readonly #tails = new Map<string, Promise<unknown>>();
  readonly #locks: Locks | undefined;

  /** @param locks where other processes write the same things: a key's turn is then one among all of them. */
  constructor(locks?: Locks) {
    this.#locks = locks;
  }

  /** Resolves or rejects as the task does; a failed task does not stop those behind it. */
  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    const locks = this.#locks;
    const turn = locks ? () => locks.turn(key, task) : task;
    const result = before.then(turn, turn);
    const tail = result.then(ignore, ignore).then(() => {
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    });
    this.#tails.set(key, tail);
    return result;
  }

  /** Resolves when nothing is running or waiting. */
  async idle(): Promise<void> {
    while (this.#tails.size > 0) await Promise.all(this.#tails.values());
  }
}

function ignore(): void {}
