import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bearer, keys, leave, startServer } from './start-server.js';

let server: FastifyInstance;
beforeAll(async () => {
  ({ server } = await startServer());
});
afterAll(() => server.close());

const documentPath = (id: string) => `/v1/collections/handbook/documents/${encodeURIComponent(id)}`;
const putText = (id: string, payload = 'text') =>
  server.inject({ method: 'PUT', url: documentPath(id), headers: { 'content-type': 'text/markdown' }, payload });
const ask = (payload: unknown, url = '/v1/query') =>
  server.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify(payload),
  });
const question = '年假有多少天？';

/** Asserts a problem document and returns it. */
function problemOf(response: Awaited<ReturnType<typeof ask>>, status: number, code: string) {
  expect(response.headers['content-type']).toBe('application/problem+json');
  const problem = response.json();
  expect(problem).toMatchObject({ status, code, type: `urn:kaoju:error:${code}` });
  expect(response.statusCode).toBe(status);
  expect(problem.request_id).toBe(response.headers['x-request-id']);
  expect(problem.detail).toMatch(/^Cannot /);
  return problem;
}

describe('a POST without a body', () => {
  test.each(['/v1/query', '/v1/search', '/v1/evaluations'])('to %s is told to send one', async (url) => {
    problemOf(await server.inject({ method: 'POST', url }), 400, 'invalid_request');
  });
});

describe('document ids', () => {
  for (const id of [
    '../etc/passwd',
    'a/../b',
    './a',
    'a\u0000b',
    'line\nbreak',
    'x'.repeat(10_240),
    '😀'.repeat(2560),
  ]) {
    test(`refuses ${JSON.stringify(id.slice(0, 16))} of ${id.length} characters`, async () => {
      problemOf(await putText(id), 400, 'invalid_document_id');
    });
  }

  for (const id of [
    'a/b c/休假.md',
    'emoji 😀.md',
    '100%.md',
    'q?x=1#y',
    '%2F',
    'a//b',
    'x'.repeat(1024),
    '字'.repeat(341),
  ]) {
    test(`takes ${JSON.stringify(id.slice(0, 16))} as one segment and gives it back`, async () => {
      const put = await putText(id);
      expect(put.statusCode, put.body).toBe(201);
      expect(put.json().document.document_id).toBe(id);
      expect(put.headers.location).toBe(documentPath(id));
      expect((await server.inject(documentPath(id))).json().document_id).toBe(id);
      expect((await server.inject(`${documentPath(id)}/sections`)).json().sections[0].document_id).toBe(id);
    });
  }

  test('answers broken percent-encoding with a problem', async () => {
    problemOf(await server.inject('/v1/collections/handbook/documents/%zz'), 400, 'invalid_request');
  });
});

describe('questions', () => {
  for (const url of ['/v1/query', '/v1/search']) {
    test(`${url} refuses an empty, a blank and a 100 kB question`, async () => {
      for (const bad of ['', ' \n\t　', '问'.repeat(34_000), 'x'.repeat(8001)]) {
        const problem = problemOf(await ask({ question: bad, collection: 'handbook' }, url), 400, 'invalid_question');
        expect(problem.errors[0].pointer).toBe('/question');
        expect(problem.detail.length).toBeLessThan(300);
      }
    });

    test(`${url} takes 5,000 characters and only punctuation`, async () => {
      for (const good of ['问'.repeat(5000), '？！……', '"; DROP TABLE sections; --']) {
        const response = await ask({ question: good, collection: 'handbook' }, url);
        expect(response.statusCode, response.body).toBe(200);
      }
    });

    test(`${url} names unknown fields, missing fields and wrong types`, async () => {
      const unknown = problemOf(await ask({ question, collection: 'handbook', topk: 3 }, url), 400, 'invalid_request');
      expect(unknown.errors).toEqual([{ pointer: '/topk', message: 'is not a known field' }]);
      const missing = problemOf(await ask({ question }, url), 400, 'invalid_request');
      expect(missing.errors).toEqual([{ pointer: '/collection', message: 'is missing' }]);
      problemOf(await ask({ question: 5, collection: 'handbook' }, url), 400, 'invalid_question');
      for (const wrong of [
        { top_k: '3' },
        { top_k: 2.5 },
        { top_k: 0 },
        { top_k: 51 },
        { explain: 'yes' },
        { collection: null },
      ])
        problemOf(await ask({ question, collection: 'handbook', ...wrong }, url), 400, 'invalid_request');
      for (const body of [[], null, 'text', 5]) problemOf(await ask(body, url), 400, 'invalid_request');
    });

    test(`${url} refuses filters that mean nothing`, async () => {
      for (const filters of [{ period: { above: 3 } }, { period: {} }, { period: [] }, { period: null }, [], 'x'])
        problemOf(await ask({ question, collection: 'handbook', filters }, url), 400, 'invalid_filter');
    });

    test(`${url} says when the collection does not exist`, async () => {
      problemOf(await ask({ question, collection: 'nowhere' }, url), 404, 'collection_not_found');
    });
  }

  test('/v1/query refuses templates and inputs that are none, and takes their absence', async () => {
    for (const wrong of [{ template: '' }, { template: 5 }, { inputs: { name: 5 } }, { inputs: ['x'] }]) {
      problemOf(await ask({ question, collection: 'handbook', ...wrong }), 400, 'invalid_request');
    }
    const harmless = { stream: false, template: null, inputs: null, history: [] };
    expect((await ask({ question, collection: 'handbook', ...harmless })).statusCode).toBe(200);
  });
});

describe('bodies', () => {
  const post = (payload: string | Buffer, type?: string) =>
    server.inject({
      method: 'POST',
      url: '/v1/query',
      headers: type === undefined ? {} : { 'content-type': type },
      payload,
    });

  test('malformed JSON, broken UTF-8, an empty body and a poisoned prototype are 400', async () => {
    const broken = Buffer.concat([
      Buffer.from('{"collection":"handbook","question":"'),
      Buffer.from([0xff]),
      Buffer.from('"}'),
    ]);
    for (const body of ['{"question":', '{}}', '', '{"__proto__":{"a":1},"question":"a","collection":"b"}', broken])
      problemOf(await post(body, 'application/json'), 400, 'invalid_request');
  });

  test('another or no content type is 415 and lists what is accepted', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'garbage',
      undefined,
    ]) {
      const problem = problemOf(await post('{"question":"a","collection":"b"}', type), 415, 'unsupported_media_type');
      expect(problem.accepted).toEqual(['application/json']);
    }
    const word = { method: 'PUT' as const, url: documentPath('a.xlsx'), payload: 'x' };
    problemOf(
      await server.inject({ ...word, headers: { 'content-type': 'application/msword' } }),
      415,
      'unsupported_media_type',
    );
  });

  test('JSON above a megabyte and a document above the limit are 413', async () => {
    const { server: small } = await startServer({ KAOJU_MAX_DOCUMENT_MB: '2' });
    const large = 'x'.repeat(1_500_000);
    problemOf(
      await post(JSON.stringify({ question: large, collection: 'handbook' }), 'application/json'),
      413,
      'payload_too_large',
    );
    const put = (payload: string, type: string) =>
      small.inject({ method: 'PUT', url: documentPath('large.md'), headers: { 'content-type': type }, payload });
    expect((await put(large, 'text/markdown')).statusCode).toBe(201);
    problemOf(await put(large + large, 'text/markdown'), 413, 'payload_too_large');
    problemOf(await put(JSON.stringify({ text: large }), 'application/json'), 413, 'payload_too_large');
    await small.close();
  });

  test('a body where none is expected is refused', async () => {
    const request = {
      method: 'DELETE' as const,
      url: documentPath(leave),
      headers: { 'content-type': 'application/json' },
    };
    problemOf(await server.inject({ ...request, payload: '{"force":true}' }), 415, 'unsupported_media_type');
  });
});

describe('addresses', () => {
  test('unknown ones are 404, known ones with another method 405 with Allow', async () => {
    for (const url of ['/', '/v1', '/v2/query', '/v1/query/', '/v1/collections/handbook/documents/a/b'])
      problemOf(await server.inject(url), 404, 'not_found');
    const wrong = await server.inject({ method: 'DELETE', url: '/v1/query' });
    problemOf(wrong, 405, 'method_not_allowed');
    expect(wrong.headers.allow).toBe('POST');
    const patch = await server.inject({ method: 'PATCH', url: documentPath(leave), payload: '{}' });
    problemOf(patch, 405, 'method_not_allowed');
    expect(patch.headers.allow).toBe('DELETE, GET, HEAD, PUT');
  });

  test('bad names, bad pages and unknown parameters are 400', async () => {
    for (const name of ['a/b', 'a b', 'x'.repeat(65), '-a', '😀']) {
      const url = `/v1/collections/${encodeURIComponent(name)}`;
      problemOf(await server.inject({ method: 'PUT', url }), 400, 'invalid_collection_name');
    }
    for (const query of ['limit=0', 'limit=201', 'limit=many', 'limit=1.5', 'cursor=', 'limt=5']) {
      const problem = problemOf(
        await server.inject(`/v1/collections/handbook/documents?${query}`),
        400,
        'invalid_request',
      );
      expect(problem.errors[0].pointer).toMatch(/^query\//);
    }
    problemOf(await server.inject('/v1/collections/nowhere'), 404, 'collection_not_found');
    problemOf(await server.inject(documentPath('nowhere.md')), 404, 'document_not_found');
  });

  test('settings out of range are 400', async () => {
    const put = (payload: object) => server.inject({ method: 'PUT', url: '/v1/collections/other', payload });
    for (const settings of [{ heading_level: 0 }, { heading_level: 7 }, { heading_level: '3' }, { headingLevel: 3 }])
      problemOf(await put(settings), 400, 'invalid_request');
  });
});

describe('failures', () => {
  test('an unexpected error shows the request id and nothing of its cause', async () => {
    const { server: failing, knowledgeBase } = await startServer();
    knowledgeBase.beforeQuery = async () => {
      throw new Error('SQLITE_CORRUPT at /var/lib/kaoju with secret text');
    };
    const payload = { question, collection: 'handbook' };
    const response = await failing.inject({
      method: 'POST',
      url: '/v1/query',
      headers: { 'x-request-id': 'trace-1' },
      payload,
    });
    const problem = problemOf(response, 500, 'internal_error');
    expect(response.body).not.toMatch(/SQLITE|secret|var/);
    expect(problem.request_id).toBe('trace-1');
    expect(problem.detail).toContain('trace-1');
    await failing.close();
  });

  test('a request id that could forge a header or a log line is replaced', async () => {
    for (const id of ['a b', 'x'.repeat(65), '', 'a"b', '<script>']) {
      const response = await server.inject({ url: '/livez', headers: { 'x-request-id': id } });
      expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test('a wrong key is 401 and says nothing about what exists', async () => {
    const { server: locked } = await startServer(keys);
    for (const headers of [
      {},
      bearer('wrong'),
      bearer('secret-bo'),
      bearer(''),
      { authorization: 'Basic secret-bot' },
    ]) {
      for (const url of [documentPath(leave), documentPath('nowhere.md')]) {
        const response = await locked.inject({ url, headers });
        problemOf(response, 401, 'unauthorized');
        expect(response.headers['www-authenticate']).toBe('Bearer');
      }
    }
    await locked.close();
  });
});
