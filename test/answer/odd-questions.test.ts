import { beforeAll, describe, expect, test } from 'vitest';
import { answerQuestion } from '../../src/answer/answer-question.js';
import type { Reader } from '../../src/ports/reader.js';
import { type FakeDocument, fakeAnswerPorts, fakeCalibration } from '../fakes/answer-ports.js';

const leave = {
  id: 'handbook/leave.md',
  title: '请假制度',
  body: '员工每年享有十天年假。病假超过三天须提交医院证明。',
};
const printer = {
  id: 'handbook/printer.md',
  title: 'Printer',
  body: 'The XJ-4500 shows E0421 when paper is stuck. Open the cover and take 1 sheet out.',
};
const blank = { id: 'handbook/blank.md', title: '', body: '' };

/** Fails a test when it is given nothing to read on either side. */
const reader: Reader = {
  recipe: 'fake',
  read: async ({ text }, passages) => {
    expect(text.trim()).not.toBe('');
    for (const passage of passages) expect(passage.trim()).not.toBe('');
    return passages.map(() => ({ answerLogit: 0, span: null, alignment: null }));
  },
};
const calibrations = { withReader: fakeCalibration, withoutReader: fakeCalibration, provisional: fakeCalibration };

async function ask(question: string, documents: readonly FakeDocument[]) {
  const { ports, collection } = await fakeAnswerPorts(documents, { reader, calibrations });
  return answerQuestion(ports, { collection, question, labels: null, explain: true });
}

const questions = {
  'in a third language': '¿Cuántos días de vacaciones tienen los empleados?',
  'in a script without words of ours': '有給休暇は何日ですか',
  'that is a document title': '请假制度',
  'that is an id': 'handbook/leave.md',
  'that is a code': 'E0421',
  'of only numbers': '10 2024 3.14',
  'of 5,000 characters': '病假'.repeat(2500),
  'of 5,000 Latin letters without a space': 'a'.repeat(5000),
  'empty after tokenising': '？！ … —',
  'of function words only': 'is the of?',
  'of zero-width characters': '\u200b\u200d\ufeff',
};

describe.each(Object.entries(questions))('answerQuestion() of a question %s', (_, question) => {
  test.each([
    ['several documents', [leave, printer, blank]],
    ['one section', [leave]],
    ['one blank section', [blank]],
    ['nothing', []],
  ])('in a collection of %s', async (_name, documents) => {
    const reply = await ask(question, documents);
    expect(reply.answer).not.toBe('');
    for (const { confidence } of [reply, ...reply.passages]) {
      expect(confidence).toBeGreaterThanOrEqual(0);
      expect(confidence).toBeLessThanOrEqual(1);
    }
    if (reply.passages.length === 0) expect(reply.route).toBe('no_answer');
  });
});

test('answerQuestion() finds a code as it stands, and in another form', async () => {
  for (const question of ['E0421', 'ｅ０４２１', 'What does the XJ4500 show when paper is stuck?'])
    expect((await ask(question, [leave, printer])).citations[0]?.documentId).toBe(printer.id);
});

describe('answerQuestion() among 10,000 identical sections', () => {
  let many: Awaited<ReturnType<typeof fakeAnswerPorts>>;
  beforeAll(async () => {
    const copies = Array.from({ length: 10_000 }, (_, n) => ({ ...leave, id: `copy${n}.md` }));
    many = await fakeAnswerPorts([...copies, printer], { reader, calibrations });
  });

  test('is as sure of them as of one, and folds them into one passage', async () => {
    const question = '病假超过三天须提交医院证明？';
    const alone = await ask(question, [leave, printer]);
    const among = await answerQuestion(many.ports, { collection: many.collection, question, labels: null });
    expect(among).toMatchObject({ route: 'knowledge_base', answer: alone.answer });
    expect(among.citations).toHaveLength(1);
    expect(among.passages.filter(({ headingPath }) => headingPath[0] === leave.title)).toHaveLength(1);
    expect(among.passages[0]?.duplicates.length).toBeGreaterThan(15);
  });

  test('still finds the one section that is different, for a question that is nearer to the copies', async () => {
    const question = '员工病假、年假和 E0421';
    const { passages } = await answerQuestion(many.ports, { collection: many.collection, question, labels: null });
    expect(passages.map(({ documentId }) => documentId)).toContain(printer.id);
  });
});
