import { expect, test } from 'vitest';
import type { WireFeedbackEntry } from '../../../src/cli/wire-feedback.js';
import { problem } from '../../fakes/fake-client.js';
import { runWithFakes } from '../run-with-fakes.js';

const given: WireFeedbackEntry = {
  reply_id: '0190f3c2',
  collection: 'handbook',
  caller: 'bot',
  rating: 'down',
  correction: '十五天',
  document_id: 'leave.md',
  section_id: 's1',
  comment: 'old\nrules',
  created_at: '2026-11-24T08:00:00.000Z',
  updated_at: '2026-11-24T08:00:00.000Z',
  reply: { route: 'knowledge_base', reason: 'confident', confidence: 0.93, question: '年假有多少天？' },
};
const list = 'GET /v1/feedback?collection=handbook&limit=200';

test('kaoju feedback give sends what was said of a reply', async () => {
  const argv = [
    'feedback',
    'give',
    '0190f3c2',
    'down',
    '--section',
    's1',
    '--correction',
    '十五天',
    '--comment',
    'old',
  ];
  const { code, printed, client } = await runWithFakes(argv, { 'POST /v1/feedback': given });
  expect(code).toBe(0);
  expect(printed).toEqual(['noted: down for reply 0190f3c2 of "handbook"']);
  expect(client.sent[0]?.options.json).toEqual({
    reply_id: '0190f3c2',
    rating: 'down',
    correction: '十五天',
    section_id: 's1',
    comment: 'old',
  });
});

test('kaoju feedback give takes no other rating, and fails where there is no such reply', async () => {
  expect((await runWithFakes(['feedback', 'give', 'x', 'sideways'], {})).code).toBe(2);
  const missing = problem(404, 'reply_not_found', 'Cannot find reply "x": it is unknown; use the id of a reply');
  const { code, noted } = await runWithFakes(['feedback', 'give', 'x', 'up'], { 'POST /v1/feedback': missing });
  expect(code).toBe(1);
  expect(noted.join('\n')).toContain('Cannot find reply "x"');
});

test('kaoju feedback lists every page, a line each', async () => {
  const { code, printed } = await runWithFakes(['feedback', '-c', 'handbook'], {
    [list]: { feedback: [given], next_cursor: 'a b' },
    [`${list}&cursor=a%20b`]: {
      feedback: [
        {
          ...given,
          rating: 'up',
          correction: null,
          section_id: null,
          comment: null,
          reply: { ...given.reply, question: null },
        },
      ],
      next_cursor: null,
    },
  });
  expect(code).toBe(0);
  expect(printed).toEqual([
    '2026-11-24T08:00:00.000Z  down  knowledge_base 0.93  bot  reply 0190f3c2 · 年假有多少天？ · right: leave.md s1 · correction: 十五天 · old rules',
    '2026-11-24T08:00:00.000Z  up    knowledge_base 0.93  bot  reply 0190f3c2',
  ]);
});

test('kaoju feedback list --json prints a line each, and says when there is none', async () => {
  const answers = { 'GET /v1/collections': { collections: [{ name: 'handbook' }] } };
  const one = { ...answers, [list]: { feedback: [given], next_cursor: null } };
  expect((await runWithFakes(['feedback', 'list', '--json'], one)).printed).toEqual([JSON.stringify(given)]);
  const none = { ...answers, [list]: { feedback: [], next_cursor: null } };
  expect((await runWithFakes(['feedback', 'list'], none)).noted).toEqual(['there is no feedback on "handbook" yet']);
});

test('kaoju feedback export prints the lines as they come', async () => {
  const path = 'GET /v1/feedback?collection=handbook&format=jsonl';
  const { printed, client } = await runWithFakes(['feedback', 'export', '-c', 'handbook'], {
    [path]: '{"a":1}\n{"b":2}\n',
  });
  expect(printed).toEqual(['{"a":1}', '{"b":2}']);
  expect(client.sent[0]?.options.asText).toBe(true);
  const { printed: nothing, noted } = await runWithFakes(['feedback', 'export', '-c', 'handbook'], { [path]: '' });
  expect(nothing).toEqual([]);
  expect(noted[0]).toContain('KAOJU_KEEP_QUESTIONS=on');
});
