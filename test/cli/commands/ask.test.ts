import { expect, test } from 'vitest';
import { ask } from '../../../src/cli/commands/ask.js';
import type { WireExplanation, WirePassage } from '../../../src/cli/wire.js';
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
    '按意思排第 1（余弦 0.871）；按词语没有找到',
    '问题里这段有的词：年假 70 %',
    '问题里这段没有的词：多少 30 %',
    '阅读器认为答案是“十五天”。',
    '段落里没有“多少”，占问题用词分量的 30%',
    '置信度为 0.93 的回答，预计 100 个里约有 7 个是错的。',
    '−1.20  起点：与问题同一语言、还什么都不知道的段落',
    '没有其他候选。',
    '校准 c1：这个知识库自己的，拟合数据：120 个标注问题。',
  ])
    expect(text).toContain(line);
  const order = [
    '+0.80  明显支持：意思的相近',
    '    +0.80  意思的相近程度比最好的另一段领先多少: 0.12  [cosine_lead]',
    '−0.20  略微反对：共同的词语',
  ].map((line) => text.indexOf(line));
  expect(order).toEqual([...order].sort((left, right) => left - right));
  expect(order[0]).toBeGreaterThan(0);
});

/** An explanation by what a person asks of it; the example's where nothing is said. */
function explained(changes: Partial<WirePassage>, explanation: Partial<WireExplanation>): WirePassage {
  const [example] = wireReply.passages;
  if (!example?.explanation) throw new Error('The example has an explanation');
  return { ...example, ...changes, explanation: { ...example.explanation, ...explanation } };
}

async function explain(question: string, passages: readonly WirePassage[], confidence: number): Promise<string> {
  const answered = confidence >= 0.75;
  const route = answered
    ? ({ route: 'knowledge_base', reason: 'confident' } as const)
    : ({ route: 'passages', reason: 'below_threshold' } as const);
  const reply = { ...wireReply, question, confidence, passages, ...route };
  const replies = { ...explaining, 'POST /v1/query': reply };
  return (await runWithFakes(['ask', question, '-c', 'handbook', '--explain'], replies)).printed.join('\n');
}

const carriedOver = [
  { word: 'carri', weight: 0.4, found: false },
  { word: 'leav', weight: 0.6, found: true },
];

test('kaoju ask --explain of a wrong answer makes its cause plain: what is missing, what the reader doubts, who else knows', async () => {
  const best = explained(
    { confidence: 0.8 },
    {
      words: carriedOver,
      features: [
        { name: 'type_missing', value: 1, push: -0.1 },
        { name: 'coverage', value: 0.6, push: 1.2 },
      ],
      reading: { answer_logit: -2, span: { start: 0, end: 2, text: 'ten\n days', score: -1 } },
    },
  );
  const below = explained(
    { document_id: 'handbook/other.md', confidence: 0.7 },
    {
      words: carriedOver.map((word) => ({ ...word, found: !word.found })),
      features: [{ name: 'coverage', value: 0.1, push: -1.5 }],
    },
  );
  const text = await explain('How many days of leave are carried over?', [best, below], 0.8);
  for (const line of [
    'at or above the threshold 0.75: the knowledge base answered',
    '  If the answer is wrong, look here first:\n  - The reader doubts that this passage answers. It was chosen all the same',
    "  - The passage lacks “carried”: 40 % of what the question's words weigh",
    '  - The passage seems to hold nothing of the kind that was asked for',
    '  - Another passage is nearly as sure (0.70); the answer may stand there: handbook/other.md',
    '  - Of answers with a confidence of 0.80, about 20 in 100 are expected to be wrong.',
    'The reader doubts that the answer is here; if it is, then in “ten days”.',
    "+1.20  strongly for it: words in common\n        +1.20  share of the question's words that stand in the passage",
    '2. 0.70  handbook/other.md',
    'behind mostly in: words in common (−2.70)',
    'lacks “leave”, which passage 1 has',
    'has “carried”, which passage 1 lacks',
    "Calibration c1: the collection's own, fitted on 120 labelled questions.",
  ])
    expect(text).toContain(line);
});

test('kaoju ask --explain of a refusal says what held the passage back, and adds what is the same for all such passages to the start', async () => {
  const passage = explained(
    { confidence: 0.2 },
    {
      base: -1,
      words: carriedOver,
      features: [
        { name: 'cross_language', value: 1, push: -0.5 },
        { name: 'cosine', value: 0, push: -0.9 },
        { name: 'cross_cosine', value: 0.8, push: -0.6 },
        { name: 'coverage', value: 0, push: -0.3 },
      ],
      reading: null,
    },
  );
  const text = await explain('How many days?', [passage], 0.2);
  for (const line of [
    '  What held it back:\n  - The reader did not look at this passage',
    '  - Question and passage are in different languages',
    '  - In meaning the passage is no nearer',
    '−2.70  start: a passage in another language than the question',
    '−0.60  clearly against it: likeness in meaning',
    'Together −3.30, which is a confidence of 0.20.',
  ])
    expect(text).toContain(line);
  for (const absent of ['[cosine]', '[coverage]', 'Words of the question', 'lacks', 'expected to be wrong'])
    expect(text).not.toContain(absent);
});

test('kaoju ask --explain says so where nothing stands out', async () => {
  const sure = explained({}, { words: [{ word: 'leav', weight: 1, found: true }] });
  expect(await explain('How many days of leave?', [sure], 0.93)).toContain(
    'Words, meaning and reader all took this passage',
  );
  expect(await explain('How many days of leave?', [sure], 0.6)).toContain(
    'No single reason: every sign is a little weaker',
  );
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
