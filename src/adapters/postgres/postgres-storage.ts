import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { databaseName } from './database-name.js';
import { isConflict, isConnectionLost, toPostgresError } from './postgres-errors.js';
import { type SessionNames, sessionNamesOf } from './session-names.js';

export interface PostgresStorageOptions {
  /** `postgresql://user:password@host:port/database?sslmode=verify-full`. */
  readonly url: string;
  /** Connections at a time; 10 unless set. */
  readonly maxConnections?: number;
  /** Name of this process among all on the database, by which others can end its connections; none unless set. */
  readonly process?: string;
  /** Clock; the system's unless set. */
  readonly now?: () => Date;
}

/** One transaction on one connection. A column's type is the schema's; the caller names it. */
export interface PostgresTransaction {
  all<Row>(sql: string, ...parameters: readonly unknown[]): Promise<Row[]>;
  get<Row>(sql: string, ...parameters: readonly unknown[]): Promise<Row | undefined>;
  /** Resolves to the number of changed rows. */
  run(sql: string, ...parameters: readonly unknown[]): Promise<number>;
}

/** How long a connection may take: the start of a server on another machine, not more. */
const connectTimeoutMs = 5_000;
/** Longer than the publication of the largest document; a statement beyond it waits for something that will not come. */
const statementTimeoutMs = 120_000;
/** A server that froze in a transaction must not hold its collection for ever. */
const idleInTransactionTimeoutMs = 60_000;
/** Runs of a transaction that loses against others, and the longest pause before the next one. */
const maxAttempts = 8;
const maxPauseMs = 400;

const types = new pg.TypeOverrides();
// Keys and counts stay far below 2^53; strings would be compared and added as strings.
types.setTypeParser(pg.types.builtins.INT8, Number);
// Columns of JSON are read with JSON.parse where their rows are, as those of SQLite.
types.setTypeParser(pg.types.builtins.JSONB, (text) => text);

/** The connections of this process to one database, for every adapter that stands on it. */
export class PostgresStorage {
  /** The database without user and password, for messages. */
  readonly where: string;
  readonly now: () => Date;
  readonly sessionNames: SessionNames;
  /** How to connect, for what needs a connection of its own. */
  readonly connection: pg.ClientConfig;
  readonly pool: pg.Pool;

  constructor({ url, maxConnections = 10, process = '', now = () => new Date() }: PostgresStorageOptions) {
    this.where = databaseName(url);
    this.now = now;
    this.sessionNames = sessionNamesOf(process);
    this.connection = {
      connectionString: url,
      application_name: this.sessionNames.pool,
      keepAlive: true,
      connectionTimeoutMillis: connectTimeoutMs,
    };
    this.pool = new pg.Pool({
      ...this.connection,
      max: maxConnections,
      types,
      statement_timeout: statementTimeoutMs,
      idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    });
    // A connection that breaks while nothing is asked of it, idle or between two statements, is found out by the next one;
    // without a listener it would end the process.
    this.pool.on('error', () => {});
    this.pool.on('connect', (client) => client.on('error', () => {}));
  }

  /**
   * Runs `work` in one transaction at READ COMMITTED: all of it or nothing. `work` takes its row locks first (README), and
   * is run again from its start when the transaction loses against another one.
   */
  write<T>(action: string, work: (transaction: PostgresTransaction) => Promise<T>): Promise<T> {
    return this.#run('BEGIN ISOLATION LEVEL READ COMMITTED', action, work);
  }

  /** Runs `work` on one snapshot of the database. */
  read<T>(action: string, work: (transaction: PostgresTransaction) => Promise<T>): Promise<T> {
    return this.#run('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', action, work);
  }

  /** One statement, which is a transaction by itself. */
  async all<Row>(action: string, sql: string, ...parameters: readonly unknown[]): Promise<Row[]> {
    try {
      const client = await this.#connect();
      return await releasing(client, () => rowsOf<Row>(client, sql, parameters));
    } catch (error) {
      throw toPostgresError(error, action, this.where);
    }
  }

  async close(): Promise<void> {
    if (!this.pool.ending) await this.pool.end();
  }

  async #run<T>(begin: string, action: string, work: (transaction: PostgresTransaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#transaction(begin, work);
      } catch (error) {
        if (!isConflict(error) || attempt === maxAttempts) throw toPostgresError(error, action, this.where);
        // Jitter: those that lost together must not meet again.
        await delay(Math.random() * Math.min(maxPauseMs, 10 * 2 ** attempt));
      }
    }
  }

  async #transaction<T>(begin: string, work: (transaction: PostgresTransaction) => Promise<T>): Promise<T> {
    const client = await this.#connect(begin);
    return await releasing(client, async () => {
      const result = await work(transactionOn(client));
      await client.query('COMMIT');
      return result;
    });
  }

  /**
   * A connection that answers. One that broke while it was idle is found out by its first statement: nothing was done on
   * it yet, so another one is taken.
   */
  async #connect(first = ''): Promise<pg.PoolClient> {
    for (let attempt = 0; ; attempt++) {
      const client = await this.pool.connect();
      try {
        if (first !== '') await client.query(first);
        return client;
      } catch (error) {
        client.release(true);
        if (!isConnectionLost(error) || attempt > this.pool.options.max) throw error;
      }
    }
  }
}

function transactionOn(client: pg.PoolClient): PostgresTransaction {
  return {
    all: (sql, ...parameters) => rowsOf(client, sql, parameters),
    async get<Row>(sql: string, ...parameters: readonly unknown[]) {
      const [row] = await rowsOf<Row>(client, sql, parameters);
      return row;
    },
    async run(sql, ...parameters) {
      const { rowCount } = await client.query(sql, [...parameters]);
      return rowCount ?? 0;
    },
  };
}

async function rowsOf<Row>(client: pg.PoolClient, sql: string, parameters: readonly unknown[]): Promise<Row[]> {
  const { rows } = await client.query(sql, [...parameters]);
  return rows as Row[]; // The caller names the schema's types.
}

/** Gives the connection back; one whose transaction cannot be rolled back any more is closed. */
async function releasing<T>(client: pg.PoolClient, task: () => Promise<T>): Promise<T> {
  try {
    const result = await task();
    client.release();
    return result;
  } catch (error) {
    const usable =
      !isConnectionLost(error) &&
      (await client.query('ROLLBACK').then(
        () => true,
        () => false,
      ));
    client.release(!usable);
    throw error;
  }
}
