import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FakeKnowledgeBase } from '../fakes/fake-knowledge-base.js';
import { fakeCheckedText } from '../fakes/fake-verdict.js';
import { bearer, keys, startServer } from './start-server.js';

let server: FastifyInstance;
let knowledgeBase: FakeKnowledgeBase;
beforeAll(async () => {
  ({ server, knowledgeBase } = await startServer(keys));
});
afterAll(() => server.close());

async function post(payload: object, secret = 'secret-bot') {
  const response = await server.inject({ method: 'POST', url: '/v1/fact-check', payload, headers: bearer(secret) });
  return { status: response.statusCode, body: response.json(), text: response.body };
}

describe('POST /v1/fact-check', () => {
  test('gives the verdict with every claim, conflict and evidence', async () => {
    const { status, body } = await post({ text: fakeCheckedText, collection: 'handbook' });
    expect(status).toBe(200);
    expect(body.verdict).toMatchObject({ score: 0.45, threshold: 0.7, passed: false, weakest_claim: 1 });
    expect(body.verdict.claims[1]).toMatchObject({
      text: fakeCheckedText.slice(10, 18),
      start: 10,
      end: 18,
      label: 'contradicted',
      conflicts: [{ kind: 'number', claim: { text: '二十天' }, evidence: { text: '十五天' }, evidence_index: 0 }],
    });
  });

  test('passes on filters, own evidence, threshold and who asks', async () => {
    const evidence = [{ id: 'terms.md', text: 'The warranty lasts two years.' }];
    await post({ text: 'x', evidence, threshold: 0.9, filters: { domain: '人事' } }, 'secret-hr');
    const { signal, ...options } = knowledgeBase.lastCheck ?? {};
    expect(options).toEqual({ evidence, threshold: 0.9, filters: { domain: '人事' }, access: { labels: ['hr'] } });
    expect(signal).toBeInstanceOf(AbortSignal);
    const nulls = { text: 'x', collection: 'handbook', evidence: null, threshold: null, filters: null };
    expect((await post(nulls)).status).toBe(200);
  });

  test('shows evidence of a labelled document to its label only', async () => {
    const body = { text: 'Salaries are paid.', collection: 'handbook' };
    expect((await post(body, 'secret-hr')).text).toMatch(/salaries\.md/);
    for (const secret of ['secret-bot', 'secret-editor'])
      expect((await post(body, secret)).text).not.toMatch(/SECRET|salaries\.md/);
  });

  test.each([
    [{ collection: 'handbook' }, '/text'],
    [{ text: '  \n', collection: 'handbook' }, '/text'],
    [{ text: 'x'.repeat(200_001), collection: 'handbook' }, '/text'],
    [{ text: 'x', threshold: 1.1 }, '/threshold'],
    [{ text: 'x', evidence: [{ id: 'a' }] }, '/evidence/0/text'],
    [{ text: 'x', evidence: [{ id: 'a', text: 'b', title: 'c' }] }, '/evidence/0/title'],
    [{ text: 'x', claims: [] }, '/claims'],
  ])('refuses %o and points at the field', async (payload, pointer) => {
    const { status, body } = await post(payload);
    expect(status).toBe(400);
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  });

  test('names a bad collection, one that is not there, and a bad filter', async () => {
    expect((await post({ text: 'x', collection: 'a b' })).body.code).toBe('invalid_collection_name');
    expect((await post({ text: 'x', collection: 'none' })).body.code).toBe('collection_not_found');
    expect((await post({ text: 'x', collection: 'handbook', filters: { a: {} } })).body.code).toBe('invalid_filter');
  });
});
