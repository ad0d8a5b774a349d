import { setTimeout as delay } from 'node:timers/promises';
import type { AnswerRecord } from '../core/answer-record.js';
import { KnowledgeBaseError } from '../core/errors.js';
import type { FeedbackEntry } from '../core/feedback.js';
import { mayAccess } from '../core/filter.js';
import type { FeedbackInput, KnowledgeBase } from '../knowledge-base.js';
import { labelsOf } from '../labels-of.js';
import type { AnswerLog } from '../ports/answer-log.js';
import type { Catalog } from '../ports/catalog.js';
import { type AnswerRecorder, recordingDelayMs } from './answer-recorder.js';
import { feedbackRows } from './feedback-rows.js';
import { type Labels, reaches } from './may-see-feedback.js';
import { visibleFeedback, visiblePage } from './visible-feedback.js';

/** What feedback needs of a knowledge base. */
export interface FeedbackPorts {
  readonly catalog: Catalog;
  /** Null where no answers are kept. */
  readonly answerLog?: AnswerLog | null | undefined;
  /** Whether other servers write into the same log; they do not unless set. */
  readonly othersAnswer?: boolean | undefined;
}

const pageSize = { standard: 50, most: 200 };

/** The part of a knowledge base that takes and shows what people say of its replies. */
export function feedbackMethods(
  { catalog, answerLog = null, othersAnswer = false }: FeedbackPorts,
  recorder: AnswerRecorder,
): Pick<KnowledgeBase, 'giveFeedback' | 'listFeedback' | 'exportFeedback'> {
  return {
    async giveFeedback(input, { access, caller = 'local' } = {}) {
      await recorder.flush();
      const labels = labelsOf(access);
      const answer = await findAnswer(answerLog, input.replyId, othersAnswer);
      // A reply to someone who sees more answers like one that is not there.
      if (!answerLog || !answer || !reaches(labels, answer.labels)) throw replyNotFound(input.replyId, answerLog);
      const section = await findSection(catalog, answer.collection, input, labels);
      const given = await answerLog.putFeedback({
        replyId: input.replyId,
        caller,
        callerLabels: labels,
        rating: input.rating,
        correction: input.correction ?? null,
        section,
        comment: input.comment ?? null,
      });
      if (!given) throw replyNotFound(input.replyId, answerLog);
      return given;
    },
    async listFeedback(collection, { limit = pageSize.standard, cursor = null, access } = {}) {
      await catalog.getCollection(collection);
      const wanted = Math.min(Math.max(1, limit), pageSize.most);
      if (!answerLog) return { items: [], nextCursor: null };
      return await visiblePage({ catalog, answerLog }, collection, { limit: wanted, cursor }, labelsOf(access));
    },
    async exportFeedback(collection, { access } = {}) {
      await catalog.getCollection(collection);
      if (!answerLog) return [];
      const entries: FeedbackEntry[] = [];
      for await (const entry of visibleFeedback({ catalog, answerLog }, collection, labelsOf(access)))
        entries.push(entry);
      const ids = entries.flatMap(({ feedback, answer }) => [
        ...answer.passages.map(({ sectionId }) => sectionId),
        ...(feedback.section ? [feedback.section.sectionId] : []),
      ]);
      const live = new Set(
        (await catalog.findSections(collection, [...new Set(ids)])).map(({ section }) => section.id),
      );
      return feedbackRows(entries, (id) => live.has(id));
    },
  };
}

/** A reply that another server has just given may not be recorded yet: it is looked for once more then. */
async function findAnswer(log: AnswerLog | null, replyId: string, othersAnswer: boolean): Promise<AnswerRecord | null> {
  const answer = (await log?.find(replyId)) ?? null;
  if (!log || answer || !othersAnswer) return answer;
  await delay(2 * recordingDelayMs);
  return await log.find(replyId);
}

async function findSection(catalog: Catalog, collection: string, { sectionId }: FeedbackInput, labels: Labels) {
  if (sectionId === undefined || sectionId === null) return null;
  const [found] = await catalog.findSections(collection, [sectionId]);
  if (found && mayAccess(found.document.access, labels)) return { documentId: found.document.id, sectionId };
  throw new KnowledgeBaseError(
    'invalid_request',
    `Cannot take the section "${sectionId.slice(0, 80)}" as the right one: collection "${collection}" has none of this id; use a section_id of a passage or of a document's sections`,
    { facts: { collection } },
  );
}

function replyNotFound(replyId: string, answerLog: AnswerLog | null): KnowledgeBaseError {
  const why = answerLog
    ? 'it is unknown or too old to be kept; use the id of a reply of /v1/query'
    : 'no answers are kept; set KAOJU_KEEP_ANSWERS to more than 0';
  return new KnowledgeBaseError('reply_not_found', `Cannot find reply ${JSON.stringify(replyId.slice(0, 80))}: ${why}`);
}
