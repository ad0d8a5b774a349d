import type { AnswerRecord } from './answer-record.js';

export type Rating = (typeof ratings)[number];

/** Thumbs. */
export const ratings = ['up', 'down'] as const;

/** What a caller says of a reply. One per reply and caller: a second one replaces the first. */
export interface Feedback {
  readonly replyId: string;
  readonly collection: string;
  /** Name of the key it came with; `local` without keys. */
  readonly caller: string;
  /** Access labels of that key; null for full access. */
  readonly callerLabels: readonly string[] | null;
  readonly rating: Rating;
  /** What should have been answered. */
  readonly correction: string | null;
  /** The section that answers. */
  readonly section: { readonly documentId: string; readonly sectionId: string } | null;
  readonly comment: string | null;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Feedback beside the reply it is about. */
export interface FeedbackEntry {
  readonly feedback: Feedback;
  readonly answer: AnswerRecord;
}
