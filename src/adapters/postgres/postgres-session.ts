import { EventEmitter } from 'node:events';
import pg from 'pg';
import type { PostgresStorage } from './postgres-storage.js';

/** How long after a lost connection another one is tried. */
const reconnectMs = 500;

/**
 * One connection that stays, for what belongs to a session: notifications and advisory locks. When it breaks it is made
 * anew; whoever stands on it is told (`connected`), since locks and what was announced meanwhile are gone.
 */
export class PostgresSession {
  readonly #storage: PostgresStorage;
  readonly #channels: readonly string[];
  readonly #events = new EventEmitter().setMaxListeners(0);
  #client: Promise<pg.Client> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** @param channels listened to; names of ours, not of users. */
  constructor(storage: PostgresStorage, channels: readonly string[] = []) {
    this.#storage = storage;
    this.#channels = channels;
  }

  /** Calls back on news of any channel, and when some may have been missed. */
  onNews(listener: () => void): () => void {
    this.#events.on('news', listener);
    return () => this.#events.off('news', listener);
  }

  /** Calls back when a new connection is there in place of one that broke. */
  onReconnected(listener: () => void): void {
    this.#events.on('reconnected', listener);
  }

  /** Rejects with the driver's error; nothing is repeated. */
  async query<Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    const { rows } = await (await this.connect()).query(sql, [...parameters]);
    return rows as Row[]; // The caller names the types.
  }

  /** Makes the connection, if there is none. */
  connect(): Promise<pg.Client> {
    if (this.#isClosed) return Promise.reject(new Error('Connection terminated: the session is closed'));
    this.#client ??= this.#open().catch((error: unknown) => {
      this.#client = undefined;
      this.#reconnectLater();
      throw error;
    });
    return this.#client;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#events.removeAllListeners();
    const client = await this.#client?.catch(() => undefined);
    await client?.end().catch(() => {});
  }

  async #open(): Promise<pg.Client> {
    const client = new pg.Client({
      ...this.#storage.pool.options,
      application_name: 'kaoju session',
      statement_timeout: 0,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
    let isLost = false;
    const lost = () => {
      if (isLost) return;
      isLost = true;
      this.#client = undefined;
      client.end().catch(() => {});
      this.#reconnectLater();
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', () => this.#events.emit('news'));
    await client.connect();
    // The server finds out in half a minute, not in two hours, that this machine is gone, and lets its locks go.
    await client.query('SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 4');
    for (const channel of this.#channels) await client.query(`LISTEN ${channel}`);
    return client;
  }

  #reconnectLater(): void {
    if (this.#isClosed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.connect().then(
        () => {
          this.#events.emit('reconnected');
          this.#events.emit('news');
        },
        () => {},
      );
    }, reconnectMs);
    this.#timer.unref();
  }
}
