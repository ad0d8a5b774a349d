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
  const held = new Set<Held>();
  // A lock that another process took meanwhile is not waited for: two may then write at once, until these tasks end.
  session.onReconnected(() => {
    for (const { take, key } of held) session.query(take, [key]).catch(() => {});
  });
  const acquire = async (take: string, key: string): Promise<void> => {
    for (let pauseMs = firstPauseMs; !(await ask(session, take, key, where)); pauseMs *= 2)
      await delay(Math.min(longestPauseMs, pauseMs) * (0.5 + Math.random() / 2));
  };
  const holding = async <T>({ take, release }: Mode, key: string, task: () => Promise<T>): Promise<T> => {
    await acquire(take, key);
    const one: Held = { take, key };
    held.add(one);
    try {
      return await task();
    } finally {
      held.delete(one);
      // A session that broke has let go by itself.
      await session.query(release, [key]).catch(() => {});
    }
  };
  return {
    turn: (key, task) => holding(alone, key, task),
    shared: (key, task) => holding(shared, key, task),
    alone: (key, task) => holding(alone, `door ${key}`, () => holding(alone, key, task)),
  };
}

interface Held {
  readonly take: string;
  readonly key: string;
}

interface Mode {
  readonly take: string;
  readonly release: string;
}

const alone: Mode = {
  take: 'SELECT pg_try_advisory_lock(hashtextextended($1, 7)) AS had',
  release: 'SELECT pg_advisory_unlock(hashtextextended($1, 7))',
};

/** Whoever wants the key alone closes the door first, so that nobody new comes in; the door is only looked at here. */
const shared: Mode = {
  take: `SELECT CASE WHEN pg_try_advisory_xact_lock_shared(hashtextextended('door ' || $1, 7))
    THEN pg_try_advisory_lock_shared(hashtextextended($1, 7)) ELSE false END AS had`,
  release: 'SELECT pg_advisory_unlock_shared(hashtextextended($1, 7))',
};

async function ask(session: PostgresSession, take: string, key: string, where: string): Promise<boolean> {
  try {
    const [row] = await session.query<{ had: boolean }>(take, [key]);
    return row?.had ?? false;
  } catch (error) {
    throw toPostgresError(error, 'wait for a lock', where);
  }
}
