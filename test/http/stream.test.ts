import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { KnowledgeBaseError } from '../../src/core/errors.js';
import { type ListeningServer, listen } from '../../src/http/listen.js';
import { eventsOf } from '../fakes/server-sent-events.js';
import { bearer, keys, startServer } from './start-server.js';

const running: ListeningServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

const body = (more: object = {}) => JSON.stringify({ question: '年假', collection: 'handbook', stream: true, ...more });

async function start(...parts: Parameters<typeof startServer>) {
  const { server, knowledgeBase } = await startServer(...parts);
  const stream = (payload = body(), headers: Record<string, string> = {}) =>
    server.inject({
      method: 'POST',
      url: '/v1/query',
      headers: { 'content-type': 'application/json', ...headers },
      payload,
    });
  return { server, knowledgeBase, stream };
}

describe('POST /v1/query with stream', () => {
  test('sends progress, then checked text, then the whole reply', async () => {
    const { stream, server } = await start();
    const response = await stream();
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toMatch(/^text\/event-stream/);
    expect(response.headers['x-request-id']).toBeTruthy();
    const events = eventsOf(response.body);
    expect(events.map(({ event }) => event)).toEqual(['progress', 'text', 'reply']);
    expect(events[0]?.data).toEqual({ step: 'retrieving' });
    const plain = await server.inject({
      method: 'POST',
      url: '/v1/query',
      payload: JSON.parse(body({ stream: false })),
    });
    expect(events[2]?.data).toEqual(plain.json());
    expect(events[1]?.data).toEqual({ text: plain.json().answer });
  });

  test('answers what fails before the first event with its status', async () => {
    const { stream } = await start();
    const response = await stream(body({ collection: 'nowhere' }));
    expect(response.statusCode).toBe(404);
    expect(response.json()).toMatchObject({ code: 'collection_not_found' });
  });

  test('ends a stream that fails later with the problem as its last event', async () => {
    const { stream, knowledgeBase } = await start();
    knowledgeBase.beforeQuery = async () => {
      throw new KnowledgeBaseError('index_unavailable', 'Cannot search: the index is closed; start again');
    };
    const events = eventsOf((await stream()).body);
    expect(events.map(({ event }) => event)).toEqual(['progress', 'error']);
    expect(events[1]?.data).toMatchObject({ code: 'index_unavailable', status: 503, instance: '/v1/query' });
  });

  test('shows an inner failure by its request id alone', async () => {
    const { stream, knowledgeBase } = await start();
    knowledgeBase.beforeQuery = async () => {
      throw new Error('secret detail');
    };
    const response = await stream();
    expect(response.body).not.toContain('secret detail');
    expect(eventsOf(response.body)[1]?.data).toMatchObject({ code: 'internal_error' });
  });

  test('shows labelled text to keys with the label only', async () => {
    const { stream } = await start(keys);
    const filtered = body({ filters: { document_id: 'salaries.md' } });
    expect((await stream(filtered, bearer('secret-bot'))).body).not.toContain('SECRET');
    expect((await stream(filtered, bearer('secret-hr'))).body).toContain('SECRET');
  });

  test('ends the knowledge base’s work when the client goes away', async () => {
    const { server, knowledgeBase } = await start();
    const listening = await listen(server, { host: '127.0.0.1', port: 0, signals: false });
    running.push(listening);
    const aborted = new Promise<void>((resolve) => {
      knowledgeBase.beforeQuery = (options) =>
        new Promise((_, reject) => {
          options.signal?.addEventListener('abort', () => {
            resolve();
            reject(options.signal?.reason);
          });
        });
    });
    // fetch would open a second connection in reserve, which a server cannot tell from one in use.
    const headers = { 'content-type': 'application/json' };
    const client = request(`${listening.url}/v1/query`, { method: 'POST', headers, agent: false });
    client.on('error', () => {}).end(body());
    const [response] = (await once(client, 'response')) as [IncomingMessage];
    expect(String((await once(response, 'data'))[0])).toContain('retrieving');
    client.destroy();
    await aborted;
  });
});
