import { expect, test } from 'vitest';
import { ask } from '../../../src/cli/commands/ask.js';
import { fakeClient, problem } from '../../fakes/fake-client.js';
import { fakeConfig, fakeServices } from '../../fakes/fake-services.js';
import { recordingTerminal } from '../../fakes/recording-terminal.js';
import { wireCalibrationReport, wireCollection, wireReply } from '../../fakes/wire-bodies.js';
import { runWithFakes } from '../run-with-fakes.js';

const answers = { 'POST /v1/query': wireReply, 'GET /v1/collections': { collections: [wireCollection] } };

test('kaoju ask prints the answer, its citations, the confidence and the timings', async () => {
  const { code, printed, client } = await runWithFakes(['ask', '年假有多少天？', '-c', 'handbook'], answers);
  expect(code).toBe(0);
  expect(printed).toEqual([
    '入职满一年的员工每年享有十五天年假。[1]',
    '',
    '[1] handbook/leave.md › 休假制度 › 年假, line 7',
    '',
    'confidence 0.93 (threshold 0.75) · knowledge_base: confident',
    'encode 4.1 ms, search 1.2 ms, total 6.2 ms · reply 0190f3c2',
  ]);
  expect(client.closed).toBe(true);
});

test('kaoju ask writes the text on a terminal as it comes, then what stands behind it', async () => {
  const pieces: string[] = [];
  const terminal = { ...recordingTerminal(), write: (text: string) => void pieces.push(text) };
  const client = fakeClient({
    'POST /v1/query': [
      { event: 'progress', data: { step: 'retrieving' } },
      { event: 'text', data: { text: '入职满一年的员工' } },
      { event: 'text', data: { text: '每年享有十五天年假。[1]' } },
      { event: 'reply', data: wireReply },
    ],
  });
  const { signal } = new AbortController();
  const context = { terminal, services: fakeServices(client), config: fakeConfig, signal };
  expect(await ask(context, '年假？', { collection: 'handbook' })).toBe(true);
  expect(pieces).toEqual(['入职满一年的员工', '每年享有十五天年假。[1]']);
  expect(terminal.printed.slice(0, 3)).toEqual(['', '', '[1] handbook/leave.md › 休假制度 › 年假, line 7']);
  expect(client.sent[0]?.options.json).toMatchObject({ stream: true });
});

test('kaoju ask ends with the problem that a stream ends with', async () => {
  const terminal = { ...recordingTerminal(), write: () => {} };
  const data = { status: 504, code: 'timeout', title: 'It took too long', detail: 'Cannot finish; try again' };
  const client = fakeClient({ 'POST /v1/query': [{ event: 'error', data }] });
  const { signal } = new AbortController();
  const context = { terminal, services: fakeServices(client), config: fakeConfig, signal };
  await expect(ask(context, '年假？', { collection: 'handbook' })).rejects.toMatchObject({
    problem: { code: 'timeout' },
  });
});

test('kaoju ask takes the only collection when none is named', async () => {
  const { client } = await runWithFakes(['ask', '年假？', '--top-k', '3'], answers);
  expect(client.sent.at(-1)?.options.json).toMatchObject({ collection: 'handbook', question: '年假？', top_k: 3 });
});

test('kaoju ask names the collections when several could be meant', async () => {
  const other = { ...wireCollection, name: 'manuals' };
  const list = { 'GET /v1/collections': { collections: [wireCollection, other] } };
  const { code, noted, client } = await runWithFakes(['ask', '年假？'], list);
  expect(code).toBe(1);
  expect(noted).toEqual([
    '✗ Cannot tell which collection is meant among handbook, manuals [invalid_request]',
    '  → name it with --collection NAME',
  ]);
  expect(client.closed).toBe(true);
});

const explaining = { ...answers, 'GET /v1/collections/handbook/calibration': wireCalibrationReport };

test('kaoju ask --explain says in the words of a Chinese question where the confidence came from', async () => {
  const { printed } = await runWithFakes(['ask', '年假有多少天？', '-c', 'handbook', '--explain'], explaining);
  const text = printed.join('\n');
  for (const line of [
    '为什么是 0.93？',
    '不低于阈值 0.75，所以知识库直接作答',
    '按意思找到，第 1 名（余弦 0.871）；按词语没有找到',
    '问题里这段有的词：年假 70 %',
    '问题里这段没有的词：多少 30 %',
    '阅读器认为答案是“十五天”。',
    '什么都不看时的起点：−1.20',
    '没有其他候选。',
    '校准 c1：这个知识库自己的，拟合数据：120 个标注问题。',
  ])
    expect(text).toContain(line);
  expect(text.indexOf('+0.80 中  意思的相近程度比最好的另一段领先多少: 0.12')).toBeLessThan(text.indexOf('−0.20 弱'));
});

test('kaoju ask --explain of a wrong answer makes its cause plain: what spoke for it, what the one below lacked', async () => {
  const [best] = wireReply.passages;
  if (!best?.explanation) throw new Error('The example has an explanation');
  const below = {
    ...best,
    document_id: 'handbook/other.md',
    confidence: 0.4,
    explanation: { ...best.explanation, features: [{ name: 'coverage', value: 0.1, push: -1.5 }] },
  };
  const doubtful = {
    ...wireReply,
    question: 'How many days of leave?',
    route: 'passages',
    reason: 'below_threshold',
    confidence: 0.5,
    passages: [
      {
        ...best,
        explanation: {
          ...best.explanation,
          reading: { answer_logit: -2, span: { start: 0, end: 2, text: 'ten\n days', score: -1 } },
        },
      },
      below,
    ],
  };
  const replies = { ...explaining, 'POST /v1/query': doubtful };
  const { printed } = await runWithFakes(['ask', 'How many days of leave?', '-c', 'handbook', '--explain'], replies);
  const text = printed.join('\n');
  for (const line of [
    'below the threshold 0.75: passages were shown instead of an answer',
    'The reader doubts that the answer is here; at most “ten days”.',
    "−0.20 slightly  share of the question's words that stand in the passage (rare words count more): 0.50  [coverage]",
    '2. 0.40  handbook/other.md',
    "behind mostly by −1.30 for: share of the question's words",
    "Calibration c1: the collection's own, fitted on 120 labelled questions.",
  ])
    expect(text).toContain(line);
});

test('kaoju ask --json prints the reply of the contract and nothing else', async () => {
  const { printed } = await runWithFakes(['ask', '年假？', '-c', 'handbook', '--json'], answers);
  expect(printed.map((line) => JSON.parse(line))).toEqual([wireReply]);
});

test('kaoju ask shows a problem with its remedy and ends with 1', async () => {
  const failing = { 'POST /v1/query': problem(404, 'collection_not_found', 'Cannot find collection "x"; create it') };
  const { code, printed, noted } = await runWithFakes(['ask', '年假？', '-c', 'x'], failing);
  expect({ code, printed, noted }).toEqual({
    code: 1,
    printed: [],
    noted: ['✗ Cannot find collection "x" [collection_not_found]', '  → create it'],
  });
});
