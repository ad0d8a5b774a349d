import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FakeKnowledgeBase } from '../fakes/fake-knowledge-base.js';
import { bearer, keys, startServer } from './start-server.js';

let server: FastifyInstance;
let knowledgeBase: FakeKnowledgeBase;
beforeAll(async () => {
  ({ server, knowledgeBase } = await startServer(
    { KAOJU_API_KEYS: `${keys.KAOJU_API_KEYS};hr-editor:secret-hr-editor:write:hr` },
    { localToken: 'local-token' },
  ));
});
beforeEach(() => {
  knowledgeBase.feedback = [];
});
afterAll(() => server.close());

const url = '/v1/feedback';
const list = `${url}?collection=handbook`;

const give = (payload: object, secret = 'secret-bot') =>
  server.inject({ method: 'POST', url, payload, headers: bearer(secret) });
const get = (address: string, secret: string, headers: object = {}) =>
  server.inject({ url: address, headers: { ...bearer(secret), ...headers } });

describe('POST /v1/feedback', () => {
  test('is 201 for the first of a caller on a reply, then 200; a read key is enough', async () => {
    const body = { reply_id: 'r1', rating: 'down', section_id: 's1', correction: '十天', comment: 'wrong' };
    const first = await give(body);
    expect(first.statusCode).toBe(201);
    expect(first.json()).toMatchObject({ ...body, collection: 'handbook', caller: 'bot', document_id: 'salaries.md' });
    expect((await give({ reply_id: 'r1', rating: 'up' })).statusCode).toBe(200);
    expect((await give({ reply_id: 'r1', rating: 'up' }, 'secret-hr')).statusCode).toBe(201);
    expect(knowledgeBase.feedback.map(({ feedback }) => [feedback.caller, feedback.rating])).toEqual([
      ['bot', 'up'],
      ['hr', 'up'],
    ]);
  });

  test('says that there is no such reply', async () => {
    const response = await give({ reply_id: 'unknown', rating: 'up' });
    expect(response.statusCode).toBe(404);
    expect(response.json()).toMatchObject({ code: 'reply_not_found', detail: expect.stringContaining('"unknown"') });
  });

  test.each([
    [{ rating: 'up' }, '/reply_id'],
    [{ reply_id: 'r1' }, '/rating'],
    [{ reply_id: 'r1', rating: 'sideways' }, '/rating'],
    [{ reply_id: 'r1', rating: 5 }, '/rating'],
    [{ reply_id: 'r1', rating: 'up', stars: 5 }, '/stars'],
    [{ reply_id: 'r1', rating: 'up', correction: '' }, '/correction'],
    [{ reply_id: 'r1', rating: 'up', comment: 'x'.repeat(4001) }, '/comment'],
  ])('refuses %j and points at the field', async (body, pointer) => {
    const response = await give(body);
    expect(response.statusCode).toBe(400);
    expect(response.json().errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  });

  test('takes null for what is not said', async () => {
    const body = { reply_id: 'r1', rating: 'up', correction: null, section_id: null, comment: null };
    expect((await give(body)).json()).toMatchObject({ correction: null, section_id: null, comment: null });
  });
});

describe('GET /v1/feedback', () => {
  beforeEach(async () => {
    for (const reply_id of ['r1', 'r2', 'r3']) await give({ reply_id, rating: 'up' }, 'secret-hr');
  });

  test('lists page by page what is said and what is kept of the replies, without features', async () => {
    const first = (await get(`${list}&limit=2`, 'local-token')).json();
    expect(first.feedback).toHaveLength(2);
    expect(first.feedback[0]).toMatchObject({
      reply_id: 'r1',
      caller: 'hr',
      reply: {
        route: 'knowledge_base',
        confidence: 0.91,
        passages: [{ document_id: 'leave.md', cited: true }, {}, {}],
      },
    });
    expect(JSON.stringify(first)).not.toContain('coverage');
    const rest = (await get(`${list}&limit=2&cursor=${first.next_cursor}`, 'local-token')).json();
    expect(rest).toMatchObject({ feedback: [{ reply_id: 'r3' }], next_cursor: null });
  });

  test('shows feedback on labelled documents to their label and to the local token only', async () => {
    for (const secret of ['secret-hr-editor', 'local-token'])
      expect((await get(list, secret)).json().feedback).toHaveLength(3);
    expect((await get(list, 'secret-editor')).json().feedback).toEqual([]);
    expect((await get(`${list}&format=jsonl`, 'secret-editor')).body).toBe('');
  });

  test('wants a write key: comments are other people’s', async () => {
    expect((await get(list, 'secret-hr')).statusCode).toBe(403);
  });

  test('gives labelled questions as lines, by parameter or by Accept', async () => {
    const byParameter = await get(`${list}&format=jsonl`, 'local-token');
    const byAccept = await get(list, 'local-token', { accept: 'application/x-ndjson;q=1, */*' });
    expect(byParameter.headers['content-type']).toMatch(/^application\/x-ndjson\b/);
    expect(byAccept.body).toBe(byParameter.body);
    // Three thumbs on the same question are one row.
    expect(byParameter.body.split('\n').map((line) => line && JSON.parse(line))).toEqual([
      { question: '年假有多少天？', expected: expect.any(Array), kind: 'feedback', id: 'r3', rating: 'up' },
      '',
    ]);
    const json = await get(`${list}&format=json`, 'local-token', { accept: 'application/x-ndjson' });
    expect(json.json().feedback).toHaveLength(3);
  });

  test('names a missing collection, an unknown one, and an unknown parameter', async () => {
    expect((await get(url, 'local-token')).json()).toMatchObject({ code: 'invalid_request' });
    expect((await get(`${url}?collection=none`, 'local-token')).json()).toMatchObject({ code: 'collection_not_found' });
    expect((await get(`${url}?collection=a%20b`, 'local-token')).json().code).toBe('invalid_collection_name');
    expect((await get(`${list}&page=2`, 'local-token')).json()).toMatchObject({ code: 'invalid_request' });
  });
});
