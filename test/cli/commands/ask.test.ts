import { expect, test } from 'vitest';
import { problem } from '../../fakes/fake-client.js';
import { wireCollection, wireReply } from '../../fakes/wire-bodies.js';
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
    'encode 4.1 ms, search 1.2 ms, total 6.2 ms',
  ]);
  expect(client.closed).toBe(true);
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

test('kaoju ask --explain says which leg found a passage and what pushed its confidence', async () => {
  const { printed } = await runWithFakes(['ask', '年假？', '-c', 'handbook', '--explain'], answers);
  const text = printed.join('\n');
  expect(text).toContain('found by meaning at rank 1 (cosine 0.871); not found by words (BM25 0.00); fused 0.910');
  expect(text.indexOf('+0.80  cosine_lead = 0.120')).toBeLessThan(text.indexOf('−0.20  coverage = 0.500'));
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
