import type { Locks } from './ports/locks.js';

interface Gate {
  /** Tasks that are running inside. */
  inside: number;
  /** Resolves when the one that wants the collection alone is done; undefined while nobody does. */
  closed: Promise<void> | undefined;
  /** Told when the last one has left. */
  onEmpty: (() => void) | undefined;
}

/**
 * Lets the tasks of a collection run side by side, and one that needs the collection for itself alone: new tasks wait for
 * it, and it waits for those that are running.
 */
export class CollectionGate {
  readonly #gates = new Map<string, Gate>();
  readonly #locks: Locks | undefined;

  /** @param locks where other processes have the same collections: tasks then keep apart from theirs, too. */
  constructor(locks?: Locks) {
    this.#locks = locks;
  }

  /** Resolves or rejects as the task does. */
  async shared<T>(collection: string, task: () => Promise<T>): Promise<T> {
    const gate = this.#gateOf(collection);
    while (gate.closed) await gate.closed;
    gate.inside += 1;
    try {
      return await (this.#locks ? this.#locks.shared(keyOf(collection), task) : task());
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
      return await (this.#locks ? this.#locks.alone(keyOf(collection), task) : task());
    } finally {
      gate.closed = undefined;
      gate.onEmpty = undefined;
      open();
    }
  }

  #gateOf(collection: string): Gate {
    const known = this.#gates.get(collection);
    if (known) return known;
    const gate: Gate = { inside: 0, closed: undefined, onEmpty: undefined };
    this.#gates.set(collection, gate);
    return gate;
  }
}

function keyOf(collection: string): string {
  return `collection ${collection}`;
}
