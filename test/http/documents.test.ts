import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FakeKnowledgeBase } from '../fakes/fake-knowledge-base.js';
import { fill, leave, startServer } from './start-server.js';

let server: FastifyInstance;
let knowledgeBase: FakeKnowledgeBase;
beforeAll(async () => {
  ({ server, knowledgeBase } = await startServer());
});
beforeEach(() => fill(knowledgeBase));
afterAll(() => server.close());

const url = '/v1/collections/handbook/documents/new.md';
const put = (headers: Record<string, string>, payload: string | Buffer = 'text') =>
  server.inject({ method: 'PUT', url, headers: { 'content-type': 'text/markdown', ...headers }, payload });

function form(parts: { name: string; value: string | Buffer; file?: boolean; type?: string }[]): InjectOptions {
  const chunks = parts.flatMap(({ name, value, file, type }) => [
    Buffer.from(`--edge\r\nContent-Disposition: form-data; name="${name}"${file ? '; filename="../x.md"' : ''}\r\n`),
    Buffer.from(`${type ? `Content-Type: ${type}\r\n` : ''}\r\n`),
    Buffer.from(value),
    Buffer.from('\r\n'),
  ]);
  const payload = Buffer.concat([...chunks, Buffer.from('--edge--\r\n')]);
  return { method: 'PUT', url, headers: { 'content-type': 'multipart/form-data; boundary=edge' }, payload };
}

describe('PUT document', () => {
  test('hands bytes over as they came, with the type that the header says', async () => {
    const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0x00, 0xff, 0x80]);
    for (const [type, mediaType] of [
      ['text/markdown', 'text/markdown'],
      ['Text/Markdown; charset=gb18030', 'text/markdown'],
      ['text/plain', 'text/markdown'],
      ['application/pdf', 'application/pdf'],
      ['application/octet-stream', undefined],
    ] as const) {
      await put({ 'content-type': type }, bytes);
      expect(Buffer.from(knowledgeBase.lastPut?.bytes ?? []).equals(bytes)).toBe(true);
      expect(knowledgeBase.lastPut?.mediaType, type).toBe(mediaType);
    }
  });

  test('reads metadata as JSON with escapes, percent-encoded, RFC 8187 and as UTF-8 bytes', async () => {
    const metadata = { domain: '人事', tags: ['a', '乙'], version: 2, draft: false, note: '100% of “it”' };
    const json = JSON.stringify(metadata);
    const escaped = json.replace(
      /[\u0080-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    const forms = [
      escaped,
      encodeURIComponent(json),
      `UTF-8''${encodeURIComponent(json)}`,
      Buffer.from(json).toString('latin1'),
    ];
    for (const header of forms) {
      const response = await put({ 'x-kaoju-metadata': header });
      expect(response.json().document?.metadata, header).toEqual(metadata);
    }
  });

  test('hands on the password of an encrypted PDF, from the header or the form, and never shows it', async () => {
    for (const header of [encodeURIComponent('秘密 100%'), 'plain']) {
      const response = await put({ 'x-kaoju-password': header });
      expect(knowledgeBase.lastPut?.password).toBe(decodeURIComponent(header));
      expect(response.body).not.toContain('100%');
    }
    await server.inject(
      form([
        { name: 'file', value: 'text', file: true, type: 'text/markdown' },
        { name: 'password', value: '秘密' },
      ]),
    );
    expect(knowledgeBase.lastPut?.password).toBe('秘密');
    const broken = await put({ 'x-kaoju-password': 'geheim%zz' });
    expect(broken.json()).toMatchObject({ code: 'invalid_request' });
    expect(broken.body).not.toContain('geheim');
  });

  test('refuses metadata that is none, and labels in the wrong place', async () => {
    const wrong = [
      '{',
      '[]',
      '"x"',
      '{"a":null}',
      '{"a":{"b":1}}',
      '{"a":[1]}',
      '{"access":["hr"]}',
      '{"":1}',
      '%zz',
      '\xff\xfe',
      '{"__proto__":"x"}',
    ];
    for (const header of wrong)
      expect((await put({ 'x-kaoju-metadata': header })).json(), header).toMatchObject({
        status: 400,
        code: 'invalid_metadata',
      });
    const json = { text: 'x', metadata: { access: ['hr'] } };
    const response = await put({ 'content-type': 'application/json' }, JSON.stringify(json));
    expect(response.json().code).toBe('invalid_metadata');
    const mixed = await put({ 'content-type': 'application/json', 'x-kaoju-access': 'hr' }, '{"text":"x"}');
    expect(mixed.json()).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  test('takes a form of file, metadata and access', async () => {
    const response = await server.inject(
      form([
        { name: 'metadata', value: '{"domain":"人事"}' },
        { name: 'file', value: '%PDF-', file: true, type: 'application/pdf' },
        { name: 'access', value: '["hr"]', type: 'application/json' },
      ]),
    );
    expect(response.statusCode, response.body).toBe(201);
    expect(knowledgeBase.lastPut).toMatchObject({
      id: 'new.md',
      mediaType: 'application/pdf',
      metadata: { domain: '人事' },
    });
    expect(knowledgeBase.lastPut?.access).toEqual(['hr']);
    expect(String(knowledgeBase.lastPut?.bytes)).toBe('%PDF-');
  });

  test('refuses a form with an unknown, repeated or missing part, or a broken one', async () => {
    const file = { name: 'file', value: 'x', file: true };
    const forms = [
      form([{ name: 'metadata', value: '{}' }]),
      form([file, { name: 'acess', value: '["hr"]' }]),
      form([{ name: 'metadata', value: '{}' }, { name: 'metadata', value: '{}' }, file]),
      form([{ name: 'metadata', value: 'x', file: true }]),
      form([{ name: 'file', value: 'not a file' }]),
      form([file, { name: 'access', value: '"hr"' }]),
      { ...form([file]), payload: '--edge\r\nContent-Dispo' },
    ];
    for (const options of forms) {
      const response = await server.inject(options);
      expect(response.json(), String(options.payload)).toMatchObject({ status: 400, code: 'invalid_request' });
    }
    await expect(knowledgeBase.getDocument('handbook', 'new.md')).rejects.toThrow('Cannot find');
  });

  test('refuses a file in a form above the limit', async () => {
    const { server: small } = await startServer({ KAOJU_MAX_DOCUMENT_MB: '1' });
    const response = await small.inject(form([{ name: 'file', value: Buffer.alloc(1_000_001), file: true }]));
    expect(response.json()).toMatchObject({ status: 413, code: 'payload_too_large' });
    await small.close();
  });

  test('is idempotent, and proves a deletion', async () => {
    expect((await put({})).json()).toMatchObject({ status: 'created', sections: { added: 1 } });
    expect((await put({})).json()).toMatchObject({ status: 'unchanged', sections: { added: 0, unchanged: 1 } });
    expect((await put({}, 'more')).statusCode).toBe(200);
    const proof = {
      sections_before: 1,
      points_before: 1,
      sections_remaining: 0,
      points_remaining: 0,
      bytes_remaining: 0,
      jobs_withdrawn: 0,
    };
    expect((await server.inject({ method: 'DELETE', url })).json()).toEqual(proof);
    expect((await server.inject({ method: 'DELETE', url })).statusCode).toBe(404);
  });

  test('an empty body reaches the ingest, which refuses it', async () => {
    expect((await put({}, '')).json()).toMatchObject({ status: 422, code: 'empty_document' });
  });
});

describe('listings', () => {
  test('page through documents and sections until the cursor is null', async () => {
    const sections = `/v1/collections/handbook/documents/${encodeURIComponent(leave)}/sections`;
    for (const [path, list, count] of [
      ['/v1/collections/handbook/documents', 'documents', 3],
      [sections, 'sections', 3],
    ] as const) {
      let cursor: string | null = null;
      let seen = 0;
      do {
        const page: { documents: []; sections: []; next_cursor: string | null } = (
          await server.inject(`${path}?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`)
        ).json();
        seen += page[list].length;
        cursor = page.next_cursor;
      } while (cursor !== null);
      expect(seen).toBe(count);
    }
  });
});

describe('POST /v1/query', () => {
  test('passes options on, applies defaults, and has every field in the reply', async () => {
    const payload = { question: 'q', collection: 'handbook', filters: { draft: false, version: { gte: 2 } } };
    const reply = (await server.inject({ method: 'POST', url: '/v1/query', payload })).json();
    expect(knowledgeBase.lastSearch).toMatchObject({
      topK: 5,
      explain: false,
      filters: payload.filters,
      access: { labels: null },
    });
    expect(Object.keys(reply)).toEqual(
      (
        'id question collection answer route reason confidence threshold citations verdict draft passages collection_revision ' +
        'model_revision usage calibration degraded timings'
      ).split(' '),
    );
    expect(reply).toMatchObject({ verdict: null, model_revision: null });
    expect(reply.passages[0].metadata).toEqual({
      domain: '人事',
      period: '2024',
      subcategory: '休假',
      tags: ['a', 'b'],
      draft: false,
      version: 2,
    });
    expect(reply.passages[0]).not.toHaveProperty('explanation');
  });

  test('explains when asked', async () => {
    const payload = { question: 'q', collection: 'handbook', explain: true };
    const { passages } = (await server.inject({ method: 'POST', url: '/v1/search', payload })).json();
    expect(passages[0].explanation).toMatchObject({
      dense_rank: 1,
      sparse_rank: null,
      rerank_score: null,
      features: [{ name: 'cosine_lead' }],
    });
  });
});
