import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { buildServer } from '../../src/http/build-server.js';
import { type ListeningServer, listen } from '../../src/http/listen.js';
import { FakeKnowledgeBase } from '../fakes/fake-knowledge-base.js';
import { plainRenderer } from '../fakes/plain-renderer.js';
import { bearer, keys, leave, startServer } from './start-server.js';

// What only shows on a socket.

const running: ListeningServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function run(...parts: Parameters<typeof startServer>) {
  const { server, knowledgeBase } = await startServer(...parts);
  const listening = await listen(server, { host: '127.0.0.1', port: 0, signals: false });
  running.push(listening);
  return { ...listening, server, knowledgeBase };
}

/** Node 20 has no Promise.withResolvers. */
function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Sends bytes as they are and resolves to the start of the reply. */
function sendRaw(url: string, request: Buffer | string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', reject).once('data', (data) => {
      socket.destroy();
      resolve(String(data));
    });
    socket.write(request);
  });
}

const ask = (url: string, signal?: AbortSignal) =>
  fetch(`${url}/v1/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ question: '年假', collection: 'handbook' }),
    ...(signal ? { signal } : {}),
  });

describe('listen()', () => {
  test('says where it listens, and refuses a port in use with the remedy', async () => {
    const { url } = await run();
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    const { server } = await startServer();
    const second = listen(server, { host: '127.0.0.1', port: Number(new URL(url).port), signals: false });
    await expect(second).rejects.toMatchObject({ code: 'port_in_use', message: expect.stringMatching(/KAOJU_PORT/) });
  });

  test('refuses an address that is not this machine’s', async () => {
    const { server } = await startServer(keys);
    const wrong = listen(server, { host: '203.0.113.7', port: 0, signals: false });
    await expect(wrong).rejects.toMatchObject({ code: 'invalid_configuration' });
  });

  test('finishes what is under way when it closes, then closes what stands below, once', async () => {
    const { server, knowledgeBase } = await startServer();
    const events: string[] = [];
    const listening = await listen(server, {
      host: '127.0.0.1',
      port: 0,
      signals: false,
      afterClose: async () => void events.push('closed'),
    });
    const started = deferred();
    const finish = deferred();
    knowledgeBase.beforeQuery = async () => {
      started.resolve();
      await finish.promise;
      events.push('answering');
    };
    const answer = ask(listening.url);
    await started.promise;
    const closing = Promise.all([listening.close(), listening.close()]);
    finish.resolve();
    await closing;
    expect((await answer).status).toBe(200);
    expect(events).toEqual(['answering', 'closed']);
  });
});

describe('a running server', () => {
  test('leaves the signal of a question alone while the client waits, and aborts it when the client goes', async () => {
    const { url, knowledgeBase } = await run();
    let signal: AbortSignal | undefined;
    knowledgeBase.beforeQuery = async (options) => {
      signal = options.signal;
      await delay(50);
    };
    expect((await ask(url)).status).toBe(200);
    expect(signal?.aborted).toBe(false);

    const gone = deferred();
    knowledgeBase.beforeQuery = (options) =>
      new Promise((_, reject) => {
        options.signal?.addEventListener('abort', () => {
          gone.resolve();
          reject(options.signal?.reason);
        });
        client.abort();
      });
    const client = new AbortController();
    await expect(ask(url, client.signal)).rejects.toThrow();
    await gone.promise;
  });

  test('routes an encoded slash and an id of 1,024 bytes', async () => {
    const { url } = await run();
    for (const id of [leave, `${'深'.repeat(340)}/md`]) {
      const path = `${url}/v1/collections/handbook/documents/${encodeURIComponent(id)}`;
      const put = await fetch(path, { method: 'PUT', headers: { 'content-type': 'text/markdown' }, body: 'text' });
      expect(put.status).toBeLessThan(300);
      expect(await (await fetch(`${path}/sections`)).json()).toMatchObject({ sections: [{ document_id: id }] });
    }
  });

  test('takes metadata sent as UTF-8 bytes', async () => {
    const { url, knowledgeBase } = await run();
    const reply = await sendRaw(
      url,
      'PUT /v1/collections/handbook/documents/a.md HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/markdown\r\n' +
        'X-Kaoju-Metadata: {"domain":"人事"}\r\nContent-Length: 4\r\n\r\ntext',
    );
    expect(reply).toMatch(/^HTTP\/1.1 201/);
    expect(knowledgeBase.lastPut?.metadata).toEqual({ domain: '人事' });
  });

  test('answers HEAD like GET, without a body', async () => {
    const { url } = await run();
    const response = await fetch(`${url}/v1/collections`, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });

  test('refuses a large document by its announced size, before it is sent', async () => {
    const { url } = await run({ KAOJU_MAX_DOCUMENT_MB: '1' });
    const reply = await sendRaw(
      url,
      'PUT /v1/collections/handbook/documents/a HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/markdown\r\nContent-Length: 9000000\r\n\r\n',
    );
    expect(reply).toMatch(/^HTTP\/1.1 413/);
  });
});

describe('the log', () => {
  test('has one line a request with path, status and caller; no question, text, metadata or key; no /livez', async () => {
    const lines: string[] = [];
    const stream = { write: (line: string) => void lines.push(line) };
    const { server, knowledgeBase } = await startServer(keys, { log: { level: 'info', stream } });
    const payload = { question: 'QUESTION', collection: 'handbook' };
    await server.inject({ method: 'POST', url: '/v1/query?x=QUESTION', headers: bearer('secret-bot'), payload });
    await server.inject({ method: 'POST', url: '/v1/query', headers: bearer('secret-bot'), payload });
    await server.inject({ url: '/livez' });
    await server.inject({ url: '/v1/collections', headers: bearer('wrong-secret') });
    const headers = {
      'content-type': 'text/markdown',
      'x-kaoju-metadata': '{"a":"METADATA"}',
      ...bearer('secret-editor'),
    };
    await server.inject({ method: 'PUT', url: '/v1/collections/handbook/documents/a', headers, payload: 'BODY TEXT' });
    knowledgeBase.beforeQuery = async () => {
      throw new Error('the index is away');
    };
    await server.inject({ method: 'POST', url: '/v1/query', headers: bearer('secret-bot'), payload });
    await server.close();
    const log = lines.join('');
    expect(log).not.toMatch(/QUESTION|secret|METADATA|BODY TEXT|livez|SECRET|年假/);
    expect(log).toMatch(/the index is away/);
    const requests = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request');
    expect(requests.map(({ status, caller }) => `${status} ${caller}`)).toEqual([
      '400 bot',
      '200 bot',
      '401 anonymous',
      '201 editor',
      '500 bot',
    ]);
    server.log.info({ apiKey: 'secret-bot', hit: { text: 'SECRET' } }, 'redacted');
    expect(lines.at(-1)).not.toMatch(/secret-bot|SECRET/);
  });
});

describe('the page and the file', () => {
  test('GET /openapi.yaml gives the file itself', async () => {
    const { server } = await startServer();
    const response = await server.inject('/openapi.yaml');
    expect(response.headers['content-type']).toBe('application/yaml');
    expect(response.rawPayload.equals(readFileSync('openapi.yaml'))).toBe(true);
    await server.close();
  });

  test('GET /docs works offline: it names no other host and its policy allows none', async () => {
    const { server } = await startServer();
    const page = await server.inject('/docs');
    expect(page.headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(page.headers['x-content-type-options']).toBe('nosniff');
    const addresses = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');
    expect(addresses.length).toBeGreaterThan(4);
    for (const address of [...addresses, '/docs/json']) {
      expect(address).toMatch(/^\/docs\//);
      expect((await server.inject(address)).statusCode, address).toBe(200);
    }
    const initializer = await server.inject('/docs/static/swagger-initializer.js');
    expect(initializer.body).toMatch(/"validatorUrl":\s*null/);
    await server.close();
  });

  test('GET /readyz is 503 with what is not ready', async () => {
    const { server, knowledgeBase } = await startServer();
    knowledgeBase.problems = [
      { code: 'embedder_unavailable', message: 'Cannot reach the embedder; start it', blocking: true },
    ];
    const response = await server.inject('/readyz');
    expect(response.statusCode).toBe(503);
    expect(response.json()).toEqual({ status: 'not_ready', problems: knowledgeBase.problems });
    await server.close();
  });
});

describe('buildServer()', () => {
  test('refuses a host beyond loopback without keys', async () => {
    const limits = { chatSources: true, rateLimit: null, maxWaiting: 1, maxStreams: 1 };
    const config = { host: '0.0.0.0', publicUrl: null, apiKeys: [], maxDocumentBytes: 1, viewLinkDays: 7, ...limits };
    expect(() => buildServer({ knowledgeBase: new FakeKnowledgeBase(), renderer: plainRenderer, config })).toThrow(
      /KAOJU_API_KEYS/,
    );
  });
});
