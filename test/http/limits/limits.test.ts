import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/config.js';
import { type ListeningServer, listen } from '../../../src/http/listen.js';
import { bearer, keys, startServer } from '../start-server.js';

const running: ListeningServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

const question = { question: '年假', collection: 'handbook' };
const chat = { model: 'kaoju/handbook', messages: [{ role: 'user', content: '年假' }] };

/** A server whose knowledge base answers nothing before `open` is called. */
async function startHeld(environment: Record<string, string>) {
  const started = await startServer(environment);
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  let waiting = 0;
  started.knowledgeBase.beforeQuery = () => {
    waiting += 1;
    return gate;
  };
  return { ...started, open, waiting: () => waiting };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('KAOJU_MAX_STREAMS', () => {
  test('bounds 2,000 streams; those beyond it are told when to come back, in the shape of their protocol', async () => {
    const { server, open, waiting } = await startHeld({ KAOJU_MAX_STREAMS: '16' });
    const ask = (url: string, payload: object) =>
      server.inject({ method: 'POST', url, payload: { ...payload, stream: true } });
    const responses = Array.from({ length: 2_000 }, (_, index) =>
      index % 2 === 0 ? ask('/v1/chat/completions', chat) : ask('/v1/query', question),
    );
    await until(() => waiting() === 16);
    open();
    const all = await Promise.all(responses);
    expect(all.filter(({ statusCode }) => statusCode === 200)).toHaveLength(16);
    const refused = all.filter(({ statusCode }) => statusCode === 429);
    expect(refused).toHaveLength(1_984);
    expect(refused.every(({ headers }) => headers['retry-after'] === '5')).toBe(true);
    expect(refused.filter(({ body }) => body.includes('"rate_limit_exceeded"'))).not.toHaveLength(0);
    expect(refused.filter(({ body }) => body.includes('"code":"overloaded"'))).not.toHaveLength(0);
    // What has ended makes room.
    expect((await ask('/v1/query', question)).statusCode).toBe(200);
    await server.close();
  }, 60_000);
});

describe('KAOJU_MAX_WAITING', () => {
  test('bounds the questions under way, whatever asks them, and nothing else', async () => {
    const { server, open, waiting } = await startHeld({ KAOJU_MAX_WAITING: '2' });
    const ask = (url: string, payload: object) => server.inject({ method: 'POST', url, payload });
    const first = [ask('/v1/query', question), ask('/v1/search', question)];
    await until(() => waiting() === 2);
    const refused = await Promise.all([
      ask('/v1/query', question),
      ask('/v1/chat/completions', chat),
      ask('/v1/retrieval', { knowledge_id: 'handbook', query: 'x' }),
    ]);
    expect(refused.map(({ statusCode }) => statusCode)).toEqual([429, 429, 429]);
    expect(refused.map(({ headers }) => headers['retry-after'])).toEqual(['1', '1', '1']);
    expect(refused[0]?.json()).toMatchObject({ code: 'overloaded', retryable: true, retry_after_s: 1 });
    expect(refused[2]?.json()).toMatchObject({ error_code: 429 });
    expect((await server.inject('/v1/collections')).statusCode).toBe(200);
    open();
    expect((await Promise.all(first)).map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    expect((await ask('/v1/query', question)).statusCode).toBe(200);
    await server.close();
  });
});

describe('KAOJU_RATE_LIMIT', () => {
  test('counts each key by itself, and health not at all', async () => {
    const { server } = await startServer({ ...keys, KAOJU_RATE_LIMIT: '3' });
    const list = (secret: string) => server.inject({ url: '/v1/collections', headers: bearer(secret) });
    for (let count = 0; count < 3; count++) expect((await list('secret-bot')).statusCode).toBe(200);
    const refused = await list('secret-bot');
    expect(refused.statusCode).toBe(429);
    expect(refused.json()).toMatchObject({ code: 'rate_limited', limit: 3 });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    const models = await server.inject({ url: '/v1/models', headers: bearer('secret-bot') });
    expect(models.json().error).toMatchObject({ type: 'requests', code: 'rate_limit_exceeded' });
    expect((await list('secret-hr')).statusCode).toBe(200);
    expect((await list('secret-wrong')).statusCode).toBe(401);
    for (let count = 0; count < 5; count++) expect((await server.inject('/livez')).statusCode).toBe(200);
    await server.close();
  });

  test('is none unless set', () => {
    expect(loadConfig({}).rateLimit).toBeNull();
    expect(() => loadConfig({ KAOJU_RATE_LIMIT: '0' })).toThrow(/KAOJU_RATE_LIMIT=0/);
  });
});

describe('slow and oversized requests', () => {
  async function startListening(bodyDeadlineMs?: number) {
    const { server } = await startServer({}, bodyDeadlineMs === undefined ? {} : { bodyDeadlineMs });
    const listening = await listen(server, { host: '127.0.0.1', port: 0, signals: false });
    running.push(listening);
    return Number(new URL(listening.url).port);
  }

  async function exchange(port: number, head: string): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(head);
    let received = '';
    socket.on('data', (data) => {
      received += data;
    });
    await once(socket, 'close');
    return received;
  }

  test('a body that does not arrive ends with 408 and the connection', async () => {
    const port = await startListening(50);
    const head =
      'POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"mod';
    const received = await exchange(port, head);
    expect(received).toMatch(/^HTTP\/1\.1 408 /);
    expect(received).toContain('"code":"request_timeout"');
  });

  test('a document on a slow line is waited for', async () => {
    const port = await startListening(50);
    const head =
      'PUT /v1/collections/handbook/documents/slow.md HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\ncontent-type: text/markdown\r\ncontent-length: 4\r\n\r\nab';
    const socket = connect(port, '127.0.0.1');
    socket.write(head);
    await new Promise((resolve) => setTimeout(resolve, 150));
    socket.write('cd');
    const [data] = (await once(socket, 'data')) as [Buffer];
    expect(data.toString()).toMatch(/^HTTP\/1\.1 201 /);
  });

  test('headers of 100 kB are refused', async () => {
    const port = await startListening();
    const received = await exchange(
      port,
      `GET /v1/models HTTP/1.1\r\nhost: 127.0.0.1\r\nx-large: ${'x'.repeat(100_000)}\r\n\r\n`,
    );
    expect(received).toMatch(/^HTTP\/1\.1 431 /);
  });
});
