import type { AnswerRecord } from '../../core/answer-record.js';
import type { Feedback, FeedbackEntry } from '../../core/feedback.js';

export function feedbackOnWire(feedback: Feedback) {
  return {
    reply_id: feedback.replyId,
    collection: feedback.collection,
    caller: feedback.caller,
    rating: feedback.rating,
    correction: feedback.correction,
    document_id: feedback.section?.documentId ?? null,
    section_id: feedback.section?.sectionId ?? null,
    comment: feedback.comment,
    created_at: feedback.createdAt,
    updated_at: feedback.updatedAt,
  };
}

/** Features stay inside: they mean something to a calibration only. */
export function feedbackEntryOnWire({ feedback, answer }: FeedbackEntry) {
  return { ...feedbackOnWire(feedback), reply: answerOnWire(answer) };
}

function answerOnWire(answer: AnswerRecord) {
  return {
    answered_at: answer.answeredAt,
    route: answer.route,
    reason: answer.reason,
    confidence: answer.confidence,
    threshold: answer.threshold,
    calibration_id: answer.calibrationId,
    collection_revision: answer.collectionRevision,
    model_revision: answer.modelRevision,
    question: answer.question,
    answer: answer.answer,
    passages: answer.passages.map(({ documentId, sectionId, cited, confidence }) => ({
      document_id: documentId,
      section_id: sectionId,
      cited,
      confidence,
    })),
  };
}
