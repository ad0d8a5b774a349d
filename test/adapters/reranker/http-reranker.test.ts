import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type HttpRerankerOptions, httpReranker } from '../../../src/adapters/reranker/http-reranker.js';
import { rerankerContract } from '../../contracts/reranker-contract.js';
import { type RerankServer, startRerankServer } from '../../fakes/rerank-server.js';

const fast = { retryDelayMs: 1, model: 'bge' };

for (const dialect of ['cohere', 'jina', 'voyage', 'tei'] as const) {
  let server: RerankServer;
  beforeAll(async () => {
    server = await startRerankServer(dialect);
  });
  afterAll(() => server.close());
  rerankerContract(`httpReranker() on ${dialect}`, async () =>
    httpReranker({ url: server.url, ...fast, batchSize: 2 }),
  );
}

const answers = (status: number, body: string, headers: Record<string, string> = {}) => {
  return (_: unknown, response: ServerResponse) => {
    response.writeHead(status, headers).end(body);
    return true;
  };
};

describe('httpReranker()', () => {
  let server: RerankServer;
  beforeEach(async () => {
    server = await startRerankServer();
  });
  afterEach(() => server.close());

  const open = (options: Partial<HttpRerankerOptions> = {}) => httpReranker({ url: server.url, ...fast, ...options });
  const ask = (reranker = open()) => reranker.rerank({ text: 'ab' }, ['a', 'ab']);

  it('sends model, question, passages and key, in batches', async () => {
    await open({ apiKey: 'secret', batchSize: 2 }).rerank({ text: 'ab' }, ['a', 'ab', 'c']);
    expect(server.seen[0]).toEqual({
      path: '/v1/rerank',
      authorization: 'Bearer secret',
      body: { model: 'bge', query: 'ab', documents: ['a', 'ab'] },
    });
    expect(server.seen).toHaveLength(2);
  });

  it('asks nobody before the first question, nor for no passages', async () => {
    expect(await open().rerank({ text: 'q' }, [])).toEqual([]);
    expect(server.seen).toEqual([]);
  });

  it('finds the endpoint from a root, from /v1, from a path and from the whole address', async () => {
    const paths = ['', '/', '/v1/', '/v2', '/v1/rerank', '/rerank'];
    for (const path of paths) await ask(open({ url: server.url + path }));
    expect(server.seen.map(({ path }) => path)).toEqual([
      '/v1/rerank',
      '/v1/rerank',
      '/v1/rerank',
      '/v2/rerank',
      '/v1/rerank',
      '/rerank',
    ]);
  });

  it("learns TEI's form from its refusal, once", async () => {
    server.dialect = 'tei';
    const reranker = open({ url: `${server.url}/rerank` });
    expect(await ask(reranker)).toEqual([0.5, 1]);
    expect(await ask(reranker)).toEqual([0.5, 1]);
    const body = { query: 'ab', texts: ['a', 'ab'], raw_scores: true, truncate: true };
    expect(server.seen.map((request) => request.body)).toEqual([
      { model: 'bge', query: 'ab', documents: ['a', 'ab'] },
      body,
      body,
    ]);
  });

  it('reports the first refusal of a server that takes neither form, and stays with the first form', async () => {
    const reranker = open();
    server.interruptions.push(answers(422, 'no such model'), answers(422, 'missing field documents'));
    await expect(ask(reranker)).rejects.toMatchObject({
      code: 'model_unavailable',
      message: expect.stringContaining('it answered 422 "no such model"'),
      facts: { attempts: 1, status: 422 },
    });
    expect(await ask(reranker)).toEqual([0.5, 1]);
  });

  it('cuts what is too long for any server', async () => {
    await open({ maxTokens: 10 }).rerank({ text: '年'.repeat(50) }, ['假'.repeat(50)]);
    expect(server.seen[0]?.body).toMatchObject({ query: '年'.repeat(10), documents: ['假'.repeat(10)] });
  });

  it.each([429, 408, 500, 503])('tries again after %d', async (status) => {
    server.interruptions.push(answers(status, 'busy'));
    expect(await ask()).toEqual([0.5, 1]);
    expect(server.seen).toHaveLength(2);
  });

  it('waits as long as Retry-After asks', async () => {
    server.interruptions.push(answers(429, 'slow down', { 'retry-after': '0.2' }));
    const started = performance.now();
    await ask();
    expect(performance.now() - started).toBeGreaterThan(190);
  });

  it('does not keep a person waiting for longer than a second', async () => {
    server.interruptions.push(answers(429, 'quota', { 'retry-after': '2' }));
    await expect(ask()).rejects.toThrow(/in 1 attempt: it answered 429 "quota"/);
  });

  it('gives up after its retries and keeps the last reason', async () => {
    server.interruptions.push(answers(500, 'cuda'), answers(500, 'out of memory'));
    await expect(ask()).rejects.toMatchObject({
      code: 'model_unavailable',
      message: expect.stringMatching(
        /^Cannot get rerank scores from .* in 2 attempts: it answered 500 "out of memory"/,
      ),
    });
  });

  it('does not try again what the server refuses', async () => {
    server.interruptions.push(answers(401, 'bad key'));
    await expect(ask()).rejects.toMatchObject({ facts: { attempts: 1, status: 401 } });
    expect(server.seen).toHaveLength(1);
  });

  it('gives up on a server that does not answer in time, and on one that is not there', async () => {
    server.interruptions.push(() => true);
    await expect(ask(open({ timeoutMs: 50, maxRetries: 0 }))).rejects.toThrow(/did not answer within 50 ms/);
    await expect(ask(open({ url: 'http://127.0.0.1:1' }))).rejects.toThrow(/in 2 attempts: it cannot be reached/);
  });

  it.each([
    ['no JSON', '<html>'],
    ['no list', '{"error":"no such model"}'],
    ['null', 'null'],
    ['too few results', '{"results":[{"index":1,"relevance_score":1}]}'],
    ['an index twice', '[{"index":0,"score":1},{"index":0,"score":2}]'],
    ['an index out of range', '[{"index":0,"score":1},{"index":2,"score":2}]'],
    ['no index', '[{"score":1},{"score":2}]'],
    ['words for numbers', '[{"index":0,"score":"high"},{"index":1,"score":"low"}]'],
    ['rows that are none', '{"results":[1,2]}'],
  ])('refuses an answer with %s', async (_, body) => {
    server.interruptions.push(answers(200, body));
    await expect(ask()).rejects.toMatchObject({ code: 'model_unavailable' });
  });

  it('refuses an address that is none', () => {
    expect(() => open({ url: 'localhost' })).toThrowError(expect.objectContaining({ code: 'invalid_configuration' }));
  });

  it('has another recipe for another model, not for another address', () => {
    expect(open({ model: 'jina' }).recipe).not.toBe(open().recipe);
    expect(open({ url: 'http://127.0.0.1:1' }).recipe).toBe(open().recipe);
  });

  it('ends what runs when it closes, and asks no more', async () => {
    const reranker = open();
    server.interruptions.push(() => {
      void reranker.close();
      return true;
    });
    await expect(ask(reranker)).rejects.toThrow('the connection is closed');
    await expect(ask(reranker)).rejects.toMatchObject({ code: 'model_unavailable' });
  });
});
