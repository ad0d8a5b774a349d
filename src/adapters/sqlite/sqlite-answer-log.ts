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
import type { SqliteStorage } from './sqlite-storage.js';

export interface SqliteAnswerLogOptions {
  /** Answers kept without feedback, and as many with it; 1 or more. */
  readonly keep: number;
}

/** The answer log beside the catalog, in the same file: it goes with a collection, and into its backups. */
export function sqliteAnswerLog(storage: SqliteStorage, { keep }: SqliteAnswerLogOptions): AnswerLog {
  return {
    async record(answers) {
      storage.write('record answers', () => {
        for (const answer of answers) insertAnswer(storage, answer);
        prune(storage, keep);
      });
    },

    async find(replyId) {
      return storage.read('read an answer', () => {
        const row = findRow(storage, replyId);
        return row ? toAnswerRecord(row) : null;
      });
    },

    async putFeedback(given) {
      return storage.write('record feedback', () => {
        const answer = findRow(storage, given.replyId);
        if (!answer) return null;
        const { created, row } = putFeedback(storage, answer.key, given);
        return { feedback: toFeedback(row, { replyId: given.replyId, collection: answer.collection }), created };
      });
    },

    async listFeedback(collection, options) {
      return storage.read(`list feedback on "${collection}"`, () => listFeedback(storage, collection, options));
    },

    async forgetDocument(collection, documentId) {
      storage.write('forget what quotes a document', () =>
        storage.run(
          // Looking for the id as text is fast, and at worst takes away a text more.
          `UPDATE answers SET answer = NULL WHERE answer IS NOT NULL AND instr(passages, ?) > 0
             AND collection_key = (SELECT key FROM collections WHERE name = ?)`,
          JSON.stringify(documentId),
          collection,
        ),
      );
    },
  };
}

function insertAnswer(storage: SqliteStorage, answer: AnswerRecord): void {
  storage.run(
    `INSERT OR IGNORE INTO answers (collection_key, id, answered_at, route, reason, confidence, threshold, recipe,
       collection_revision, calibration_id, calibration_kind, model_revision, labels, passages, question, answer)
     SELECT key, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM collections WHERE name = ?`,
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
    answer.question,
    answer.answer,
    answer.collection,
  );
}

/** By place, not by count of what is there: both lists are read from an index of their own. */
function prune(storage: SqliteStorage, keep: number): void {
  for (const rated of [0, 1]) {
    storage.run(
      `DELETE FROM answers WHERE rated = ?1 AND key <= (
         SELECT key FROM answers WHERE rated = ?1 ORDER BY key DESC LIMIT 1 OFFSET ?2)`,
      rated,
      keep,
    );
  }
}

function findRow(storage: SqliteStorage, replyId: string): (AnswerRow & { readonly key: number }) | undefined {
  return storage.get(
    `SELECT a.key, ${answerColumns} FROM answers a JOIN collections c ON c.key = a.collection_key WHERE a.id = ?`,
    replyId,
  );
}

function putFeedback(
  storage: SqliteStorage,
  answerKey: number,
  { caller, callerLabels, rating, correction, section, comment }: Parameters<AnswerLog['putFeedback']>[0],
): { created: boolean; row: FeedbackRow } {
  const find = 'SELECT * FROM feedback WHERE answer_key = ? AND caller = ?';
  const created = storage.get<FeedbackRow>(find, answerKey, caller) === undefined;
  const now = storage.now().toISOString();
  storage.run(
    `INSERT INTO feedback (answer_key, caller, caller_labels, rating, correction, document_id, section_id, comment,
       created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?9, ?9)
     ON CONFLICT (answer_key, caller) DO UPDATE SET caller_labels = excluded.caller_labels, rating = excluded.rating,
       correction = excluded.correction, document_id = excluded.document_id, section_id = excluded.section_id,
       comment = excluded.comment, updated_at = excluded.updated_at`,
    answerKey,
    caller,
    callerLabels === null ? null : JSON.stringify(callerLabels),
    rating,
    correction,
    section?.documentId ?? null,
    section?.sectionId ?? null,
    comment,
    now,
  );
  storage.run('UPDATE answers SET rated = 1 WHERE key = ?', answerKey);
  const row = storage.get<FeedbackRow>(find, answerKey, caller);
  if (!row) throw new KnowledgeBaseError('internal_error', 'Cannot record feedback: it is not there after writing');
  return { created, row };
}

function listFeedback(
  storage: SqliteStorage,
  collection: string,
  { limit, cursor }: { limit: number; cursor: string | null },
): Page<FeedbackEntry> {
  const key = storage.get<{ key: number }>('SELECT key FROM collections WHERE name = ?', collection)?.key;
  if (key === undefined) {
    throw new KnowledgeBaseError(
      'collection_not_found',
      `Cannot list feedback on collection "${collection}": there is none; check the name`,
      { facts: { collection } },
    );
  }
  const [after = 0] = cursor === null ? [0] : fromCursor(cursor, ['number']);
  const rows = storage.all<AnswerRow & FeedbackRow & { readonly key: number }>(
    `SELECT f.*, ${answerColumns} FROM feedback f JOIN answers a ON a.key = f.answer_key
       JOIN collections c ON c.key = a.collection_key WHERE a.collection_key = ? AND f.key > ? ORDER BY f.key LIMIT ?`,
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
