import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KnowledgeBaseError } from '../../src/core/errors.js';
import type { FakeKnowledgeBase } from '../fakes/fake-knowledge-base.js';
import { bearer, keys, startServer } from './start-server.js';

const ended = '0b6f6a52-6f0f-4d5c-9d3c-2b1d6a0c9d11';
const boundary = 'line-between-parts';

interface Part {
  readonly name: string;
  readonly filename?: string;
  readonly content: string | Buffer;
}

function form(...parts: readonly Part[]): { headers: Record<string, string>; payload: Buffer } {
  const chunks = parts.flatMap(({ name, filename, content }) => [
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"`),
    Buffer.from(
      filename === undefined ? '\r\n\r\n' : `; filename="${filename}"\r\ncontent-type: text/markdown\r\n\r\n`,
    ),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ]);
  const payload = Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]);
  return { headers: { 'content-type': `multipart/form-data; boundary=${boundary}` }, payload };
}

const job = (more: object = {}) => ({ name: 'job', content: JSON.stringify({ collection: 'handbook', ...more }) });

let server: FastifyInstance;
let knowledgeBase: FakeKnowledgeBase;
beforeEach(async () => {
  ({ server, knowledgeBase } = await startServer({ KAOJU_MAX_DOCUMENT_MB: '1' }));
});
afterEach(() => server.close());

const post = (request: object) => server.inject({ method: 'POST', url: '/v1/ingest-jobs', ...request });
const json = (payload: object, headers: Record<string, string> = {}) => post({ payload, headers });

async function documentsOf(id: string): Promise<Record<string, string>> {
  for (let over = false, after = '0'; !over; ) {
    const page = await server.inject(`/v1/ingest-jobs/${id}/events?after=${after}&wait=5`);
    ({ over, last_event_id: after } = page.json());
  }
  const { documents } = (await server.inject(`/v1/ingest-jobs/${id}/documents`)).json();
  return Object.fromEntries(
    documents.map((one: { document_id: string; state: string; code: string | null }) => [
      one.document_id,
      one.code ?? one.state,
    ]),
  );
}

describe('POST /v1/ingest-jobs', () => {
  test('takes a form of files with folders and Chinese in their names', async () => {
    const response = await post(
      form(job({ source: 's', metadata: { domain: '人事' } }), {
        name: 'files',
        filename: '制度/休假.md',
        content: '# 休假',
      }),
    );
    expect(response.statusCode, response.body).toBe(202);
    const { job: created } = response.json();
    expect(response.headers.location).toBe(`/v1/ingest-jobs/${created.job_id}`);
    expect(await documentsOf(created.job_id)).toEqual({ 's/制度/休假.md': 'done' });
    const document = await knowledgeBase.getDocument('handbook', 's/制度/休假.md');
    expect(document.metadata).toMatchObject({ domain: '人事' });
  });

  test('goes by the manifest: ids, metadata and labels of files, texts inside, and lines whose file is not sent', async () => {
    const manifest = [
      '{"file":"1","id":"hr/salaries.md","access":["hr"],"metadata":{"period":"2024"}}',
      '',
      '{"id":"inline.md","text":"# Inline"}',
      '{"file":"missing.md","id":"lost.md"}',
    ].join('\n');
    const response = await post(
      form(
        job({ access: ['all'] }),
        { name: 'manifest', filename: 'm.jsonl', content: manifest },
        { name: 'files', filename: '1', content: '# 1' },
      ),
    );
    expect(await documentsOf(response.json().job.job_id)).toEqual({
      'hr/salaries.md': 'done',
      'inline.md': 'done',
      'lost.md': 'invalid_manifest',
    });
    expect(await knowledgeBase.getDocument('handbook', 'hr/salaries.md', { labels: null })).toMatchObject({
      access: ['hr'],
      metadata: { period: '2024' },
    });
    expect((await knowledgeBase.getDocument('handbook', 'inline.md', { labels: null })).access).toEqual(['all']);
  });

  test('names every bad line of a manifest, and makes no job', async () => {
    const manifest = [
      '{"id":"a.md","text":"x"}',
      'no json',
      '{"id":"../b.md","text":"x"}',
      '{"id":"c","colour":1}',
    ].join('\n');
    const response = await post(form(job(), { name: 'manifest', filename: 'm', content: manifest }));
    expect(response.statusCode).toBe(422);
    expect(response.json()).toMatchObject({ code: 'invalid_manifest', problem_count: 3 });
    expect(response.json().problems.map(({ line }: { line: number }) => line)).toEqual([2, 3, 4]);
    expect((await server.inject('/v1/ingest-jobs')).json().jobs).toHaveLength(1);
  });

  test('makes a failed document of a file that is too large, and takes the others', async () => {
    const response = await post(
      form(
        job(),
        { name: 'files', filename: 'large.md', content: Buffer.alloc(1_000_001, 'x') },
        { name: 'files', filename: 'b.md', content: '# B' },
      ),
    );
    expect(await documentsOf(response.json().job.job_id)).toEqual({ 'large.md': 'payload_too_large', 'b.md': 'done' });
  });

  test('unpacks archives, and gives the error of one that is refused', async () => {
    knowledgeBase.archives = {
      async *read(name, content) {
        for await (const _chunk of content) void _chunk;
        if (name === 'bomb.zip') throw new KnowledgeBaseError('unsafe_archive', 'Cannot unpack: a bomb; send files');
        yield { name: 'a.md', bytes: Buffer.from('# A') };
        yield { name: '../b.md', problem: new KnowledgeBaseError('invalid_document_id', 'Cannot take it: outside') };
      },
    };
    const good = await post(form(job({ source: 's' }), { name: 'archive', filename: 'x.zip', content: 'PK' }));
    expect(await documentsOf(good.json().job.job_id)).toEqual({ 's/a.md': 'done', 's/../b.md': 'invalid_document_id' });
    const bad = await post(form(job(), { name: 'archive', filename: 'bomb.zip', content: 'PK' }));
    expect([bad.statusCode, bad.json().code]).toEqual([422, 'unsafe_archive']);
  });

  test('refuses forms without the job first, with other parts, of broken shape', async () => {
    const file = { name: 'files', filename: 'a.md', content: '# A' };
    for (const parts of [[file, job()], [job(), job()], [job(), { name: 'other', content: 'x' }], []]) {
      const response = await post(form(...parts));
      expect([response.statusCode, response.json().code], response.body).toEqual([400, 'invalid_request']);
    }
    const unknown = await post(form({ name: 'job', content: '{"collection":"handbook","colour":1}' }));
    expect(unknown.json()).toMatchObject({ code: 'invalid_request', errors: [{ pointer: '/colour' }] });
    expect((await post(form({ name: 'job', content: '{"collection":"none"}' }, file))).json().code).toBe(
      'collection_not_found',
    );
    expect((await json({ collection: 'handbook' })).json().code).toBe('invalid_request');
  });

  test('is one job for the same Idempotency-Key, and refuses another body under it', async () => {
    const body = { collection: 'handbook', documents: [{ id: 'x.md', text: 'x' }] };
    const first = await json(body, { 'idempotency-key': 'k' });
    const second = await json(body, { 'idempotency-key': 'k' });
    expect([first.statusCode, second.statusCode]).toEqual([202, 200]);
    expect(second.json().job.job_id).toBe(first.json().job.job_id);
    const other = await json({ ...body, documents: [{ id: 'y.md', text: 'y' }] }, { 'idempotency-key': 'k' });
    expect(other.json().code).toBe('idempotency_key_reused');
  });

  test('plans without changing anything, and refuses to prune much', async () => {
    const body = { collection: 'handbook', documents: [{ id: 'handbook/new.md', text: 'x' }], prune: ['handbook'] };
    const dry = (await json({ ...body, dry_run: true })).json();
    expect(dry.job).toBeNull();
    expect(dry.plan).toMatchObject({ added: ['handbook/new.md'], removed: ['handbook/faq.md', expect.any(String)] });
    expect(dry.plan.refused).toContain('more than a fifth');
    const refused = await json(body);
    expect([refused.statusCode, refused.json().code]).toEqual([409, 'prune_refused']);
    expect(refused.json().removed).toHaveLength(2);
  });

  test('reads paths of the server only through the roots', async () => {
    const asked: string[] = [];
    knowledgeBase.sourceFiles = {
      async find(path, source = 'root') {
        asked.push(path);
        const problem = new KnowledgeBaseError('unreadable_document', 'Cannot read it: denied; allow it');
        return {
          source,
          files: [{ id: `${source}/a.md`, mediaType: 'text/markdown', read: async () => Buffer.from('# A') }],
          problems: [{ id: `${source}/locked`, problem }],
        };
      },
    };
    const response = await json({ collection: 'handbook', paths: ['/srv/docs'] });
    expect(await documentsOf(response.json().job.job_id)).toEqual({
      'root/locked': 'unreadable_document',
      'root/a.md': 'done',
    });
    expect(asked).toEqual(['/srv/docs']);
  });
});

describe('events of a job', () => {
  test('stream with ids, go on behind Last-Event-ID, and end with the job', async () => {
    const accept = { accept: 'text/event-stream' };
    const whole = await server.inject({ url: `/v1/ingest-jobs/${ended}/events`, headers: accept });
    expect(whole.headers['content-type']).toContain('text/event-stream');
    const ids = [...whole.body.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id);
    expect(ids.length).toBe(2);
    expect(whole.body.match(/^event: job$/gm)).toHaveLength(2);
    const rest = await server.inject({
      url: `/v1/ingest-jobs/${ended}/events`,
      headers: { ...accept, 'last-event-id': ids[0] ?? '' },
    });
    expect([...rest.body.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id)).toEqual(ids.slice(1));
  });

  test('refuse an event that is none of theirs', async () => {
    const response = await server.inject(`/v1/ingest-jobs/${ended}/events?after=x`);
    expect(response.json().code).toBe('invalid_request');
    expect((await server.inject('/v1/ingest-jobs/none/events')).json().code).toBe('job_not_found');
  });
});

describe('access to jobs', () => {
  test('needs a write key, and shows a labelled document to its label only', async () => {
    const { server: keyed } = await startServer(
      { KAOJU_API_KEYS: `${keys.KAOJU_API_KEYS};hr-editor:secret-hr-editor:write:hr` },
      { localToken: 'local-token' },
    );
    const url = `/v1/ingest-jobs/${ended}/documents`;
    const get = (secret: string, path = url) => keyed.inject({ url: path, headers: bearer(secret) });
    expect((await get('secret-bot')).statusCode).toBe(403);
    expect(
      (await keyed.inject({ method: 'POST', url: '/v1/ingest-jobs', payload: {}, headers: bearer('secret-bot') }))
        .statusCode,
    ).toBe(403);
    expect((await get('secret-editor')).body).not.toContain('salaries');
    expect((await get('secret-hr-editor')).body).toContain('salaries.md');
    expect((await get('local-token')).body).toContain('salaries.md');
    await keyed.close();
  });
});
