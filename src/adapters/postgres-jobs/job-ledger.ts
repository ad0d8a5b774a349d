import type { PostgresStorage, PostgresTransaction } from '../postgres/postgres-storage.js';
import type { DocumentMessages } from './document-messages.js';
import { settleMessages } from './settle-messages.js';

/** A transaction on the ledger. */
export interface LedgerTransaction extends PostgresTransaction {
  /** Milliseconds since 1970 by the database's clock, the same for all servers. */
  readonly now: number;
}

export interface JobLedgerOptions {
  /** Milliseconds that the clock is ahead of the database's; for tests. */
  readonly aheadMs?: () => number;
}

/** Channel on which every change of the ledger is announced. */
export const jobChannel = 'kaoju_jobs';
/** The database's clock in milliseconds since 1970, in SQL. */
export const clock = 'floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint';
/** Every step of a change follows the one before at once; a process that froze in between must not hold up all others. */
const idleTimeoutMs = 10_000;
/** Key of the advisory lock that those who change the ledger hold: "jobs" in ASCII. */
const ledgerLock = 0x6a6f6273;

const takeLock = `SELECT set_config('idle_in_transaction_session_timeout', '${idleTimeoutMs}', true), pg_advisory_xact_lock($1)`;
/** What is notified is told with the commit. */
const takeLockAndTell = `${takeLock}, pg_notify('${jobChannel}', '')`;

/**
 * The tables of jobs and the engine's messages, changed together. Changes are made one after the other, as on SQLite: so a
 * job's turn, its end and the order of its events are what every server sees, and nobody waits in a circle.
 */
export class JobLedger {
  readonly storage: PostgresStorage;
  readonly messages: DocumentMessages;
  /** Milliseconds that the ledger's clock is ahead of the database's: 0, but in tests. */
  readonly aheadMs: () => number;

  constructor(storage: PostgresStorage, messages: DocumentMessages, { aheadMs = () => 0 }: JobLedgerOptions = {}) {
    this.storage = storage;
    this.messages = messages;
    this.aheadMs = aheadMs;
  }

  /** Runs `work`, brings the messages in line with it, and tells everyone; all of it or nothing. */
  async write<T>(action: string, work: (ledger: LedgerTransaction) => Promise<T>): Promise<T> {
    return await this.storage.write(action, async (transaction) => {
      const ledger = await this.#on(transaction, takeLockAndTell, ledgerLock);
      const result = await work(ledger);
      await settleMessages(ledger, this.messages);
      return result;
    });
  }

  /** Runs `work` on one snapshot. */
  async read<T>(action: string, work: (ledger: LedgerTransaction) => Promise<T>): Promise<T> {
    return await this.storage.read(action, async (transaction) =>
      work(await this.#on(transaction, 'SELECT $1::bigint', 0)),
    );
  }

  /** As `write`, for what neither moves a document nor is news. */
  async touch<T>(action: string, work: (ledger: LedgerTransaction) => Promise<T>): Promise<T> {
    return await this.storage.write(action, async (transaction) =>
      work(await this.#on(transaction, takeLock, ledgerLock)),
    );
  }

  /** The clock is read once the lock is had. */
  async #on(transaction: PostgresTransaction, lock: string, key: number): Promise<LedgerTransaction> {
    const row = await transaction.get<{ now: number }>(
      `WITH locked AS MATERIALIZED (${lock}) SELECT ${clock} AS now FROM locked`,
      key,
    );
    return { ...transaction, now: (row?.now ?? 0) + this.aheadMs() };
  }
}
