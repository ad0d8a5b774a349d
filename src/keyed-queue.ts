import type { TakenTurn, Turns } from './ports/turns.js';

/**
 * The turns of one process: runs tasks with the same key one after the other, and tasks with different keys side by side: two writers of one
 * document must not publish into each other.
 */
export class KeyedQueue implements Turns {
  readonly #tails = new Map<string, Promise<unknown>>();

  /** Resolves or rejects as the task does; a failed task does not stop those behind it. */
  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    const result = before.then(task, task);
    const tail = result.then(ignore, ignore).then(() => {
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    });
    this.#tails.set(key, tail);
    return result;
  }

  async take(key: string): Promise<TakenTurn | null> {
    if (this.#tails.has(key)) return null;
    let giveBack = () => {};
    const held = new Promise<void>((resolve) => {
      giveBack = resolve;
    });
    void this.run(key, () => held);
    const tail = this.#tails.get(key);
    return {
      lost: undefined,
      async giveBack() {
        giveBack();
        await tail;
      },
    };
  }

  async isTaken(key: string): Promise<boolean> {
    return this.#tails.has(key);
  }

  /** Resolves when nothing is running or waiting. */
  async idle(): Promise<void> {
    while (this.#tails.size > 0) await Promise.all(this.#tails.values());
  }
}

function ignore(): void {}
