import { KeyedQueue } from '../keyed-queue.js';
import { localBytePins } from '../local-byte-pins.js';
import type { DocumentStore } from '../ports/document-store.js';
import type { BytePins, Turns } from '../ports/turns.js';

/** A document store that removes nothing that somebody needs: a document, a job, or a batch that is just coming in. */
export interface KeptBytes extends DocumentStore {
  /** Keeps a revision until the returned function is called, which then removes it unless somebody else needs it. */
  pin(revision: string): Promise<() => Promise<void>>;
  /** Removes what nobody needs, as a crash between two steps leaves it; resolves to how much. */
  sweep(signal: AbortSignal): Promise<number>;
}

/**
 * @param isNeeded asked in the moment of removing, with writing of the same revision held off.
 */
export function keepBytes(
  store: DocumentStore,
  isNeeded: (revision: string) => Promise<boolean>,
  { turns = new KeyedQueue(), pins = localBytePins() }: { readonly turns?: Turns; readonly pins?: BytePins } = {},
): KeptBytes {
  const inTurn = <T>(revision: string, task: () => Promise<T>) => turns.run(JSON.stringify(['bytes', revision]), task);
  const remove = (revision: string): Promise<boolean> =>
    inTurn(revision, async () => {
      if ((await pins.has(revision)) || (await isNeeded(revision))) return false;
      await store.remove(revision);
      return true;
    });
  return {
    put: (revision, bytes) => inTurn(revision, () => store.put(revision, bytes)),
    get: (revision) => store.get(revision),
    list: () => store.list(),
    async remove(revision) {
      await remove(revision);
    },
    async pin(revision) {
      const unpin = await pins.add(revision);
      let isPinned = true;
      return async () => {
        if (!isPinned) return;
        isPinned = false;
        await unpin();
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
