import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signViewLink } from '../../src/http/view/view-link.js';
import type { FakeKnowledgeBase } from '../fakes/fake-knowledge-base.js';
import { bearer, fill, keys, leave, startServer } from './start-server.js';

// A link to a document's page: who gets one, what it opens, and what it does not.

const viewLinkSecret = Buffer.alloc(32, 1);
const lines: string[] = [];
let server: FastifyInstance;
let knowledgeBase: FakeKnowledgeBase;
beforeAll(async () => {
  const log = { level: 'trace' as const, stream: { write: (line: string) => void lines.push(line) } };
  const environment = { ...keys, KAOJU_PUBLIC_URL: 'https://kb.example.com' };
  ({ server, knowledgeBase } = await startServer(environment, { viewLinkSecret, log }));
});
beforeEach(() => fill(knowledgeBase));
afterAll(() => server.close());

interface Linked {
  readonly document_id: string;
  readonly view_url: string;
}

async function passagesFor(secret: string): Promise<readonly Linked[]> {
  const payload = { question: '年假', collection: 'handbook', top_k: 50 };
  const response = await server.inject({ method: 'POST', url: '/v1/search', payload, headers: bearer(secret) });
  return response.json().passages;
}

async function linkTo(id: string, secret = 'secret-hr'): Promise<string> {
  const found = (await passagesFor(secret)).find((passage) => passage.document_id === id);
  return (found?.view_url ?? '').replace('https://kb.example.com', '').replace(/#.*/, '');
}

const open = (url: string, language = 'en') => server.inject({ url, headers: { 'accept-language': language } });

describe('view_url', () => {
  test('stands on every passage and citation, and points at the configured address', async () => {
    const payload = { question: '年假', collection: 'handbook' };
    const reply = (
      await server.inject({ method: 'POST', url: '/v1/query', payload, headers: bearer('secret-bot') })
    ).json();
    const cited: Linked[] = [...reply.citations, ...reply.passages];
    expect(cited.length).toBeGreaterThan(1);
    for (const { document_id, view_url } of cited) {
      const path = `/v1/collections/handbook/documents/${encodeURIComponent(document_id)}/view`;
      expect(view_url).toMatch(
        new RegExp(`^https://kb\\.example\\.com${path}\\?section=.*&rev=.*&exp=\\d+&sig=.*#cited$`),
      );
    }
  });

  test('is null where nothing listens and no address is configured', async () => {
    const { server: silent } = await startServer();
    const payload = { question: '年假', collection: 'handbook' };
    const reply = (await silent.inject({ method: 'POST', url: '/v1/query', payload })).json();
    expect(reply.citations[0].view_url).toBeNull();
    await silent.close();
  });

  test('goes to nobody who may not see the document', async () => {
    expect((await passagesFor('secret-hr')).map((one) => one.document_id)).toContain('salaries.md');
    expect((await passagesFor('secret-bot')).map((one) => one.document_id)).not.toContain('salaries.md');
  });
});

describe('GET …/view', () => {
  test('opens by its link without a key, with the cited place marked', async () => {
    const response = await open(await linkTo(leave));
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(response.body).toMatch(/<section id="s-\d" class="cited"><(?:span|mark) id="cited">/);
    expect(response.body).toContain('入职满一年的员工每年享有十五天年假');
  });

  test('runs nothing, loads nothing, tells nobody where its reader came from', async () => {
    const { headers } = await open(await linkTo(leave));
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-robots-tag']).toBe('noindex');
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    );
  });

  test('opens a labelled document by the link of a reader who has the label', async () => {
    expect((await open(await linkTo('salaries.md'))).body).toContain('SECRET salaries');
  });

  test('a link opens its own page only', async () => {
    const link = await linkTo(leave);
    const query = link.slice(link.indexOf('?'));
    const document = `/v1/collections/handbook/documents/${encodeURIComponent(leave)}`;
    for (const other of ['handbook%2Ffaq.md', 'salaries.md', 'nothing.md']) {
      const response = await open(`/v1/collections/handbook/documents/${other}/view${query}`);
      expect(response.statusCode, other).toBe(403);
      expect(response.body).not.toContain('SECRET');
    }
    for (const url of [document, `${document}/sections`]) {
      expect((await open(url)).statusCode, url).toBe(401);
      expect((await open(`${url}${query}`)).statusCode, url).toBeGreaterThanOrEqual(400);
    }
  });

  test('a link made for a reader without the label never shows a labelled document', async () => {
    const expires = Math.ceil(Date.now() / 1000) + 1000;
    const target = { collection: 'handbook', documentId: 'salaries.md', revision: '0', sectionId: 'x' };
    const path = '/v1/collections/handbook/documents/salaries.md/view';
    const forBot = await open(`${path}?${signViewLink(viewLinkSecret, target, [], expires)}`);
    expect(forBot.statusCode).toBe(404);
    expect(forBot.body).not.toContain('SECRET');
    const forHr = await open(`${path}?${signViewLink(viewLinkSecret, target, ['hr'], expires)}`);
    expect(forHr.body).toContain('SECRET');
  });

  test('a link ends where its reader loses the document', async () => {
    const link = await linkTo('handbook/faq.md', 'secret-bot');
    expect((await open(link)).statusCode).toBe(200);
    await knowledgeBase.putDocument('handbook', {
      id: 'handbook/faq.md',
      bytes: Buffer.from('Now SECRET'),
      access: ['hr'],
    });
    const response = await open(link);
    expect(response.statusCode).toBe(404);
    expect(response.body).toContain('This document is not here');
    expect(response.body).not.toContain('SECRET');
  });

  test('an expired link and a changed one get a clear page, in the language of the browser', async () => {
    const link = await linkTo(leave);
    const changed = await open(`${link}x`, 'zh-CN,zh;q=0.9,en;q=0.8');
    expect(changed.statusCode).toBe(403);
    expect(changed.body).toContain('<h1>链接无效</h1>');
    const target = { collection: 'handbook', documentId: leave, revision: '0', sectionId: 'x' };
    const path = link.slice(0, link.indexOf('?'));
    const expired = await open(`${path}?${signViewLink(viewLinkSecret, target, [], 1)}`, 'fr,en;q=0.5');
    expect(expired.statusCode).toBe(403);
    expect(expired.body).toContain('<h1>This link has expired</h1>');
    expect(expired.headers['content-security-policy']).toMatch(/^default-src 'none'/);
  });

  test('without link and key it is a page that says so, with a key it opens', async () => {
    const path = (await linkTo(leave)).replace(/\?.*/, '');
    const without = await open(path);
    expect(without.statusCode).toBe(401);
    expect(without.headers['content-type']).toMatch(/^text\/html/);
    expect((await server.inject({ url: path, headers: bearer('secret-bot') })).statusCode).toBe(200);
    expect((await server.inject({ url: path, headers: bearer('wrong') })).statusCode).toBe(401);
  });

  test('a document that changed since says so and shows its present text', async () => {
    const link = await linkTo('handbook/faq.md');
    await knowledgeBase.putDocument('handbook', { id: 'handbook/faq.md', bytes: Buffer.from('Other words.\n') });
    const changed = await open(link);
    expect(changed.statusCode).toBe(200);
    expect(changed.body).toContain('This document has changed since it was cited');
    expect(changed.body).toContain('Other words.');
  });

  test('a deleted document is gone for its links too', async () => {
    const link = await linkTo('handbook/faq.md');
    await knowledgeBase.deleteDocument('handbook', 'handbook/faq.md');
    expect((await open(link, 'zh')).body).toContain('找不到该文档');
  });

  test('no signature gets into the log', async () => {
    const link = await linkTo(leave);
    for (const url of [link, `${link}x`, `${link}&sig=again`]) await open(url);
    const signature = /sig=([^&#]+)/.exec(link)?.[1] ?? '';
    expect(signature).toHaveLength(43);
    expect(lines.join('')).toContain('/view');
    expect(lines.filter((line) => line.includes(signature) || line.includes('sig='))).toEqual([]);
  });

  test('a long document comes in parts, whose links are signed for the same reader and end', async () => {
    const paragraph = '很长的一段文字。'.repeat(200);
    const text = Array.from({ length: 150 }, (_, index) => `第${index}段 ${paragraph}\n\n`).join('');
    await knowledgeBase.putDocument('handbook', { id: 'long.md', bytes: Buffer.from(text), access: ['hr'] });
    const link = await linkTo('long.md');
    const first = await open(link);
    expect(first.body).toMatch(/Part 1 of 3/);
    const next = /<a href="([^"]+)">Next part/.exec(first.body)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(/exp=\d+/.exec(next)?.[0]).toBe(/exp=\d+/.exec(link)?.[0]);
    const second = await open(`${link.replace(/\?.*/, '')}${next}`);
    expect(second.statusCode).toBe(200);
    expect(second.body).toMatch(/Part 2 of 3/);
    expect(second.body).not.toContain('第0段');
  });
});
