import { KeyedQueue } from '../keyed-queue.js';
import type { DocumentStore } from '../ports/document-store.js';

/** A document store that removes nothing that somebody needs: a document, a job, or a batch that is just coming in. */
export interface KeptBytes extends DocumentStore {
  /** Keeps a revision until the returned function is called, which then removes it unless somebody else needs it. */
  pin(revision: string): () => Promise<void>;
  /** Removes what nobody needs, as a crash between two steps leaves it; resolves to how much. */
  sweep(signal: AbortSignal): Promise<number>;
}

/**
 * @param isNeeded asked in the moment of removing, with writing of the same revision held off.
 */
export function keepBytes(store: DocumentStore, isNeeded: (revision: string) => Promise<boolean>): KeptBytes {
  const turns = new KeyedQueue();
  const pins = new Map<string, number>();
  const remove = (revision: string): Promise<boolean> =>
    turns.run(revision, async () => {
      if (pins.has(revision) || (await isNeeded(revision))) return false;
      await store.remove(revision);
      return true;
    });
  return {
    put: (revision, bytes) => turns.run(revision, () => store.put(revision, bytes)),
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
