import type { Gate } from './ports/turns.js';

interface Entrance {
  /** Tasks that are running inside. */
  inside: number;
  /** Resolves when the one that wants the collection alone is done; undefined while nobody does. */
  closed: Promise<void> | undefined;
  /** Told when the last one has left. */
  onEmpty: (() => void) | undefined;
}

/**
 * The gate of one process: lets the tasks of a collection run side by side, and one that needs the collection for itself alone: new tasks wait for
 * it, and it waits for those that are running.
 */
export class CollectionGate implements Gate {
  readonly #gates = new Map<string, Entrance>();

  /** Resolves or rejects as the task does. */
  async shared<T>(collection: string, task: () => Promise<T>): Promise<T> {
    const gate = this.#gateOf(collection);
    while (gate.closed) await gate.closed;
    gate.inside += 1;
    try {
      return await task();
    } finally {
      gate.inside -= 1;
      if (gate.inside === 0) gate.onEmpty?.();
    }
  }

  /** Resolves or rejects as the task does. */
  async alone<T>(collection: string, task: () => Promise<T>): Promise<T> {
    const gate = this.#gateOf(collection);
    while (gate.closed) await gate.closed;
    let open = () => {};
    gate.closed = new Promise((resolve) => {
      open = resolve;
    });
    try {
      if (gate.inside > 0) {
        await new Promise<void>((resolve) => {
          gate.onEmpty = resolve;
        });
      }
      return await task();
    } finally {
      gate.closed = undefined;
      gate.onEmpty = undefined;
      open();
    }
  }

  #gateOf(collection: string): Entrance {
    const known = this.#gates.get(collection);
    if (known) return known;
    const gate: Entrance = { inside: 0, closed: undefined, onEmpty: undefined };
    this.#gates.set(collection, gate);
    return gate;
  }
}
