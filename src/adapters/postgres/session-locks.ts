import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { KnowledgeBaseError } from '../../core/errors.js';
import { sha256 } from '../../core/identity.js';
import { toPostgresError } from './postgres-errors.js';
import type { PostgresStorage } from './postgres-storage.js';

/** A lock that is held. */
export interface HeldLock {
  /** Aborts when the connection that holds it is gone: another process may have it then. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

export type LockMode = 'exclusive' | 'shared';

interface Session {
  readonly client: pg.Client;
  readonly lost: AbortController;
}

/** Pauses between attempts at a lock that somebody has: short at first, since most are held for milliseconds. */
const firstPauseMs = 5;
const longestPauseMs = 200;
/** A connection whose other end vanished without a word is found out after this long. */
const heartbeatMs = 15_000;

/**
 * Advisory locks of this process, all on one connection of its own: PostgreSQL lets go of them when the process dies. They
 * hold nobody up who does not ask for the same key. Within one process a lock does not shut out its own second taker: that is
 * for the caller to see to.
 */
export class SessionLocks {
  readonly #storage: PostgresStorage;
  #session: Promise<Session> | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(storage: PostgresStorage) {
    this.#storage = storage;
  }

  /** Waits until nobody else has it. Rejects with `database_unavailable`, or `shutting_down` once closed. */
  async acquire(mode: LockMode, key: string): Promise<HeldLock> {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      const held = await this.tryAcquire(mode, key);
      if (held) return held;
      await delay(pauseMs * (0.5 + Math.random()));
    }
  }

  /** Null when somebody else has it in a mode that does not go with this one. */
  async tryAcquire(mode: LockMode, key: string): Promise<HeldLock | null> {
    const suffix = mode === 'shared' ? '_shared' : '';
    const session = await this.#open();
    const ask = (sql: string) => session.client.query(sql, [toLockKey(key)]);
    try {
      const { rows } = await ask(`SELECT pg_try_advisory_lock${suffix}($1) AS taken`);
      if (!rows[0]?.taken) return null;
    } catch (error) {
      throw toPostgresError(error, 'take a turn', this.#storage.where);
    }
    const release = async () => {
      // With its connection the lock is gone as well.
      await ask(`SELECT pg_advisory_unlock${suffix}($1)`).catch(() => this.#forget(session));
    };
    return { lost: session.lost.signal, release };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#heartbeat);
    const session = await this.#session?.catch(() => undefined);
    await session?.client.end().catch(() => {});
  }

  async #open(): Promise<Session> {
    if (this.#isClosed) throw new KnowledgeBaseError('shutting_down', 'Cannot take a turn: the service is stopping');
    this.#session ??= this.#connect();
    try {
      return await this.#session;
    } catch (error) {
      this.#session = undefined;
      throw toPostgresError(error, 'take a turn', this.#storage.where);
    }
  }

  async #connect(): Promise<Session> {
    const client = new pg.Client({ ...this.#storage.connection, application_name: this.#storage.sessionNames.turns });
    const session = { client, lost: new AbortController() };
    client.on('error', () => this.#forget(session));
    client.on('end', () => this.#forget(session));
    await client.connect();
    // The server, too, finds out in half a minute that this machine is gone, and lets its locks go; it would take hours.
    await client.query('SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 4');
    clearInterval(this.#heartbeat);
    this.#heartbeat = setInterval(() => {
      const late = delay(heartbeatMs, undefined, { ref: false }).then(() => Promise.reject(new Error('no answer')));
      Promise.race([client.query('SELECT 1'), late]).catch(() => this.#forget(session));
    }, heartbeatMs * 2);
    this.#heartbeat.unref();
    return session;
  }

  /** Tells everyone who holds a lock of this session, once; the next one who asks gets a new session. */
  #forget(session: Session): void {
    if (session.lost.signal.aborted) return;
    this.#session = undefined;
    session.client.end().catch(() => {});
    session.lost.abort(
      new KnowledgeBaseError(
        'database_unavailable',
        `Cannot go on: the connection to "${this.#storage.where}" that kept others from the same document broke; try again`,
      ),
    );
  }
}

/** Advisory locks have 64-bit keys; two keys in one number cost a needless wait, no more. */
function toLockKey(key: string): string {
  return BigInt.asIntN(64, BigInt(`0x${sha256(`kaoju ${key}`).slice(0, 16)}`)).toString();
}
