import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Composition, compose } from '../../src/compose.js';
import { loadConfig } from '../../src/config.js';
import { loadContract } from '../../src/http/contract.js';

// The contract against the whole service: what the fake cannot promise.

const secrets = { reader: 'secret-reader', hr: 'secret-hr', editor: 'secret-editor' };
const ajv = new Ajv2020({ allowUnionTypes: true, strict: false });
ajv.addSchema(loadContract().document, 'openapi.yaml');
let folder: string;
let service: Composition;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaoju-http-'));
  const keys = `reader:${secrets.reader}:read;hr:${secrets.hr}:read:hr;editor:${secrets.editor}:write`;
  service = await compose(loadConfig({ KAOJU_DATA_DIR: folder, KAOJU_API_KEYS: keys }), { command: 'a test' });
});
afterAll(async () => {
  await service?.close();
  await rm(folder, { recursive: true, force: true });
});

const leave =
  '[//]: # (领域:人事 子类:休假 时间:2024)\n# 休假制度\n\n引言。\n\n## 年假\n\n入职满一年的员工每年享有十五天年假。\n\n## 病假\n\n病假需提供医院证明。\n';
const pay = '# 薪酬\n\n## 年终奖\n\n年终奖在次年一月发放，金额为两个月工资。\n';
const documents = '/v1/collections/handbook/documents';

async function call(method: 'GET' | 'PUT' | 'POST' | 'DELETE', url: string, secret: string, payload?: string | object) {
  const type = typeof payload === 'string' ? { 'content-type': 'text/markdown' } : {};
  const headers = {
    authorization: `Bearer ${secret}`,
    ...type,
    ...(url.includes('pay') ? { 'x-kaoju-access': 'hr' } : {}),
  };
  const response = await service.app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
  return { status: response.statusCode, body: response.json() };
}

/** The fields of replies that the test looks into. */
interface Body {
  readonly answer?: string;
  readonly next_cursor?: string;
  readonly citations?: readonly object[];
  readonly passages?: readonly object[];
  readonly documents?: unknown;
}

/** The body, which must be what the contract says. */
function fits(schema: string, { body }: { body: unknown }) {
  const check = ajv.compile({ $ref: `openapi.yaml#/components/schemas/${schema}` });
  expect(check(body) ? [] : check.errors, JSON.stringify(body)).toEqual([]);
  return body as Body;
}

test('the whole service keeps the contract: documents in, a cited answer out, labels closed, deletion proved', async () => {
  const { editor, reader, hr } = secrets;
  expect(fits('Collection', await call('PUT', '/v1/collections/handbook', editor))).toMatchObject({ documents: 0 });
  const leavePath = `${documents}/${encodeURIComponent('人事/休假/2024/leave.md')}`;
  expect(fits('PutDocumentReply', await call('PUT', leavePath, editor, leave))).toMatchObject({ status: 'created' });
  expect(fits('PutDocumentReply', await call('PUT', leavePath, editor, leave))).toMatchObject({ status: 'unchanged' });
  fits('PutDocumentReply', await call('PUT', `${documents}/pay.md`, editor, pay));

  const document = fits('Document', await call('GET', leavePath, reader));
  expect(document).toMatchObject({ metadata: { domain: '人事', period: '2024' }, section_count: 3 });
  const first = fits('SectionList', await call('GET', `${leavePath}/sections?limit=2`, reader));
  const rest = await call('GET', `${leavePath}/sections?cursor=${encodeURIComponent(first.next_cursor ?? '')}`, reader);
  expect(fits('SectionList', rest)).toMatchObject({
    sections: [{ heading_path: ['休假制度', '病假'] }],
    next_cursor: null,
  });

  const reply = fits(
    'Reply',
    await call('POST', '/v1/query', reader, { question: '年假有多少天？', collection: 'handbook' }),
  );
  expect(reply.answer).toContain('十五天年假');
  expect(reply.citations?.[0]).toMatchObject({ place: { unit: 'line', start: 8, end: 8 } });

  const bonus = { question: '年终奖什么时候发放？', collection: 'handbook', explain: true };
  const seen = fits('SearchReply', await call('POST', '/v1/search', hr, bonus));
  expect(seen.passages?.[0]).toMatchObject({ document_id: 'pay.md' });
  for (const secret of [reader, editor]) {
    expect(JSON.stringify(await call('POST', '/v1/search', secret, bonus))).not.toMatch(/pay\.md|年终奖在/);
    expect(JSON.stringify(await call('POST', '/v1/query', secret, bonus))).not.toMatch(/pay\.md|年终奖在/);
    expect(fits('DocumentList', await call('GET', documents, secret)).documents).toHaveLength(1);
    expect(await call('GET', `${documents}/pay.md/sections`, secret)).toMatchObject({ status: 404 });
  }

  const nothing = { question: '？！', collection: 'handbook' };
  expect(fits('Reply', await call('POST', '/v1/query', reader, nothing))).toMatchObject({
    route: 'no_answer',
    citations: [],
  });
  const proof = fits('DocumentDeletion', await call('DELETE', leavePath, editor));
  expect(proof).toEqual({
    sections_before: 3,
    points_before: 3,
    sections_remaining: 0,
    points_remaining: 0,
    bytes_remaining: 0,
    jobs_withdrawn: 0,
  });
  expect(await call('GET', leavePath, reader)).toMatchObject({ status: 404, body: { code: 'document_not_found' } });
  fits('CollectionDeletion', await call('DELETE', '/v1/collections/handbook', editor));
  fits('Readiness', await call('GET', '/readyz', reader));
});
