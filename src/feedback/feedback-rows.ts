import type { FeedbackEntry } from '../core/feedback.js';

/** Feedback as a labelled question: a line that `kaoju eval` and `kaoju calibrate` read, and what was said besides. */
export interface FeedbackRow {
  readonly question: string;
  readonly expected?: readonly { readonly document_id: string; readonly section_id: string }[];
  readonly answerable?: false;
  readonly kind: 'feedback';
  readonly id: string;
  readonly rating: 'up' | 'down';
  readonly correction?: string;
  readonly comment?: string;
}

/**
 * The labelled questions in a list of feedback: where the question was kept and the right place is known. Of several about
 * the same question the last counts, so that no two rows contradict each other.
 *
 * @param isLive whether a section is still in the collection: rows name no others.
 */
export function feedbackRows(entries: readonly FeedbackEntry[], isLive: (sectionId: string) => boolean): FeedbackRow[] {
  const rows = new Map<string, FeedbackRow>();
  for (const { feedback, answer } of entries) {
    const { question } = answer;
    const expected = expectedPlaces({ feedback, answer }).filter(({ section_id }) => isLive(section_id));
    const nothing = expected.length === 0 && isRightlySilent({ feedback, answer });
    if (question === null || (expected.length === 0 && !nothing)) continue;
    const key = question.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
    rows.delete(key);
    rows.set(key, {
      question,
      ...(nothing ? { answerable: false as const } : { expected }),
      kind: 'feedback',
      id: feedback.replyId,
      rating: feedback.rating,
      ...(feedback.correction !== null && { correction: feedback.correction }),
      ...(feedback.comment !== null && { comment: feedback.comment }),
    });
  }
  return [...rows.values()];
}

/** A thumb up for saying that nothing is known. */
export function isRightlySilent({ feedback, answer }: FeedbackEntry): boolean {
  return feedback.rating === 'up' && feedback.section === null && answer.route === 'no_answer';
}

/** The section named, or those that a reply with a thumb up cites. */
function expectedPlaces({ feedback, answer }: FeedbackEntry) {
  const { section, rating } = feedback;
  if (section) return [{ document_id: section.documentId, section_id: section.sectionId }];
  if (rating === 'down') return [];
  return answer.passages
    .filter(({ cited }) => cited)
    .map(({ documentId, sectionId }) => ({ document_id: documentId, section_id: sectionId }));
}
