import type { PostgresTransaction } from '../postgres/postgres-storage.js';
import type { DocumentMessages } from './document-messages.js';
import type { LedgerTransaction } from './job-ledger.js';

/**
 * Nothing is ever put off for longer than this. A time that lies further ahead was written before the clock was set back, and
 * counts as reached: otherwise work would stand still for as long as the clock was moved.
 */
export const longestWaitMs = 15 * 60_000;

interface WaitingRow {
  key: number;
  turn: number;
  due_at: number;
}

/**
 * Brings the engine's messages in line with the ledger: a document that waits and has no older one of its id before it has a
 * message, and nothing else has. Whatever was left out of line, by whomever, is mended here.
 */
export async function settleMessages(ledger: LedgerTransaction, messages: DocumentMessages): Promise<void> {
  await messages.remove(ledger, await takeBack(ledger));
  const waiting = await ledger.all<WaitingRow>(
    `SELECT d.key, d.turn, d.due_at FROM job_documents d WHERE d.active AND d.state = 'queued' AND NOT d.announced
       AND NOT EXISTS (SELECT 1 FROM job_documents older WHERE older.active AND older.collection = d.collection
         AND older.document_id = d.document_id AND older.key < d.key) ORDER BY d.turn, d.key`,
  );
  if (waiting.length === 0) return;
  const announcements = waiting.map(({ key, turn, due_at }) => {
    const waitMs = due_at - ledger.now;
    return { key, turn, waitMs: waitMs > longestWaitMs ? 0 : waitMs };
  });
  await ledger.run(
    `UPDATE job_documents d SET delivery = sent.id, announced = true
       FROM unnest($1::bigint[], $2::uuid[]) AS sent (key, id) WHERE d.key = sent.key`,
    waiting.map(({ key }) => key),
    await messages.send(ledger, announcements),
  );
}

/** Takes from documents that ended, or wait anew, the messages that they had. */
async function takeBack(transaction: PostgresTransaction): Promise<string[]> {
  const rows = await transaction.all<{ delivery: string }>(
    `WITH gone AS (
       SELECT key, delivery FROM job_documents WHERE delivery IS NOT NULL AND NOT active
       UNION ALL
       SELECT key, delivery FROM job_documents WHERE delivery IS NOT NULL AND active AND state = 'queued' AND NOT announced
     ), freed AS (
       UPDATE job_documents d SET delivery = NULL, announced = false FROM gone WHERE d.key = gone.key RETURNING gone.delivery
     ) SELECT delivery FROM freed`,
  );
  return rows.map(({ delivery }) => delivery);
}
