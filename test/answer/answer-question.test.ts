import { describe, expect, test } from 'vitest';
import { answerQuestion } from '../../src/answer/answer-question.js';
import { searchPassages } from '../../src/answer/search-passages.js';
import type { Reply } from '../../src/core/reply.js';
import type { Reader } from '../../src/ports/reader.js';
import { type FakeDocument, fakeAnswerPorts, fakeCalibration } from '../fakes/answer-ports.js';

const leave: FakeDocument = {
  id: 'handbook/leave.md',
  title: '请假制度',
  body: '员工每年享有十天年假。病假超过三天须提交医院证明。\n\n婚假为十五天。',
};
const travel: FakeDocument = {
  id: 'handbook/travel.md',
  title: 'Travel expenses',
  body: 'Receipts are required.\n\nTaxi rides are refunded up to 50 euros per day. Flights need approval by a manager.',
};

async function ask(
  question: string,
  documents: readonly FakeDocument[] = [leave, travel],
  overrides = {},
): Promise<Reply> {
  const { ports, collection } = await fakeAnswerPorts(documents, overrides);
  return answerQuestion(ports, { collection, question, labels: null });
}

function expectCitationsToResolve(reply: Reply, documents: readonly FakeDocument[]) {
  const numbers = [...reply.answer.matchAll(/\[(\d+)\]/g)].map(([, number]) => Number(number));
  expect(reply.citations.map(({ number }) => number)).toEqual(numbers);
  for (const citation of reply.citations) {
    expect(reply.answer.slice(citation.answerStart, citation.answerEnd)).toContain(citation.quote);
    const document = documents.find(({ id }) => id === citation.documentId);
    const source = `# ${document?.title}\n\n${document?.body}`;
    expect(source.slice(citation.place.startOffset, citation.place.endOffset)).toBe(citation.quote);
    const lines = source
      .split('\n')
      .slice(citation.place.start - 1, citation.place.end)
      .join('\n');
    expect(lines).toContain(citation.quote);
  }
}

describe('answerQuestion()', () => {
  test('quotes the sentence that answers, with a citation of its own lines', async () => {
    const reply = await ask('病假超过三天须提交什么证明？');
    expect(reply).toMatchObject({ id: 'reply-1', route: 'knowledge_base', reason: 'confident', degraded: false });
    expect(reply.answer).toBe('病假超过三天须提交医院证明。 [1]');
    expect(reply.citations[0]).toMatchObject({
      documentId: leave.id,
      headingPath: ['请假制度'],
      place: { start: 3, end: 3 },
    });
    expectCitationsToResolve(reply, [leave, travel]);
  });

  test.each(['的', 'a', 'is the of?', '什么？', 'What is it?'])(
    'finds nothing to look for in "%s"',
    async (question) => {
      const certain = { ...fakeCalibration, features: [], intercept: 9 };
      const calibrations = { withReader: null, withoutReader: certain, provisional: certain };
      const reply = await ask(question, [leave, travel], { calibrations });
      expect(reply).toMatchObject({ route: 'no_answer', reason: 'nothing_searchable', confidence: 0, passages: [] });
    },
  );

  test('looks for an abbreviation that is written like a function word', async () => {
    expect((await ask('What is IT?')).reason).not.toBe('nothing_searchable');
  });

  test('answers in English from the right line', async () => {
    const reply = await ask('Up to how many euros are taxi rides refunded per day?');
    expect(reply.route).toBe('knowledge_base');
    expect(reply.citations[0]).toMatchObject({ place: { unit: 'line', start: 5, end: 5 } });
    expect(reply.citations[0]?.quote).toContain('50 euros');
    expectCitationsToResolve(reply, [leave, travel]);
  });

  test('shows the most relevant passages, word for word, when it is not sure', async () => {
    const reply = await ask('病假几天须提交银行流水？', [leave, travel]);
    expect(reply).toMatchObject({ route: 'passages', reason: 'below_threshold' });
    expect(reply.answer.startsWith('passages-intro in zh\n\n')).toBe(true);
    expectCitationsToResolve(reply, [leave, travel]);
  });

  test('says so, without citations, when nothing is relevant', async () => {
    const reply = await ask('量子纠缠如何测量？');
    expect(reply).toMatchObject({
      route: 'no_answer',
      reason: 'below_relevance_floor',
      answer: 'no-answer in zh',
      citations: [],
    });
  });

  test('tells an empty collection, a question without words and a filter that leaves nothing apart', async () => {
    expect(await ask('Anything?', [])).toMatchObject({
      route: 'no_answer',
      reason: 'empty_collection',
      answer: 'empty-collection in en',
      confidence: 0,
    });
    expect(await ask('？！……')).toMatchObject({ route: 'no_answer', reason: 'nothing_searchable' });
    const { ports, collection } = await fakeAnswerPorts([leave]);
    const filtered = { collection, question: '年假', labels: null, filters: { document_id: 'other' } };
    expect(await answerQuestion(ports, filtered)).toMatchObject({ reason: 'nothing_matched', passages: [] });
  });

  test('never shows a labelled document to a caller without its label', async () => {
    const secret = { ...leave, access: ['hr'] };
    const { ports, collection } = await fakeAnswerPorts([secret]);
    const request = { collection, question: '病假超过三天须提交什么证明？' };
    expect(await answerQuestion(ports, { ...request, labels: [] })).toMatchObject({ passages: [], citations: [] });
    expect(await answerQuestion(ports, { ...request, labels: ['hr'] })).toMatchObject({ route: 'knowledge_base' });
  });

  test('folds a document with the same text into its twin', async () => {
    const reply = await ask('病假超过三天须提交什么证明？', [leave, { ...leave, id: 'copy.md' }, travel]);
    const [best] = reply.passages;
    const twins = [best?.documentId, ...(best?.duplicates.map(({ documentId }) => documentId) ?? [])];
    expect(twins.sort()).toEqual(['copy.md', leave.id]);
    expect(reply.passages.filter(({ documentId }) => twins.includes(documentId))).toHaveLength(1);
  });

  test('keeps texts apart that differ in a number only', async () => {
    const body = 'The deposit for a room of the second class is 100 euros and is paid back at the end of the stay.';
    const documents = [
      { id: 'a.md', title: 'Deposit', body },
      { id: 'b.md', title: 'Deposit', body: body.replace('100', '200') },
    ];
    expect((await ask('What is the deposit for a room?', documents)).passages).toHaveLength(2);
  });

  test('explains each confidence by its features when asked', async () => {
    const { ports, collection } = await fakeAnswerPorts([leave, travel]);
    const { passages } = await searchPassages(ports, { collection, question: '年假几天', labels: null, explain: true });
    expect(passages[0]?.explanation?.features.map(({ name }) => name)).toEqual(['coverage']);
    expect(passages.map(({ confidence }) => confidence)).toEqual(
      passages.map(({ confidence }) => confidence).sort((left, right) => right - left),
    );
  });

  test('marks the sentence that the reader points at', async () => {
    const reader: Reader = {
      recipe: 'fake',
      read: async (_, passages) =>
        passages.map((text) => {
          const start = text.indexOf('十五天');
          return { answerLogit: 1, span: start < 0 ? null : { start, end: start + 3, score: 5 }, alignment: null };
        }),
    };
    const calibrations = { withReader: fakeCalibration, withoutReader: fakeCalibration, provisional: fakeCalibration };
    const reply = await ask('年假婚假几天', [leave, travel], { reader, calibrations });
    expect(reply.citations[0]?.quote).toContain('婚假为十五天。');
    expectCitationsToResolve(reply, [leave, travel]);
  });

  test('goes on without a reader that fails, and says so', async () => {
    const reader: Reader = { recipe: 'fake', read: () => Promise.reject(new Error('gone')) };
    const calibrations = { withReader: fakeCalibration, withoutReader: fakeCalibration, provisional: fakeCalibration };
    const reply = await ask('病假超过三天须提交什么证明？', [leave], { reader, calibrations });
    expect(reply).toMatchObject({ route: 'knowledge_base', degraded: true });
  });

  test('uses the provisional calibration for an encoder that nobody measured', async () => {
    const provisional = { ...fakeCalibration, id: 'free', kind: 'recipe_free' as const, recipe: '*' };
    const calibrations = {
      withReader: null,
      withoutReader: { ...fakeCalibration, recipe: 'another' },
      provisional,
    };
    const reply = await ask('病假超过三天须提交什么证明？', [leave], { calibrations });
    expect(reply.calibration).toEqual({ id: 'free', provisional: true });
  });

  test('returns as many passages as asked for, best first', async () => {
    const { ports, collection } = await fakeAnswerPorts([leave, travel]);
    const { passages } = await searchPassages(ports, { collection, question: 'taxi 病假', labels: null, topK: 1 });
    expect(passages).toHaveLength(1);
  });
});
