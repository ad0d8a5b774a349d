import { longestWaitMs } from '../job-rows/longest-wait.js';
import type { PostgresTransaction } from '../postgres/postgres-storage.js';
import type { DocumentMessages } from './document-messages.js';
import type { LedgerTransaction } from './job-ledger.js';

/**
 * The engine sorts all its messages for every one that it hands out (10,000 take 23 ms), so it has those whose turn is near:
 * once fewer than `fewest` are due, as many more as a batch holds.
 */
const fewest = 64;
const batch = 256;

interface WaitingRow {
  key: number;
  turn: number;
  due_at: number;
}

/**
 * Brings the engine's messages in line with the ledger: nothing but documents that can be taken has a message, and those of
 * them whose turn is next do. A document can be taken while it waits and no older one of its id is before it. Whatever was
 * left out of line, by whomever, is mended here.
 */
export async function settleMessages(ledger: LedgerTransaction, messages: DocumentMessages): Promise<void> {
  await messages.remove(ledger, await takeBack(ledger));
  const near = await ledger.get<{ due: number; last: number | null }>(
    `SELECT count(*) FILTER (WHERE due_at <= $1 OR due_at > $1::bigint + $2) AS due, max(turn) AS last FROM job_documents
       WHERE active AND state = 'queued' AND announced`,
    ledger.now,
    longestWaitMs,
  );
  const isLow = (near?.due ?? 0) < fewest;
  const waiting = await ledger.all<WaitingRow>(
    `SELECT d.key, d.turn, d.due_at FROM job_documents d WHERE d.active AND d.state = 'queued' AND NOT d.announced
       AND ($1 OR d.turn <= $2) AND NOT EXISTS (SELECT 1 FROM job_documents older WHERE older.active
         AND older.collection = d.collection AND older.document_id = d.document_id AND older.key < d.key)
       ORDER BY d.turn, d.key LIMIT $3`,
    isLow,
    near?.last ?? -1,
    // Whoever stands between those that have a message must have one, however many they are.
    isLow ? batch : null,
  );
  await announce(ledger, messages, waiting);
}

async function announce(ledger: LedgerTransaction, messages: DocumentMessages, documents: readonly WaitingRow[]) {
  if (documents.length === 0) return;
  const announcements = documents.map(({ key, turn, due_at }) => {
    const waitMs = due_at - ledger.now;
    return { key, turn, waitMs: waitMs > longestWaitMs ? 0 : waitMs };
  });
  await ledger.run(
    `UPDATE job_documents d SET delivery = sent.id, announced = true
       FROM unnest($1::bigint[], $2::uuid[]) AS sent (key, id) WHERE d.key = sent.key`,
    documents.map(({ key }) => key),
    await messages.send(ledger, announcements),
  );
}

/** Takes from documents that ended, or wait anew, the messages that they had. */
async function takeBack(transaction: PostgresTransaction): Promise<string[]> {
  const gone = await transaction.all<{ key: number; delivery: string }>(
    `SELECT key, delivery FROM job_documents WHERE delivery IS NOT NULL AND NOT active
     UNION ALL
     SELECT key, delivery FROM job_documents WHERE delivery IS NOT NULL AND active AND state = 'queued' AND NOT announced`,
  );
  if (gone.length === 0) return [];
  // By key in a statement of its own: joined, the planner reads the whole table as long as it has no statistics.
  await transaction.run(
    'UPDATE job_documents SET delivery = NULL, announced = false WHERE key = ANY ($1::bigint[])',
    gone.map(({ key }) => key),
  );
  return gone.map(({ delivery }) => delivery);
}
