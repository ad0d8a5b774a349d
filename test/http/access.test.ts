import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sectionIdOf } from '../../src/core/identity.js';
import type { FakeKnowledgeBase } from '../fakes/fake-knowledge-base.js';
import { bearer, fill, keys, leave, startServer } from './start-server.js';

// One test per endpoint that shows text: who lacks a document's label gets the same answer as if it did not exist.

let server: FastifyInstance;
let knowledgeBase: FakeKnowledgeBase;
beforeAll(async () => {
  ({ server, knowledgeBase } = await startServer(keys, { localToken: 'local-token' }));
});
beforeEach(() => fill(knowledgeBase));
afterAll(() => server.close());

const call = (secret: string, options: InjectOptions) =>
  server.inject({ ...options, headers: { ...options.headers, ...bearer(secret) } });
const salaries = '/v1/collections/handbook/documents/salaries.md';
const question = { question: 'What are the salaries?', collection: 'handbook', top_k: 50 };

const endpoints: Record<string, InjectOptions> = {
  'POST /v1/query': { method: 'POST', url: '/v1/query', payload: question },
  'POST /v1/search': { method: 'POST', url: '/v1/search', payload: question },
  'GET …/documents': { url: '/v1/collections/handbook/documents' },
  'GET …/documents/{document_id}': { url: salaries },
  'GET …/sections': { url: `${salaries}/sections` },
  'GET …/sections/{section_id}': {
    url: `/v1/collections/handbook/sections/${sectionIdOf('handbook', 'salaries.md', [], 0)}`,
  },
  'GET …/view': { url: `${salaries}/view` },
};

describe('labels', () => {
  for (const [name, options] of Object.entries(endpoints)) {
    test(`${name} shows a labelled document to its label and to the local token only`, async () => {
      for (const secret of ['secret-hr', 'local-token']) {
        const response = await call(secret, options);
        expect(response.statusCode).toBe(200);
        expect(response.body).toMatch(/salaries\.md/);
      }
      for (const secret of ['secret-bot', 'secret-editor']) {
        const response = await call(secret, options);
        expect(response.body).not.toMatch(/SECRET|"document_id":"salaries/);
        if (options.url === `${salaries}/view`) expect(response.body).toContain('document_not_found');
        if (options.url === salaries || options.url === `${salaries}/sections`)
          expect(response.json().code).toBe('document_not_found');
      }
    });
  }

  test('a hidden document answers exactly like one that does not exist', async () => {
    const hidden = await call('secret-bot', { url: salaries, headers: { 'x-request-id': 'same' } });
    const missing = await call('secret-bot', {
      url: salaries.replace('salaries', 'nothing1'),
      headers: { 'x-request-id': 'same' },
    });
    expect(hidden.body.replaceAll('salaries', 'nothing1')).toBe(missing.body);
    expect(hidden.statusCode).toBe(404);
  });

  test('a new revision without labels keeps those in force; an empty header takes them off', async () => {
    const put = (headers: Record<string, string>, payload: string) =>
      call('secret-editor', {
        method: 'PUT',
        url: salaries,
        headers: { 'content-type': 'text/markdown', ...headers },
        payload,
      });
    expect((await put({}, 'SECRET, second edition\n')).json().document.access).toEqual(['hr']);
    expect((await put({ 'x-kaoju-access': 'legal, hr,legal' }, 'x')).json().document.access).toEqual(['hr', 'legal']);
    expect((await put({ 'x-kaoju-access': '' }, 'x')).json().document.access).toEqual([]);
    expect((await put({ 'x-kaoju-access': 'a b' }, 'x')).json().code).toBe('invalid_request');
  });
});

describe('roles', () => {
  const writes: InjectOptions[] = [
    { method: 'PUT', url: '/v1/collections/new' },
    { method: 'DELETE', url: '/v1/collections/handbook' },
    { method: 'PUT', url: salaries, headers: { 'content-type': 'text/markdown' }, payload: 'x' },
    { method: 'DELETE', url: salaries },
  ];

  test('a read key, labels or not, changes nothing', async () => {
    for (const options of writes) {
      for (const secret of ['secret-bot', 'secret-hr']) {
        const response = await call(secret, options);
        expect(response.json(), `${options.method} ${options.url}`).toMatchObject({ status: 403, code: 'forbidden' });
      }
    }
    expect(knowledgeBase.lastPut?.id).toBe('salaries.md'); // What the fixture put, and nothing since.
    expect((await knowledgeBase.getCollection('handbook')).documents).toBe(3);
  });

  test('a write key may delete what it may not read', async () => {
    expect((await call('secret-editor', { method: 'DELETE', url: salaries })).json()).toMatchObject({
      sections_remaining: 0,
    });
  });

  test('health, contract and page need no key, everything else does', async () => {
    for (const url of ['/livez', '/readyz', '/openapi.yaml', '/docs', '/docs/json', '/docs/static/swagger-ui.css'])
      expect((await server.inject(url)).statusCode, url).toBe(200);
    for (const url of [
      '/v1/collections',
      '/v1/collections/handbook',
      `/v1/collections/handbook/documents/${encodeURIComponent(leave)}`,
    ])
      expect((await server.inject(url)).statusCode, url).toBe(401);
  });

  test('a key is taken under any host name: it is the key that counts', async () => {
    const response = await call('secret-bot', { url: '/v1/collections', headers: { host: 'kb.example.com' } });
    expect(response.statusCode).toBe(200);
  });
});

describe('a server without keys', () => {
  test('gives every local caller full access, and none under a foreign host name', async () => {
    const { server: open } = await startServer({ KAOJU_PUBLIC_URL: 'https://kb.example.com/x' });
    for (const host of ['localhost', '127.0.0.1:8080', '[::1]:8080', 'LOCALHOST:1', 'kb.example.com'])
      expect((await open.inject({ url: salaries, headers: { host } })).statusCode, host).toBe(200);
    for (const host of [
      'evil.example',
      'localhost.evil.example',
      '127.0.0.1.evil.example:8080',
      '192.168.1.5',
      '0.0.0.0:8080',
    ])
      for (const url of [salaries, '/readyz', '/docs'])
        expect((await open.inject({ url, headers: { host } })).statusCode, host).toBe(403);
    await open.close();
  });

  test('sends no CORS header and answers no preflight', async () => {
    const { server: open } = await startServer();
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    const preflight = await open.inject({ method: 'OPTIONS', url: '/v1/query', headers });
    expect(preflight.statusCode).toBe(405);
    expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    await open.close();
  });
});
