import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AnswerLog } from '../../src/ports/answer-log.js';
import { answerRecord } from '../fakes/answer-record.js';

/** A log beside a catalog with the collections `docs` and `other`, that keeps three answers of each kind. */
export interface AnswerLogUnderTest {
  readonly log: AnswerLog;
  deleteCollection(name: string): Promise<void>;
  reopen(): Promise<AnswerLogUnderTest>;
  dispose(): Promise<void>;
}

const thumb = {
  caller: 'bot',
  callerLabels: ['hr'],
  rating: 'up' as const,
  correction: null,
  section: null,
  comment: null,
};

/** What every AnswerLog does, whatever is behind it. */
export function answerLogContract(name: string, open: () => Promise<AnswerLogUnderTest>): void {
  describe(`${name} as an AnswerLog`, () => {
    let subject: AnswerLogUnderTest;
    beforeEach(async () => {
      subject = await open();
    });
    afterEach(() => subject.dispose());

    it('gives back what was recorded, also after a restart; a feature that was not computed stays away', async () => {
      const plain = answerRecord('a');
      const full = answerRecord('b', { labels: null, question: '年假有多少天？', answer: '十五天。[1]' });
      await subject.log.record([plain, full]);
      subject = await subject.reopen();
      expect(await subject.log.find('a')).toEqual(plain);
      expect(await subject.log.find('b')).toEqual(full);
      expect(await subject.log.find('c')).toBeNull();
    });

    it('records an answer once, and none of a collection that is gone', async () => {
      await subject.log.record([answerRecord('a'), answerRecord('gone', { collection: 'gone' })]);
      await subject.log.record([answerRecord('a', { confidence: 0.1 })]);
      expect((await subject.log.find('a'))?.confidence).toBe(0.91);
      expect(await subject.log.find('gone')).toBeNull();
    });

    it('keeps the newest answers without feedback, and as many with it', async () => {
      await subject.log.record(['a', 'b', 'c', 'd'].map((id) => answerRecord(id)));
      const kept = async (ids: string) =>
        (await Promise.all([...ids].map((id) => subject.log.find(id)))).map((found) => (found ? 1 : 0)).join('');
      expect(await kept('abcd')).toBe('0111');
      await subject.log.putFeedback({ replyId: 'b', ...thumb });
      await subject.log.record(['e', 'f', 'g', 'h'].map((id) => answerRecord(id)));
      expect(await kept('bcdefgh')).toBe('1000111');
      for (const id of 'fgh') await subject.log.putFeedback({ replyId: id, ...thumb });
      await subject.log.record([answerRecord('i')]);
      expect(await kept('bfghi')).toBe('01111');
    });

    it('keeps one feedback per reply and caller: the second one replaces the first', async () => {
      await subject.log.record([answerRecord('a')]);
      const first = await subject.log.putFeedback({ replyId: 'a', ...thumb });
      expect(first).toMatchObject({ created: true, feedback: { replyId: 'a', collection: 'docs', ...thumb } });
      const section = { documentId: 'sick.md', sectionId: 's3' };
      const changed = { ...thumb, rating: 'down' as const, section, comment: 'wrong', correction: '十天' };
      const second = await subject.log.putFeedback({ replyId: 'a', ...changed });
      expect(second).toMatchObject({ created: false, feedback: { ...changed, createdAt: first?.feedback.createdAt } });
      await subject.log.putFeedback({ replyId: 'a', ...thumb, caller: 'other', callerLabels: null });
      const { items } = await subject.log.listFeedback('docs', { limit: 9, cursor: null });
      expect(items.map(({ feedback }) => [feedback.caller, feedback.rating])).toEqual([
        ['bot', 'down'],
        ['other', 'up'],
      ]);
      expect(items[0]?.answer).toEqual(answerRecord('a'));
    });

    it('resolves to null for feedback on a reply that is not there', async () => {
      expect(await subject.log.putFeedback({ replyId: 'none', ...thumb })).toBeNull();
    });

    it('lists a collection page by page, and no other', async () => {
      await subject.log.record([answerRecord('a'), answerRecord('b'), answerRecord('x', { collection: 'other' })]);
      for (const replyId of ['a', 'x', 'b']) await subject.log.putFeedback({ replyId, ...thumb });
      const first = await subject.log.listFeedback('docs', { limit: 1, cursor: null });
      const second = await subject.log.listFeedback('docs', { limit: 1, cursor: first.nextCursor });
      expect([...first.items, ...second.items].map(({ feedback }) => feedback.replyId)).toEqual(['a', 'b']);
      expect(second.nextCursor).toBeNull();
      await expect(subject.log.listFeedback('none', { limit: 1, cursor: null })).rejects.toMatchObject({
        code: 'collection_not_found',
      });
      await expect(subject.log.listFeedback('docs', { limit: 1, cursor: 'x' })).rejects.toMatchObject({
        code: 'invalid_request',
      });
    });

    it('goes with its collection', async () => {
      await subject.log.record([answerRecord('a'), answerRecord('x', { collection: 'other' })]);
      await subject.log.putFeedback({ replyId: 'a', ...thumb });
      await subject.deleteCollection('docs');
      expect(await subject.log.find('a')).toBeNull();
      expect(await subject.log.find('x')).not.toBeNull();
    });

    it('forgets the text of answers that may quote a document, and keeps the rest', async () => {
      const texts = { question: '年假？', answer: '十五天。[1]' };
      const elsewhere = answerRecord('b', { ...texts, passages: [] });
      await subject.log.record([answerRecord('a', texts), elsewhere]);
      await subject.log.forgetDocument('docs', 'leave.md');
      expect(await subject.log.find('a')).toEqual(answerRecord('a', { question: '年假？' }));
      expect(await subject.log.find('b')).toEqual(elsewhere);
    });
  });
}
