import type { AnswerRecord } from '../core/answer-record.js';
import type { Feedback, FeedbackEntry } from '../core/feedback.js';
import type { Page } from './catalog.js';

/**
 * What was answered, and what people said of it. Bounded: of the answers without feedback and of those with it the newest are
 * kept, so many of each. Everything of a collection goes with the collection.
 */
export interface AnswerLog {
  /** Idempotent by reply id, in one transaction. Answers of a collection that is gone are left out. */
  record(answers: readonly AnswerRecord[]): Promise<void>;
  /** Null when there is none, or none any more. */
  find(replyId: string): Promise<AnswerRecord | null>;
  /**
   * Replaces what this caller said of this reply before. Resolves to null when the answer is not there.
   */
  putFeedback(
    feedback: Omit<Feedback, 'collection' | 'createdAt' | 'updatedAt'>,
  ): Promise<{ readonly feedback: Feedback; readonly created: boolean } | null>;
  /** In the order in which it was first given. Rejects with `collection_not_found`. */
  listFeedback(collection: string, options: { limit: number; cursor: string | null }): Promise<Page<FeedbackEntry>>;
  /** Takes the answers' texts away wherever they may quote this document; the rest stays. */
  forgetDocument(collection: string, documentId: string): Promise<void>;
}
