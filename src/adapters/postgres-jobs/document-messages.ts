import { randomUUID } from 'node:crypto';
import PgBoss from 'pg-boss';
import type { PostgresStorage, PostgresTransaction } from '../postgres/postgres-storage.js';

/** A document that can be taken: which one, and what goes before it. */
export interface Announcement {
  readonly key: number;
  /** Small ones first. */
  readonly turn: number;
  /** Milliseconds from now; 0 or less is now. */
  readonly waitMs: number;
}

/** Messages for documents of jobs: who takes one has its document for himself. All of it happens in the caller's transaction. */
export interface DocumentMessages {
  /** Resolves to the ids of the messages, in the order given. */
  send(transaction: PostgresTransaction, documents: readonly Announcement[]): Promise<readonly string[]>;
  /** The id of the message whose turn it is; null when none is due. */
  take(transaction: PostgresTransaction): Promise<string | null>;
  remove(transaction: PostgresTransaction, messages: readonly string[]): Promise<void>;
  /** Messages that nobody has taken. */
  countWaiting(): Promise<number>;
}

const queue = 'documents';
/** Due whatever the clock says, also once it was set back. */
const always = '1970-01-01T00:00:00Z';
const never = '9999-01-01T00:00:00Z';
/** The schema of the engine's own tables; ours are beside it. */
const schema = 'kaoju_queue';
/** Key of the advisory lock under which the engine makes its tables: "engine" in ASCII. */
const engineLock = 0x656e67696e65;

/**
 * The engine (pg-boss) on the connections of the catalog. It sends, orders, puts off and hands out messages; it neither
 * expires nor retries them, since whether a worker is alive is what the ledger's leases say.
 */
export async function openDocumentMessages(storage: PostgresStorage): Promise<DocumentMessages> {
  const { pool } = storage;
  const boss = new PgBoss({
    schema,
    // Several statements in one text come without parameters, and have to stay so.
    db: { executeSql: (text, values) => (values === undefined ? pool.query(text) : pool.query(text, values)) },
    supervise: false,
    schedule: false,
  });
  boss.on('error', () => {});
  await storage.write('prepare the queue of documents', async (transaction) => {
    await transaction.run('SELECT pg_advisory_xact_lock($1)', engineLock);
    await boss.start();
    if ((await boss.getQueue(queue)) === null) await boss.createQueue(queue, { name: queue, policy: 'standard' });
  });
  return {
    async send(transaction, documents) {
      const messages = documents.map(({ turn, waitMs }) => ({
        id: randomUUID(),
        name: queue,
        priority: -turn,
        startAfter: waitMs > 0 ? `${Math.ceil(waitMs)} milliseconds` : always,
        keepUntil: never,
      }));
      if (messages.length > 0) await boss.insert(messages, { db: on(transaction) });
      return messages.map(({ id }) => id);
    },
    async take(transaction) {
      const [message] = await boss.fetch(queue, { batchSize: 1, db: on(transaction) });
      return message?.id ?? null;
    },
    async remove(transaction, messages) {
      if (messages.length > 0) await boss.deleteJob(queue, [...messages], { db: on(transaction) });
    },
    countWaiting: () => boss.getQueueSize(queue, { before: 'active' }),
  };
}

function on(transaction: PostgresTransaction): PgBoss.Db {
  return { executeSql: async (text, values) => ({ rows: await transaction.all(text, ...values) }) };
}
