import { KeyedQueue } from '../keyed-queue.js';
import type { BytePins } from '../ports/byte-pins.js';
import type { DocumentStore } from '../ports/document-store.js';
import type { Locks } from '../ports/locks.js';

/** A document store that removes nothing that somebody needs: a document, a job, or a batch that is just coming in. */
export interface KeptBytes extends DocumentStore {
  /** Keeps a revision until the returned function is called, which then removes it unless somebody else needs it. */
  pin(revision: string): () => Promise<void>;
  /** Removes what nobody needs, as a crash between two steps leaves it; resolves to how much. */
  sweep(signal: AbortSignal): Promise<number>;
}

/** What processes that share a document store tell each other. */
export interface SharedBytes {
  readonly locks: Locks;
  readonly pins: BytePins;
}

/**
 * @param isNeeded asked in the moment of removing, with writing of the same revision held off.
 * @param shared where other processes have the same store; null where none can.
 */
export function keepBytes(
  store: DocumentStore,
  isNeeded: (revision: string) => Promise<boolean>,
  shared: SharedBytes | null = null,
): KeptBytes {
  const turns = new KeyedQueue(shared?.locks);
  const pins = new Map<string, number>();
  const told = new Set<string>();
  const remove = (revision: string): Promise<boolean> =>
    turns.run(`bytes ${revision}`, async () => {
      if (pins.has(revision) || (await shared?.pins.has(revision)) || (await isNeeded(revision))) return false;
      await store.remove(revision);
      return true;
    });
  const telling = new KeyedQueue();
  /** Pins are told before anything is written: who removes bytes waits for the writing, and looks for pins after it. */
  const tell = async (revision: string): Promise<void> => {
    if (!shared) return;
    await telling.run(revision, async () => {
      if (pins.has(revision) === told.has(revision)) return;
      if (told.delete(revision)) return await shared.pins.remove(revision);
      await shared.pins.add(revision);
      told.add(revision);
    });
  };
  return {
    async put(revision, bytes) {
      await tell(revision);
      await turns.run(`bytes ${revision}`, () => store.put(revision, bytes));
    },
    get: (revision) => store.get(revision),
    list: () => store.list(),
    async remove(revision) {
      await remove(revision);
    },
    pin(revision) {
      pins.set(revision, (pins.get(revision) ?? 0) + 1);
      let isPinned = true;
      return async () => {
        if (!isPinned) return;
        isPinned = false;
        const left = (pins.get(revision) ?? 1) - 1;
        if (left > 0) pins.set(revision, left);
        else pins.delete(revision);
        await tell(revision);
        await remove(revision);
      };
    },
    async sweep(signal) {
      let removed = 0;
      for await (const revision of store.list()) {
        if (signal.aborted) break;
        if (await remove(revision)) removed += 1;
      }
      return removed;
    },
  };
}
