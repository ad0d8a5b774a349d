import { expect, test, vi } from 'vitest';
import { answerQuestion } from '../../src/answer/answer-question.js';
import { KnowledgeBaseError } from '../../src/core/errors.js';
import { AnswerRecorder, type RecorderPorts } from '../../src/feedback/answer-recorder.js';
import { fakeAnswerPorts } from '../fakes/answer-ports.js';
import { MemoryAnswerLog } from '../fakes/memory-answer-log.js';

const now = () => new Date('2026-11-24T08:00:00Z');
const leave = { id: 'leave.md', title: 'Annual leave', body: 'Everyone has 15 days of annual leave.', access: ['hr'] };

/** Asks a knowledge base of two documents and hands the reply to the recorder. */
async function ask(ports: Partial<RecorderPorts>, question = 'How many days of annual leave?') {
  const recorder = new AnswerRecorder({ now, ...ports });
  const taxi = { id: 'taxi.md', title: 'Taxi', body: 'Taxi rides are refunded.' };
  const { ports: answering, collection } = await fakeAnswerPorts([leave, taxi]);
  const request = { collection, question, labels: ['hr'] };
  const { onScored, answered } = recorder.watch(request);
  const reply = answered(await answerQuestion(answering, { ...request, onScored }));
  return { recorder, reply };
}

test('AnswerRecorder keeps what a reply came from, and no text', async () => {
  const log = new MemoryAnswerLog();
  const { recorder, reply } = await ask({ answerLog: log });
  expect(log.answers.size).toBe(0);
  await recorder.flush();
  const record = log.answers.get(reply.id);
  expect(record).toMatchObject({
    collection: 'docs',
    answeredAt: '2026-11-24T08:00:00.000Z',
    route: reply.route,
    reason: reply.reason,
    confidence: reply.confidence,
    recipe: 'fake',
    calibrationId: 'fake-calibration',
    calibrationKind: 'no_reader',
    labels: ['hr'],
    question: null,
    answer: null,
  });
  expect(record?.passages[0]).toMatchObject({
    documentId: 'leave.md',
    sectionId: 'section-leave.md',
    access: ['hr'],
    cited: true,
    read: false,
    confidence: reply.confidence,
    features: { coverage: expect.any(Number), cosine: expect.any(Number) },
  });
  expect(JSON.stringify(record)).not.toContain('15 days');
});

test('AnswerRecorder keeps the texts where they are asked for', async () => {
  const log = new MemoryAnswerLog();
  const { recorder, reply } = await ask({ answerLog: log, keepQuestions: true });
  await recorder.flush();
  expect(log.answers.get(reply.id)).toMatchObject({ question: reply.question, answer: reply.answer });
});

test('AnswerRecorder keeps a question that was not even searched for', async () => {
  const log = new MemoryAnswerLog();
  const { recorder, reply } = await ask({ answerLog: log }, '？！');
  await recorder.flush();
  expect(log.answers.get(reply.id)).toMatchObject({ route: 'no_answer', reason: 'nothing_searchable', passages: [] });
});

test('AnswerRecorder writes by itself after a moment', async () => {
  vi.useFakeTimers();
  try {
    const log = new MemoryAnswerLog();
    await ask({ answerLog: log });
    await vi.advanceTimersByTimeAsync(500);
    expect(log.answers.size).toBe(1);
  } finally {
    vi.useRealTimers();
  }
});

test('AnswerRecorder gives the reply when the log fails, says so once, and goes on when it works again', async () => {
  const log = new MemoryAnswerLog();
  const problems: KnowledgeBaseError[] = [];
  log.failure = new KnowledgeBaseError('storage_full', 'Cannot record answers: no space left; free some');
  const { recorder, reply } = await ask({ answerLog: log, report: (problem) => problems.push(problem) });
  expect(reply.answer).toContain('15 days');
  await recorder.flush();
  recorder.watch({ collection: { name: 'docs' } as never, labels: null }).answered(reply);
  await recorder.flush();
  expect(problems.map(({ code }) => code)).toEqual(['storage_full']);
  expect(recorder.problem).toMatchObject({ code: 'storage_full' });
  log.failure = null;
  recorder.watch({ collection: { name: 'docs', recipe: 'fake' } as never, labels: null }).answered(reply);
  await recorder.flush();
  expect(recorder.problem).toBeNull();
  expect(log.answers.size).toBe(1);
});

test('AnswerRecorder does nothing without a log', async () => {
  const { recorder, reply } = await ask({});
  await recorder.flush();
  expect(reply.route).toBe('knowledge_base');
});
