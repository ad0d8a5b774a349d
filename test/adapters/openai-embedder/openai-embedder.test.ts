import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OpenaiEmbedderOptions, openaiEmbedder } from '../../../src/adapters/openai-embedder/openai-embedder.js';
import { embedderContract } from '../../contracts/embedder-contract.js';
import { type EmbeddingsServer, type Interruption, startEmbeddingsServer } from '../../fakes/embeddings-server.js';

const fast = { retryDelayMs: 1, model: 'e' };

let shared: EmbeddingsServer;
beforeAll(async () => {
  shared = await startEmbeddingsServer();
});
afterAll(() => shared.close());
embedderContract('openaiEmbedder()', () => openaiEmbedder({ url: shared.url, ...fast, batchSize: 2 }));

function answers(status: number, body: string, headers: Record<string, string> = {}): Interruption {
  return (_, response: ServerResponse) => {
    response.writeHead(status, headers).end(body);
    return true;
  };
}

describe('openaiEmbedder()', () => {
  let server: EmbeddingsServer;
  beforeEach(async () => {
    server = await startEmbeddingsServer();
  });
  afterEach(() => server.close());

  const open = (options: Partial<OpenaiEmbedderOptions> = {}) =>
    openaiEmbedder({ url: server.url, ...fast, ...options });

  it('sends batches with model, key and prefixes', async () => {
    const embedder = await open({ batchSize: 2, apiKey: 'secret', passagePrefix: 'passage: ', queryPrefix: 'query: ' });
    await embedder.embedPassages(['a', 'b', 'c']);
    await embedder.embedQuery('q');
    expect(server.seen.map(({ body }) => body.input)).toEqual([
      ['passage: 1'],
      ['passage: a', 'passage: b'],
      ['passage: c'],
      ['query: q'],
    ]);
    expect(server.seen.at(-1)).toMatchObject({
      path: '/v1/embeddings',
      authorization: 'Bearer secret',
      body: { model: 'e' },
    });
  });

  it('finds the endpoint from a root, from /v1 and from the whole address', async () => {
    const root = server.url.replace('/v1', '');
    for (const url of [root, `${root}/`, `${root}/v1/`, `${root}/v1/embeddings`]) await open({ url });
    expect(new Set(server.seen.map(({ path }) => path))).toEqual(new Set(['/v1/embeddings']));
  });

  it('reads base64 as it reads numbers', async () => {
    const embedder = await open();
    const [numbers] = await embedder.embedPassages(['a']);
    server.format = 'base64';
    expect(await embedder.embedPassages(['a'])).toEqual([numbers]);
  });

  it.each([429, 408, 500, 503])('tries again after %d', async (status) => {
    const embedder = await open();
    server.interruptions.push(answers(status, 'busy'), answers(status, 'busy'));
    expect(await embedder.embedPassages(['a'])).toHaveLength(1);
    expect(server.seen).toHaveLength(4);
  });

  it('waits as long as Retry-After asks', async () => {
    const embedder = await open();
    server.interruptions.push(answers(429, 'slow down', { 'retry-after': '0.2' }));
    const started = performance.now();
    await embedder.embedQuery('q');
    expect(performance.now() - started).toBeGreaterThan(190);
  });

  it('fails at once when Retry-After asks for longer than anyone waits', async () => {
    const embedder = await open();
    server.interruptions.push(answers(429, 'quota', { 'retry-after': '3600' }));
    await expect(embedder.embedQuery('q')).rejects.toThrow(/in 1 attempt: it answered 429 "quota"/);
  });

  it('tries again after a lost connection', async () => {
    const embedder = await open();
    server.interruptions.push((_, response) => {
      response.destroy();
      return true;
    });
    expect((await embedder.embedQuery('q')).vector).toHaveLength(8);
  });

  it('gives up after its retries and keeps the last reason', async () => {
    const embedder = await open({ maxRetries: 2 });
    server.interruptions.push(...Array.from({ length: 3 }, () => answers(500, 'out of memory')));
    await expect(embedder.embedQuery('q')).rejects.toMatchObject({
      code: 'embedder_unavailable',
      message: expect.stringContaining('in 3 attempts: it answered 500 "out of memory"'),
    });
  });

  it('does not try again what the server refuses', async () => {
    server.interruptions.push(answers(401, '{"error":"bad key"}'));
    await expect(open()).rejects.toMatchObject({ code: 'embedder_unavailable', facts: { attempts: 1 } });
    expect(server.seen).toHaveLength(1);
  });

  it('gives up on a server that does not answer in time', async () => {
    server.interruptions.push(() => true);
    await expect(open({ timeoutMs: 50, maxRetries: 0 })).rejects.toThrow(/did not answer within 50 ms/);
  });

  it('says that nothing listens', async () => {
    await expect(open({ url: 'http://127.0.0.1:1', maxRetries: 1 })).rejects.toThrow(
      /Cannot get embeddings from http:\/\/127\.0\.0\.1:1\/v1\/embeddings in 2 attempts: it cannot be reached/,
    );
  });

  it('refuses an address that is none', async () => {
    await expect(open({ url: 'localhost' })).rejects.toMatchObject({ code: 'invalid_configuration' });
  });

  it.each([
    ['no JSON', '<html>'],
    ['no list', '{"error":"no such model"}'],
    ['another count', '{"data":[]}'],
    ['an index twice', '{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}'],
    ['words for numbers', '{"data":[{"embedding":["a"]},{"embedding":[1]}]}'],
    ['broken base64', '{"data":[{"embedding":"AAA"},{"embedding":[1]}]}'],
    ['zeros', '{"data":[{"embedding":[0,0]},{"embedding":[1,0]}]}'],
    ['null', 'null'],
  ])('refuses an answer with %s', async (_, body) => {
    const embedder = await open();
    server.interruptions.push(answers(200, body));
    await expect(embedder.embedPassages(['a', 'b'])).rejects.toMatchObject({ code: 'embedder_unavailable' });
  });

  it('refuses vectors of other dimensions, and names both', async () => {
    await expect(open({ dimensions: 16 })).rejects.toMatchObject({
      code: 'invalid_configuration',
      facts: { expected: 16, found: 8 },
    });
    const embedder = await open();
    server.interruptions.push(answers(200, '{"data":[{"embedding":[1,0,0]}]}'));
    await expect(embedder.embedQuery('q')).rejects.toMatchObject({ facts: { expected: 8, found: 3 } });
  });

  it('has another recipe for another model or prefix, not for another address', async () => {
    const other = await startEmbeddingsServer();
    const recipes = await Promise.all([
      open(),
      open({ url: other.url }),
      open({ model: 'f' }),
      open({ queryPrefix: 'query: ' }),
    ]);
    await other.close();
    const [first, elsewhere, model, prefix] = recipes.map(({ recipe }) => recipe);
    expect(elsewhere).toBe(first);
    expect(new Set([first, model, prefix]).size).toBe(3);
  });

  it('sends no more after one batch failed', async () => {
    const embedder = await open({ batchSize: 1, concurrency: 2 });
    server.interruptions.push(answers(400, 'no'), answers(400, 'no'));
    await expect(embedder.embedPassages(Array.from({ length: 20 }, (_, n) => `${n}`))).rejects.toThrow('400');
    expect(server.seen.length).toBeLessThanOrEqual(3);
  });

  it('ends what runs when it closes', async () => {
    const embedder = await open();
    server.interruptions.push(() => {
      void embedder.close();
      return true;
    });
    await expect(embedder.embedQuery('q')).rejects.toThrow('the connection is closed');
  });
});
