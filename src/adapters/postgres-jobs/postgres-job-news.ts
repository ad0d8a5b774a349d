import pg from 'pg';
import type { JobNews } from '../../ports/job-news.js';
import type { PostgresStorage } from '../postgres/postgres-storage.js';
import { jobChannel } from './job-ledger.js';

export interface PostgresJobNews extends JobNews {
  close(): Promise<void>;
}

/** How long after the connection broke another one is tried. */
const reconnectMs = 1_000;
/** Keepalive begins after this long: a connection that vanished without a word is found out in seconds, not hours. */
const keepAliveMs = 10_000;

/**
 * What all servers change in the ledger, told by PostgreSQL as it is committed (LISTEN), on one connection of its own. While
 * it is broken nothing is told; once it is back, everyone is, since something may have been missed.
 */
export function openPostgresJobNews(storage: PostgresStorage): PostgresJobNews {
  return new Listener(storage);
}

class Listener implements PostgresJobNews {
  readonly #storage: PostgresStorage;
  readonly #watchers = new Set<() => void>();
  #client: pg.Client | undefined;
  #opening: Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(storage: PostgresStorage) {
    this.#storage = storage;
    this.#opening = this.#open();
  }

  watch(onNews: () => void): () => void {
    // One of its own, so that the same function may watch twice.
    const watcher = () => onNews();
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#watchers.clear();
    clearTimeout(this.#timer);
    await this.#opening;
    await this.#client?.end().catch(() => {});
  }

  /** Never rejects. */
  async #open(): Promise<void> {
    const client = new pg.Client({
      ...this.#storage.connection,
      application_name: 'kaoju news',
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAliveMs,
    });
    let isLost = false;
    const lost = () => {
      if (isLost) return;
      isLost = true;
      this.#client = undefined;
      client.end().catch(() => {});
      this.#openLater();
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', () => this.#tell());
    try {
      await client.connect();
      await client.query(`LISTEN ${jobChannel}`);
      this.#client = client;
      this.#tell();
    } catch {
      lost();
    }
  }

  #openLater(): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => {
      this.#opening = this.#open();
    }, reconnectMs);
    this.#timer.unref();
  }

  #tell(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}
