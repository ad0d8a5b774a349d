import { CollectionGate } from '../../collection-gate.js';
import { KeyedQueue } from '../../keyed-queue.js';
import type { Gate, Turns } from '../../ports/turns.js';
import type { HeldLock, SessionLocks } from './session-locks.js';

/** Turns among all processes that share the database: those of this process queue up first, then the first of them asks. */
export function postgresTurns(locks: SessionLocks): Turns {
  const here = new KeyedQueue();
  return {
    run: (key, task) => here.run(key, async () => holding(await locks.acquire('exclusive', key), task)),
    async take(key) {
      const turn = await here.take(key);
      if (!turn) return null;
      const held = await locks.tryAcquire('exclusive', key).catch(async (error: unknown) => {
        await turn.giveBack();
        throw error;
      });
      if (!held) {
        await turn.giveBack();
        return null;
      }
      return {
        lost: held.lost,
        async giveBack() {
          await held.release();
          await turn.giveBack();
        },
      };
    },
    async isTaken(key) {
      if (await here.isTaken(key)) return true;
      const held = await locks.tryAcquire('shared', key);
      await held?.release();
      return held === null;
    },
    idle: () => here.idle(),
  };
}

/**
 * The gate of a collection among all processes that share the database. Two locks: whoever comes in goes through the door
 * and then stands in the room; whoever wants the room alone keeps the door shut while it empties, so that those who come
 * later do not go first for ever.
 */
export function postgresGate(locks: SessionLocks): Gate {
  const here = new CollectionGate();
  const doorOf = (collection: string) => JSON.stringify([collection, 'door']);
  const roomOf = (collection: string) => JSON.stringify([collection, 'room']);
  return {
    shared: (collection, task) =>
      here.shared(collection, async () => {
        const door = await locks.acquire('shared', doorOf(collection));
        const room = await holding(door, () => locks.acquire('shared', roomOf(collection)));
        return await holding(room, task);
      }),
    alone: (collection, task) =>
      here.alone(collection, async () => {
        const door = await locks.acquire('exclusive', doorOf(collection));
        return await holding(door, async () => holding(await locks.acquire('exclusive', roomOf(collection)), task));
      }),
  };
}

async function holding<T>(lock: HeldLock, task: (lost: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await task(lock.lost);
  } finally {
    await lock.release();
  }
}
