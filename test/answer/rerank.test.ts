import { expect, test } from 'vitest';
import { answerQuestion } from '../../src/answer/answer-question.js';
import { searchPassages } from '../../src/answer/search-passages.js';
import type { Calibration } from '../../src/core/calibration.js';
import type { Reranker } from '../../src/ports/reranker.js';
import { fakeAnswerPorts, fakeCalibration } from '../fakes/answer-ports.js';

const documents = [
  { id: 'a', title: 'Leave', body: 'Annual leave is fifteen days for everyone.' },
  { id: 'b', title: 'Sick leave', body: 'Sick leave is paid in full for ten days.' },
  { id: 'c', title: 'Canteen', body: 'The canteen serves leave tea.' },
];
const question = 'How many days is annual leave for everyone?';

/** Scores a passage by the first of these words that it holds; the last word scores 1. */
function preferring(...words: readonly string[]): Reranker & { readonly asked: (readonly string[])[] } {
  const asked: (readonly string[])[] = [];
  return {
    asked,
    recipe: 'fake-reranker',
    rerank: async (_, passages) => {
      asked.push(passages);
      return passages.map((passage) => words.length - words.findIndex((word) => passage.includes(word)));
    },
    close: async () => {},
  };
}

const failing: Reranker = {
  recipe: 'failing',
  rerank: async () => {
    throw new Error('down');
  },
  close: async () => {},
};

async function search(reranker: Reranker | null, calibration: Calibration = fakeCalibration) {
  const calibrations = { withReader: null, withoutReader: calibration, provisional: calibration };
  const { ports, collection } = await fakeAnswerPorts(documents, { reranker, calibrations });
  const request = { collection, question, labels: null };
  const { passages } = await searchPassages(ports, { ...request, explain: true });
  return { passages, reply: await answerQuestion(ports, request), ids: passages.map(({ documentId }) => documentId) };
}

const fittedOnIt: Calibration = {
  ...fakeCalibration,
  features: [{ name: 'rerank_lead', weight: 2, mean: 0, deviation: 1 }],
};

test('rerank() orders the passages and changes no confidence, as long as no calibration knows its scores', async () => {
  const plain = await search(null);
  const reranked = await search(preferring('canteen', 'Sick', 'Annual'));
  expect(plain.ids[0]).toBe('a');
  expect(reranked.ids).toEqual(['c', 'b', 'a']);
  const confidenceOf = (id: string) => plain.passages.find(({ documentId }) => documentId === id)?.confidence;
  expect(reranked.passages.map(({ explanation }) => explanation?.rerankScore)).toEqual([3, 2, 1]);
  expect(plain.passages[0]?.explanation?.rerankScore).toBeNull();
  for (const { documentId, confidence } of reranked.passages) expect(confidence).toBe(confidenceOf(documentId));
});

test('rerank() cannot make a reply surer than its first passage is', async () => {
  const { reply } = await search(preferring('canteen', 'Sick', 'Annual'));
  expect(reply.confidence).toBe(reply.passages[0]?.confidence);
  expect(reply.route).not.toBe('knowledge_base');
});

test('rerank() is a feature of the confidence under a calibration that was fitted on it', async () => {
  const { passages, ids, reply } = await search(preferring('Sick', 'Annual', 'canteen'), fittedOnIt);
  expect(ids).toEqual(['b', 'a', 'c']);
  const confidences = passages.map(({ confidence }) => confidence);
  expect(confidences).toEqual([...confidences].sort((left, right) => right - left));
  expect(passages[0]?.explanation?.features).toMatchObject([{ name: 'rerank_lead', value: 1 }]);
  expect(reply.confidence).toBe(confidences[0]);
});

test('rerank() gets heading path and text, as the reader does', async () => {
  const reranker = preferring('Annual');
  await search(reranker);
  expect(reranker.asked[0]).toContain('Leave\nAnnual leave is fifteen days for everyone.');
});

test('rerank() that fails leaves everything as it was, and the reply says so', async () => {
  const [plain, degraded] = await Promise.all([search(null), search(failing)]);
  expect(degraded.passages).toEqual(plain.passages);
  expect([plain.reply.degraded, degraded.reply.degraded]).toEqual([false, true]);
});

test('rerank() passes on the reason of an aborted signal', async () => {
  const controller = new AbortController();
  const reranker: Reranker = {
    ...failing,
    rerank: async () => {
      controller.abort(new Error('gone'));
      throw controller.signal.reason;
    },
  };
  const { ports, collection } = await fakeAnswerPorts(documents, { reranker });
  const request = { collection, question, labels: null, signal: controller.signal };
  await expect(searchPassages(ports, request)).rejects.toThrow('gone');
});
