import type { Scored } from '../answer/score.js';
import type { AnsweredPassage, AnswerRecord } from '../core/answer-record.js';
import type { CollectionRecord } from '../core/collection.js';
import type { Reply } from '../core/reply.js';

/** Passages kept of those weighed: as many as a reply shows unless asked for more; what was cited is always kept. */
const maxPassages = 5;

export interface AnswerContext {
  readonly collection: CollectionRecord;
  /** What the confidences came from; null where nothing was searched for. */
  readonly scored: Scored | null;
  /** Access labels of who asked; null for full access. */
  readonly labels: readonly string[] | null;
  readonly answeredAt: string;
  /** Whether question and answer are kept as text. */
  readonly keepText: boolean;
}

/** What the log keeps of a reply. */
export function toAnswerRecord(reply: Reply, context: AnswerContext): AnswerRecord {
  const { collection, scored, labels, answeredAt, keepText } = context;
  return {
    replyId: reply.id,
    collection: collection.name,
    answeredAt,
    route: reply.route,
    reason: reply.reason,
    confidence: reply.confidence,
    threshold: reply.threshold,
    recipe: collection.recipe,
    collectionRevision: reply.collectionRevision,
    calibrationId: reply.calibration.id,
    calibrationKind: scored?.calibration.kind ?? 'no_reader',
    modelRevision: reply.modelRevision,
    labels,
    passages: passagesOf(reply, scored),
    question: keepText ? reply.question : null,
    answer: keepText ? reply.answer : null,
  };
}

function passagesOf(reply: Reply, scored: Scored | null): AnsweredPassage[] {
  const cited = new Map(reply.citations.map(({ sectionId, documentId }) => [sectionId, documentId]));
  const weighed = (scored?.candidates ?? [])
    .filter(({ section }, rank) => rank < maxPassages || cited.has(section.id))
    .map(({ section, document, duplicates, reading, confidence, features }) => ({
      documentId: document.id,
      sectionId: section.id,
      twins: duplicates.map((twin) => twin.sectionId),
      access: document.access,
      cited: cited.delete(section.id),
      read: reading !== null,
      confidence,
      features,
    }));
  // The check finds evidence for a draft in the whole collection, not only among the passages of the question.
  const others = [...cited].map(([sectionId, documentId]) => ({
    documentId,
    sectionId,
    twins: [],
    access: null,
    cited: true,
    read: false,
    confidence: null,
    features: null,
  }));
  return [...weighed, ...others];
}
