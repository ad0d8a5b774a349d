import { describe, expect, test } from 'vitest';
import type { AnswerRecord } from '../../src/core/answer-record.js';
import { parseLabelledRows } from '../../src/core/labelled-row.js';
import { AnswerRecorder } from '../../src/feedback/answer-recorder.js';
import { feedbackMethods } from '../../src/feedback/feedback-methods.js';
import { fakeAnswerPorts } from '../fakes/answer-ports.js';
import { answerRecord } from '../fakes/answer-record.js';
import { MemoryAnswerLog } from '../fakes/memory-answer-log.js';

const leave = { id: 'leave.md', title: 'Leave', body: 'Everyone has 15 days.' };
const pay = { id: 'pay.md', title: 'Pay', body: 'Bonuses are paid in June.', access: ['hr'] };

function passage(documentId: string, access: readonly string[] | null, cited = true) {
  const sectionId = `section-${documentId}`;
  return { documentId, sectionId, twins: [], access, cited, read: false, confidence: 0.8, features: { coverage: 1 } };
}

const openAnswer = { labels: [], passages: [passage('leave.md', [])] };

async function open(answers: readonly AnswerRecord[]) {
  const log = new MemoryAnswerLog();
  await log.record(answers);
  const { ports } = await fakeAnswerPorts([leave, pay]);
  const recorder = new AnswerRecorder({ answerLog: log, now: () => new Date() });
  return { log, ...feedbackMethods({ catalog: ports.catalog, answerLog: log }, recorder) };
}

const none = { labels: [] };
const hr = { labels: ['hr'] };

describe('giveFeedback()', () => {
  test('takes the thumb of a caller, with the section that answers and its document', async () => {
    const { giveFeedback } = await open([answerRecord('a', openAnswer)]);
    const input = { replyId: 'a', rating: 'down' as const, sectionId: 'section-leave.md', comment: 'too long' };
    expect(await giveFeedback(input, { access: none, caller: 'bot' })).toMatchObject({
      created: true,
      feedback: {
        replyId: 'a',
        collection: 'docs',
        caller: 'bot',
        callerLabels: [],
        rating: 'down',
        section: { documentId: 'leave.md', sectionId: 'section-leave.md' },
        comment: 'too long',
        correction: null,
      },
    });
    expect(await giveFeedback(input, { access: none, caller: 'bot' })).toMatchObject({ created: false });
  });

  test('says that there is no such reply, also to a caller who sees less than the one who asked', async () => {
    const { giveFeedback } = await open([
      answerRecord('secret', { labels: ['hr'] }),
      answerRecord('all', { labels: null }),
    ]);
    const give = (replyId: string, access: { labels: readonly string[] | null }) =>
      giveFeedback({ replyId, rating: 'up' }, { access });
    for (const [id, access] of [
      ['none', hr],
      ['secret', none],
      ['all', hr],
    ] as const)
      await expect(give(id, access)).rejects.toMatchObject({
        code: 'reply_not_found',
        message: expect.stringContaining(`"${id}": it is unknown or too old`),
      });
    expect(await give('secret', hr)).toMatchObject({ created: true });
    expect(await give('all', { labels: null })).toMatchObject({ created: true });
  });

  test('refuses a section that is not there, or not for this caller, in the same words', async () => {
    const { giveFeedback } = await open([answerRecord('a', openAnswer)]);
    for (const sectionId of ['nowhere', 'section-pay.md'])
      await expect(giveFeedback({ replyId: 'a', rating: 'down', sectionId }, { access: none })).rejects.toMatchObject({
        code: 'invalid_request',
        message: expect.stringContaining(`"${sectionId}"`),
      });
  });

  test('says that no answers are kept where that is so', async () => {
    const { ports } = await fakeAnswerPorts([leave]);
    const recorder = new AnswerRecorder({ now: () => new Date() });
    const { giveFeedback, listFeedback, exportFeedback } = feedbackMethods({ catalog: ports.catalog }, recorder);
    await expect(giveFeedback({ replyId: 'a', rating: 'up' })).rejects.toMatchObject({
      message: expect.stringContaining('KAOJU_KEEP_ANSWERS'),
    });
    expect(await listFeedback('docs')).toEqual({ items: [], nextCursor: null });
    expect(await exportFeedback('docs')).toEqual([]);
  });
});

describe('listFeedback()', () => {
  /** Feedback on one reply, and who is shown it. */
  async function shownTo(
    fields: Partial<AnswerRecord>,
    giver: { labels: readonly string[] | null } = { labels: null },
  ) {
    const { giveFeedback, listFeedback } = await open([answerRecord('a', fields)]);
    await giveFeedback({ replyId: 'a', rating: 'up' }, { access: giver });
    const shown: string[] = [];
    for (const [name, access] of Object.entries({ none, hr, local: { labels: null } }))
      if ((await listFeedback('docs', { access })).items.length > 0) shown.push(name);
    return shown.join(' ');
  }

  test('shows feedback to those who may see every section behind the reply', async () => {
    expect(await shownTo(openAnswer, none)).toBe('none hr local');
    expect(
      await shownTo({ labels: [], passages: [passage('leave.md', []), passage('pay.md', ['hr'], false)] }, none),
    ).toBe('hr local');
  });

  test('goes by the labels of now as well as of then', async () => {
    expect(await shownTo({ labels: [], passages: [passage('pay.md', [])] }, none)).toBe('hr local');
    expect(await shownTo({ labels: [], passages: [passage('leave.md', ['hr'])] }, none)).toBe('hr local');
  });

  test('hides what a section that is gone may have held, unless its labels were kept', async () => {
    expect(await shownTo({ labels: [], passages: [passage('gone.md', null)] }, none)).toBe('local');
    expect(await shownTo({ labels: [], passages: [passage('gone.md', [])] }, none)).toBe('none hr local');
  });

  test('hides what was asked or judged by someone who sees more', async () => {
    expect(await shownTo({ ...openAnswer, labels: ['hr'] })).toBe('local');
    expect(await shownTo({ ...openAnswer, labels: ['hr'] }, hr)).toBe('hr local');
    expect(await shownTo(openAnswer)).toBe('local');
  });

  test('goes through all pages, whatever is hidden in between', async () => {
    const secret = { labels: ['hr'], passages: [passage('pay.md', ['hr'])] };
    const { giveFeedback, listFeedback } = await open(
      ['a', 'b', 'c', 'd'].map((id) => answerRecord(id, 'bc'.includes(id) ? secret : openAnswer)),
    );
    for (const replyId of ['a', 'b', 'c', 'd'])
      await giveFeedback({ replyId, rating: 'up' }, { access: 'bc'.includes(replyId) ? hr : none });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listFeedback>> = await listFeedback('docs', {
        limit: 1,
        cursor,
        access: none,
      });
      seen.push(...page.items.map(({ feedback }) => feedback.replyId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(['a', 'd']);
  });

  test('says that there is no such collection', async () => {
    const { listFeedback, exportFeedback } = await open([]);
    await expect(listFeedback('nowhere')).rejects.toMatchObject({ code: 'collection_not_found' });
    await expect(exportFeedback('nowhere')).rejects.toMatchObject({ code: 'collection_not_found' });
  });
});

describe('exportFeedback()', () => {
  test('gives labelled questions that eval and calibrate read, where question and place are known', async () => {
    const question = (text: string) => ({ ...openAnswer, question: text });
    const { giveFeedback, exportFeedback } = await open([
      answerRecord('right', question('How many days?')),
      answerRecord('wrong', question('When is the bonus?')),
      answerRecord('named', question('Where is the bonus?')),
      answerRecord('silent', { ...question('Who won the cup?'), route: 'no_answer', passages: [] }),
      answerRecord('unkept', openAnswer),
      answerRecord('gone', { ...question('Gone?'), passages: [passage('gone.md', [])] }),
      answerRecord('again', question('how many  DAYS?')),
    ]);
    const give = (replyId: string, rating: 'up' | 'down', more: object = {}) =>
      giveFeedback({ replyId, rating, ...more });
    for (const id of ['right', 'silent', 'unkept', 'gone']) await give(id, 'up');
    await give('wrong', 'down');
    await give('named', 'down', { sectionId: 'section-pay.md', correction: 'In June.' });
    await give('again', 'up', { comment: 'good' });
    const rows = await exportFeedback('docs');
    expect(rows).toEqual([
      { question: 'Who won the cup?', answerable: false, kind: 'feedback', id: 'silent', rating: 'up' },
      {
        question: 'Where is the bonus?',
        expected: [{ document_id: 'pay.md', section_id: 'section-pay.md' }],
        kind: 'feedback',
        id: 'named',
        rating: 'down',
        correction: 'In June.',
      },
      {
        question: 'how many  DAYS?',
        expected: [{ document_id: 'leave.md', section_id: 'section-leave.md' }],
        kind: 'feedback',
        id: 'again',
        rating: 'up',
        comment: 'good',
      },
    ]);
    const lines = rows.map((row) => JSON.stringify(row)).join('\n');
    expect(parseLabelledRows(lines)).toMatchObject({ problems: [], rows: [{ line: 1 }, { line: 2 }, { line: 3 }] });
  });
});
