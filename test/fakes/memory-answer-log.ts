import type { AnswerRecord } from '../../src/core/answer-record.js';
import type { Feedback } from '../../src/core/feedback.js';
import type { AnswerLog } from '../../src/ports/answer-log.js';

/** An answer log in memory, without bounds. */
export class MemoryAnswerLog implements AnswerLog {
  readonly answers = new Map<string, AnswerRecord>();
  feedback: Feedback[] = [];
  /** Rejects what is recorded while set. */
  failure: Error | null = null;

  async record(answers: readonly AnswerRecord[]) {
    if (this.failure) throw this.failure;
    for (const answer of answers) this.answers.set(answer.replyId, answer);
  }

  async find(replyId: string) {
    return this.answers.get(replyId) ?? null;
  }

  async putFeedback(given: Parameters<AnswerLog['putFeedback']>[0]) {
    const answer = this.answers.get(given.replyId);
    if (!answer) return null;
    const feedback = { ...given, collection: answer.collection, createdAt: '', updatedAt: '' };
    const kept = this.feedback.filter(({ replyId, caller }) => replyId !== given.replyId || caller !== given.caller);
    const created = kept.length === this.feedback.length;
    this.feedback = [...kept, feedback];
    return { feedback, created };
  }

  async listFeedback(collection: string, { limit, cursor }: { limit: number; cursor: string | null }) {
    const start = Number(cursor ?? 0);
    const all = this.feedback.flatMap((feedback) => {
      const answer = this.answers.get(feedback.replyId);
      return answer?.collection === collection ? [{ feedback, answer }] : [];
    });
    const end = start + limit;
    return { items: all.slice(start, end), nextCursor: end < all.length ? String(end) : null };
  }

  async forgetDocument() {}
}
