import type { BytePins } from './ports/turns.js';

/** Pins of the one process that has the data folder. */
export function localBytePins(): BytePins {
  const pins = new Map<string, number>();
  return {
    async add(revision) {
      pins.set(revision, (pins.get(revision) ?? 0) + 1);
      let isPinned = true;
      return async () => {
        if (!isPinned) return;
        isPinned = false;
        const left = (pins.get(revision) ?? 1) - 1;
        if (left > 0) pins.set(revision, left);
        else pins.delete(revision);
      };
    },
    has: async (revision) => pins.has(revision),
  };
}
