import { setTimeout as delay } from 'node:timers/promises';
import type { Locks } from '../../ports/locks.js';
import { toPostgresError } from './postgres-errors.js';
import type { PostgresSession } from './postgres-session.js';

/** A lock that another process has is asked for again after this long, then less often. */
const firstPauseMs = 10;
const longestPauseMs = 200;

/**
 * Turns between processes, as advisory locks of one session: they cost no connection each, and the server lets them go with
 * the process. It is asked again and again rather than waited for, since waiting would hold up the session's other locks.
 *
 * @param where the database, for messages.
 */
export function postgresLocks(session: PostgresSession, where: string): Locks {
  const held = new Map<string, { sql: string; count: number }>();
  // Whoever took one of them meanwhile has it; then two write at once, which the next ingest of the document mends.
  session.onReconnected(() => {
    for (const [key, { sql, count }] of held)
      for (let time = 0; time < count; time++) session.query(sql, [key]).catch(() => {});
  });
  const ask = async (sql: string, key: string): Promise<boolean> => {
    try {
      const [row] = await session.query<{ had: boolean }>(sql, [key]);
      return row?.had ?? false;
    } catch (error) {
      throw toPostgresError(error, 'wait for a lock', where);
    }
  };
  const acquire = async (sql: string, key: string): Promise<void> => {
    for (let pauseMs = firstPauseMs; !(await ask(sql, key)); pauseMs = Math.min(longestPauseMs, pauseMs * 2))
      await delay(pauseMs * (0.5 + Math.random() / 2));
    held.set(key, { sql, count: (held.get(key)?.count ?? 0) + 1 });
  };
  const release = async (sql: string, key: string): Promise<void> => {
    const count = (held.get(key)?.count ?? 1) - 1;
    if (count > 0) held.set(key, { sql: held.get(key)?.sql ?? sql, count });
    else held.delete(key);
    // A session that broke has let go by itself.
    await session.query(sql, [key]).catch(() => {});
  };
  const holding = async <T>(mode: Mode, key: string, task: () => Promise<T>): Promise<T> => {
    await acquire(mode.take, key);
    try {
      return await task();
    } finally {
      await release(mode.release, key);
    }
  };
  return {
    // Behind the door of those who want it alone nobody new comes in.
    alone: (key, task) => holding(alone, `door ${key}`, () => holding(alone, key, task)),
    async shared(key, task) {
      await acquire(shared.take, `door ${key}`);
      await acquire(shared.take, key);
      await release(shared.release, `door ${key}`);
      try {
        return await task();
      } finally {
        await release(shared.release, key);
      }
    },
  };
}

interface Mode {
  readonly take: string;
  readonly release: string;
}

const alone: Mode = {
  take: 'SELECT pg_try_advisory_lock(hashtextextended($1, 7)) AS had',
  release: 'SELECT pg_advisory_unlock(hashtextextended($1, 7))',
};
const shared: Mode = {
  take: 'SELECT pg_try_advisory_lock_shared(hashtextextended($1, 7)) AS had',
  release: 'SELECT pg_advisory_unlock_shared(hashtextextended($1, 7))',
};
