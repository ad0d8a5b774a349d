import type { AnswerRecord } from '../../core/answer-record.js';
import { KnowledgeBaseError } from '../../core/errors.js';
import type { FeedbackEntry } from '../../core/feedback.js';
import type { AnswerLog } from '../../ports/answer-log.js';
import type { Page } from '../../ports/catalog.js';
import {
  type AnswerRow,
  answerColumns,
  type FeedbackRow,
  packPassages,
  toAnswerRecord,
  toFeedback,
} from '../catalog-rows/answer-rows.js';
import { fromCursor, toCursor, toPage } from '../catalog-rows/listing-page.js';
import { readCollection } from './postgres-collections.js';
import type { PostgresStorage, PostgresTransaction } from './postgres-storage.js';
import { storableText } from './storable-text.js';

export interface PostgresAnswerLogOptions {
  /** Answers kept without feedback, and as many with it, of all servers together; 1 or more. */
  readonly keep: number;
}

/** Key of the advisory lock under which old answers go: "prune" in ASCII. */
const pruneLock = 0x7072756e65;
/** Key of the advisory lock that recording shares and forgetting has alone: "quote" in ASCII. */
const quoteLock = 0x71756f7465;
/** Answers wait half a second to be recorded; clocks of servers may differ by this much. */
const clockToleranceMs = 5_000;
/** How long it is known that a document was forgotten: longer than any answer waits. */
const rememberMs = 3_600_000;

/** The answer log beside the catalog, in the same database. Opened after the catalog, which makes its tables. */
export function postgresAnswerLog(storage: PostgresStorage, { keep }: PostgresAnswerLogOptions): AnswerLog {
  return {
    record: (answers) =>
      storage.write('record answers', async (transaction) => {
        await transaction.run('SELECT pg_advisory_xact_lock_shared($1)', quoteLock);
        for (const answer of answers) await insertAnswer(transaction, answer, await mayQuote(transaction, answer));
        await prune(transaction, keep);
      }),

    async find(replyId) {
      const [row] = await storage.all<AnswerRow>('read an answer', answerById(''), replyId);
      return row ? toAnswerRecord(row) : null;
    },

    putFeedback: (given) =>
      storage.write('record feedback', async (transaction) => {
        // The answer is held: of two callers with the same name the second one replaces the first.
        const sql = answerById('FOR UPDATE OF a');
        const answer = await transaction.get<AnswerRow & { readonly key: number }>(sql, given.replyId);
        if (!answer) return null;
        const { created, row } = await putFeedback(storage, transaction, answer.key, given);
        return { feedback: toFeedback(row, { replyId: given.replyId, collection: answer.collection }), created };
      }),

    listFeedback: (collection, options) =>
      storage.read(`list feedback on "${collection}"`, (transaction) => listFeedback(transaction, collection, options)),

    forgetDocument: (collection, documentId) =>
      storage.write('forget what quotes a document', async (transaction) => {
        await transaction.run('SELECT pg_advisory_xact_lock($1)', quoteLock);
        await transaction.run(
          // Looking for the id as text is fast, and at worst takes away a text more.
          `UPDATE answers SET answer = NULL WHERE answer IS NOT NULL AND strpos(passages, $1) > 0
             AND collection_key = (SELECT key FROM collections WHERE name = $2)`,
          JSON.stringify(documentId),
          collection,
        );
        await rememberForgotten(storage, transaction, { collection, documentId });
      }),
  };
}

/** Another server may have answers from this document that wait to be recorded. */
async function rememberForgotten(
  storage: PostgresStorage,
  transaction: PostgresTransaction,
  { collection, documentId }: { readonly collection: string; readonly documentId: string },
): Promise<void> {
  const now = storage.now();
  await transaction.run(
    `INSERT INTO forgotten_documents SELECT key, $2, $3 FROM collections WHERE name = $1
     ON CONFLICT (collection_key, document_id) DO UPDATE SET forgotten_at = excluded.forgotten_at`,
    collection,
    documentId,
    now.toISOString(),
  );
  const before = new Date(now.getTime() - rememberMs).toISOString();
  await transaction.run('DELETE FROM forgotten_documents WHERE forgotten_at < $1', before);
}

/** Whether none of the documents that an answer may quote was forgotten since. */
async function mayQuote(transaction: PostgresTransaction, answer: AnswerRecord): Promise<boolean> {
  if (answer.answer === null) return false;
  const forgotten = await transaction.get(
    `SELECT 1 FROM forgotten_documents f JOIN collections c ON c.key = f.collection_key
       WHERE c.name = $1 AND f.document_id = ANY($2::text[]) AND f.forgotten_at >= $3 LIMIT 1`,
    answer.collection,
    answer.passages.map(({ documentId }) => documentId),
    new Date(Date.parse(answer.answeredAt) - clockToleranceMs).toISOString(),
  );
  return forgotten === undefined;
}

function answerById(lock: 'FOR UPDATE OF a' | ''): string {
  return `SELECT a.key, ${answerColumns} FROM answers a JOIN collections c ON c.key = a.collection_key WHERE a.id = $1 ${lock}`;
}

async function insertAnswer(
  transaction: PostgresTransaction,
  answer: AnswerRecord,
  mayBeQuoted: boolean,
): Promise<void> {
  await transaction.run(
    `INSERT INTO answers (collection_key, id, answered_at, route, reason, confidence, threshold, recipe,
       collection_revision, calibration_id, calibration_kind, model_revision, labels, passages, question, answer)
     SELECT key, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16 FROM collections WHERE name = $1
     ON CONFLICT (id) DO NOTHING`,
    answer.collection,
    answer.replyId,
    answer.answeredAt,
    answer.route,
    answer.reason,
    answer.confidence,
    answer.threshold,
    answer.recipe,
    answer.collectionRevision,
    answer.calibrationId,
    answer.calibrationKind,
    answer.modelRevision,
    answer.labels === null ? null : JSON.stringify(answer.labels),
    packPassages(answer.passages),
    storable(answer.question),
    mayBeQuoted ? storable(answer.answer) : null,
  );
}

/**
 * By place, not by count of what is there: both lists are read from an index of their own. One server at a time does it,
 * and those that come meanwhile leave it to the next one who records.
 */
async function prune(transaction: PostgresTransaction, keep: number): Promise<void> {
  const lock = await transaction.get<{ mine: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS mine', pruneLock);
  if (!lock?.mine) return;
  for (const rated of [false, true]) {
    await transaction.run(
      `DELETE FROM answers WHERE rated = $1 AND key <= (
         SELECT key FROM answers WHERE rated = $1 ORDER BY key DESC LIMIT 1 OFFSET $2)`,
      rated,
      keep,
    );
  }
}

async function putFeedback(
  storage: PostgresStorage,
  transaction: PostgresTransaction,
  answerKey: number,
  given: Parameters<AnswerLog['putFeedback']>[0],
): Promise<{ created: boolean; row: FeedbackRow }> {
  const { caller, callerLabels, rating, correction, section, comment } = given;
  const find = 'SELECT key FROM feedback WHERE answer_key = $1 AND caller = $2';
  const created = (await transaction.get(find, answerKey, caller)) === undefined;
  const row = await transaction.get<FeedbackRow>(
    `INSERT INTO feedback (answer_key, caller, caller_labels, rating, correction, document_id, section_id, comment,
       created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
     ON CONFLICT (answer_key, caller) DO UPDATE SET caller_labels = excluded.caller_labels, rating = excluded.rating,
       correction = excluded.correction, document_id = excluded.document_id, section_id = excluded.section_id,
       comment = excluded.comment, updated_at = excluded.updated_at RETURNING *`,
    answerKey,
    caller,
    callerLabels === null ? null : JSON.stringify(callerLabels),
    rating,
    storable(correction),
    section?.documentId ?? null,
    section?.sectionId ?? null,
    storable(comment),
    storage.now().toISOString(),
  );
  await transaction.run('UPDATE answers SET rated = true WHERE key = $1', answerKey);
  if (!row) throw new KnowledgeBaseError('internal_error', 'Cannot record feedback: it is not there after writing');
  return { created, row };
}

async function listFeedback(
  transaction: PostgresTransaction,
  collection: string,
  { limit, cursor }: { limit: number; cursor: string | null },
): Promise<Page<FeedbackEntry>> {
  const { key } = await readCollection(transaction, collection);
  const [after = 0] = cursor === null ? [0] : fromCursor(cursor, ['number']);
  const rows = await transaction.all<AnswerRow & FeedbackRow & { readonly key: number }>(
    `SELECT f.*, ${answerColumns} FROM feedback f JOIN answers a ON a.key = f.answer_key
       JOIN collections c ON c.key = a.collection_key WHERE a.collection_key = $1 AND f.key > $2 ORDER BY f.key LIMIT $3`,
    key,
    after,
    limit + 1,
  );
  return toPage(
    rows,
    limit,
    (row) => {
      const answer = toAnswerRecord(row);
      return { feedback: toFeedback(row, answer), answer };
    },
    (row) => toCursor([row.key]),
  );
}

function storable(text: string | null): string | null {
  return text === null ? null : storableText(text);
}
