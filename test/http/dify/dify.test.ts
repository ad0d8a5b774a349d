import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FakeKnowledgeBase } from '../../fakes/fake-knowledge-base.js';
import { bearer, fill, keys, leave, startServer } from '../start-server.js';

// Requests as Dify's documentation and Dify itself send them.

let server: FastifyInstance;
let knowledgeBase: FakeKnowledgeBase;
beforeAll(async () => {
  ({ server, knowledgeBase } = await startServer({ ...keys, KAOJU_PUBLIC_URL: 'https://kb.example.com' }));
});
beforeEach(() => fill(knowledgeBase));
afterAll(() => server.close());

const plain = {
  knowledge_id: 'handbook',
  query: 'your question',
  retrieval_setting: { top_k: 2, score_threshold: 0.5 },
};
const retrieve = (
  body: object = plain,
  headers: Record<string, string> = bearer('secret-bot'),
  url = '/v1/retrieval',
) => server.inject({ method: 'POST', url, headers, payload: body });
const filtered = (...conditions: object[]) =>
  retrieve({ ...plain, retrieval_setting: { top_k: 9, score_threshold: 0 }, metadata_condition: { conditions } });

describe.each(['/v1/retrieval', '/retrieval'])('POST %s', (url) => {
  test('gives records with a score on our scale and metadata that is an object', async () => {
    const response = await retrieve(plain, bearer('secret-bot'), url);
    expect(response.statusCode, response.body).toBe(200);
    const { records } = response.json();
    expect(records).toHaveLength(2);
    expect(records[0]).toEqual({
      content: '# 休假制度\n\n',
      score: 0.9,
      title: '标题',
      metadata: {
        domain: '人事',
        period: '2024',
        subcategory: '休假',
        tags: ['a', 'b'],
        draft: false,
        version: 2,
        document_id: leave,
        section_id: expect.any(String),
        place: 'line 1',
        view_url: expect.stringMatching(/^https:\/\/kb\.example\.com\/.*\/view\?/),
      },
    });
  });

  test('answers a header that is no bearer key with 1001, an unknown key with 1002', async () => {
    for (const headers of [
      {},
      { authorization: 'secret-bot' },
      { authorization: 'Basic x' },
      { authorization: 'Bearer' },
    ]) {
      const response = await retrieve(plain, headers as Record<string, string>, url);
      expect(response.statusCode).toBe(403);
      expect(response.json()).toEqual({ error_code: 1001, error_msg: expect.stringMatching(/^Cannot /) });
    }
    const response = await retrieve(plain, bearer('secret-wrong'), url);
    expect(response.statusCode).toBe(403);
    expect(response.json().error_code).toBe(1002);
  });

  test('answers a knowledge base that there is not with 2001', async () => {
    const response = await retrieve({ ...plain, knowledge_id: 'AAA-BBB-CCC' }, bearer('secret-bot'), url);
    expect(response.statusCode).toBe(404);
    expect(response.json()).toEqual({ error_code: 2001, error_msg: expect.stringContaining('AAA-BBB-CCC') });
  });

  test('passes the check that Dify makes of an address: a POST without a body is neither 403, 404 nor 502', async () => {
    const response = await server.inject({ method: 'POST', url, headers: bearer('secret-bot') });
    expect([403, 404, 502]).not.toContain(response.statusCode);
    expect(response.json()).toMatchObject({ error_code: 400 });
  });
});

describe('retrieval_setting', () => {
  test('leaves out what scores below the threshold', async () => {
    const body = { ...plain, retrieval_setting: { top_k: 5, score_threshold: 0.91 } };
    expect((await retrieve(body)).json()).toEqual({ records: [] });
  });

  test('may be missing, too large or a fraction', async () => {
    for (const retrieval_setting of [
      undefined,
      null,
      { top_k: 1000, score_threshold: null },
      { top_k: 3.0 },
      { top_k: 0 },
    ]) {
      expect((await retrieve({ ...plain, retrieval_setting })).statusCode).toBe(200);
    }
    expect(knowledgeBase.lastSearch?.topK).toBe(1);
  });
});

describe('metadata_condition', () => {
  const cases: [string, object, boolean][] = [
    ['contains', { name: 'domain', comparison_operator: 'contains', value: '人' }, true],
    ['not contains', { name: 'domain', comparison_operator: 'not contains', value: '人' }, false],
    ['start with', { name: 'subcategory', comparison_operator: 'start with', value: '休' }, true],
    ['end with', { name: 'subcategory', comparison_operator: 'end with', value: '休' }, false],
    ['is', { name: 'domain', comparison_operator: 'is', value: '人事' }, true],
    ['is not', { name: 'domain', comparison_operator: 'is not', value: '人事' }, false],
    ['in, a list', { name: 'domain', comparison_operator: 'in', value: ['财务', '人事'] }, true],
    ['in, a text', { name: 'domain', comparison_operator: 'in', value: '财务, 人事' }, true],
    ['not in', { name: 'domain', comparison_operator: 'not in', value: ['财务'] }, true],
    ['empty', { name: 'nothing', comparison_operator: 'empty' }, true],
    ['not empty', { name: 'nothing', comparison_operator: 'not empty', value: null }, false],
    ['null', { name: 'domain', comparison_operator: 'null' }, false],
    ['not null', { name: 'domain', comparison_operator: 'not null' }, true],
    ['=', { name: 'version', comparison_operator: '=', value: '2' }, true],
    ['≠', { name: 'version', comparison_operator: '≠', value: 2 }, false],
    ['>', { name: 'period', comparison_operator: '>', value: 2023 }, true],
    ['<', { name: 'version', comparison_operator: '<', value: '10' }, true],
    ['≥', { name: 'version', comparison_operator: '≥', value: 2 }, true],
    ['≤', { name: 'version', comparison_operator: '≤', value: 1 }, false],
    ['before', { name: 'period', comparison_operator: 'before', value: '2024-06-01' }, true],
    ['after', { name: 'period', comparison_operator: 'after', value: 1717200000 }, false],
    ['a list of names', { name: ['nothing', 'tags'], comparison_operator: 'contains', value: 'a' }, true],
  ];
  for (const [name, condition, found] of cases) {
    test(`${name} acts inside the search`, async () => {
      const response = await filtered(condition);
      expect(response.statusCode, response.body).toBe(200);
      expect(response.json().records.length > 0).toBe(found);
      expect(Object.keys(knowledgeBase.lastSearch?.filters ?? {})).toEqual(['$and']);
    });
  }

  test('joins conditions by and, or by or; none is no filter', async () => {
    const conditions = [
      { name: 'domain', comparison_operator: 'is', value: '人事' },
      { name: 'domain', comparison_operator: 'is', value: '财务' },
    ];
    const by = async (logical_operator: unknown) =>
      (await retrieve({ ...plain, metadata_condition: { logical_operator, conditions } })).json().records.length;
    expect([await by('and'), await by(null), await by('or')]).toEqual([0, 0, 2]);
    expect((await retrieve({ ...plain, metadata_condition: null })).json().records).toHaveLength(2);
    expect((await retrieve({ ...plain, metadata_condition: { conditions: [] } })).json().records).toHaveLength(2);
  });

  test.each([
    [{ name: 'domain', comparison_operator: 'like', value: 'x' }],
    [{ name: 'domain', comparison_operator: 'is' }],
    [{ name: [], comparison_operator: 'is', value: 'x' }],
    [{ name: 'period', comparison_operator: 'before', value: 'soon' }],
  ])('refuses %j', async (condition) => {
    const response = await filtered(condition);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toEqual({ error_code: 400, error_msg: expect.stringMatching(/^Cannot apply/) });
  });
});

test('a labelled document is retrieved with its label only', async () => {
  const all = { ...plain, retrieval_setting: { top_k: 50, score_threshold: 0 } };
  expect((await retrieve(all)).body).not.toMatch(/salaries/i);
  expect((await retrieve(all, bearer('secret-editor'))).body).not.toMatch(/salaries/i);
  expect((await retrieve(all, bearer('secret-hr'))).body).toContain('SECRET');
});
