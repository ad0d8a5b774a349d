import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openKnowledgeBase } from '../../src/index.js';
import { type EmbeddingsServer, startEmbeddingsServer } from '../fakes/embeddings-server.js';
import { type RerankServer, startRerankServer } from '../fakes/rerank-server.js';

const bytes = new TextEncoder().encode(
  '# 手册\n\n## 门禁\n\n访客须在前台登记。\n\n## 历史\n\n公司于 1998 年成立。\n\n## 差旅\n\n火车票在三十天内报销。\n',
);
const question = '公司是哪一年成立的？';

let folder: string;
let embeddings: EmbeddingsServer;
let reranking: RerankServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kaoju-reranker-'));
  [embeddings, reranking] = await Promise.all([startEmbeddingsServer(), startRerankServer('tei')]);
});
afterAll(async () => {
  await Promise.all([embeddings.close(), reranking.close()]);
  rmSync(folder, { recursive: true });
});

const open = async (name: string, reranker: Parameters<typeof openKnowledgeBase>[0] & object) => {
  const embedder = { kind: 'openai', model: 'e', url: embeddings.url, key: null, dimensions: null } as const;
  const knowledgeBase = await openKnowledgeBase({ dataDir: join(folder, name), embedder, ...reranker });
  await knowledgeBase.putCollection('docs');
  await knowledgeBase.putDocument('docs', { id: 'handbook.md', bytes });
  return knowledgeBase;
};

test('a /rerank endpoint orders the passages of a knowledge base; without it replies go on, degraded', async () => {
  const knowledgeBase = await open('http', {
    reranker: { kind: 'http', model: 'm', url: `${reranking.url}/rerank`, key: 'k' },
  });
  const reply = await knowledgeBase.query('docs', question, { explain: true });
  const scores = reply.passages.map(({ explanation }) => explanation?.rerankScore ?? Number.NaN);
  expect(scores).toEqual([...scores].sort((left, right) => right - left));
  expect(reply.passages[0]?.text).toContain('1998');
  expect(reply.degraded).toBe(false);
  expect(reranking.seen.at(-1)).toMatchObject({ path: '/rerank', authorization: 'Bearer k' });

  await reranking.close();
  const without = await knowledgeBase.query('docs', question, { explain: true });
  expect(without.degraded).toBe(true);
  expect(without.passages[0]?.explanation?.rerankScore).toBeNull();
  await knowledgeBase.close();
});

test('the reader that ships orders the passages that another encoder found', async () => {
  const knowledgeBase = await open('builtin', { reranker: { kind: 'builtin' } });
  const reply = await knowledgeBase.query('docs', question, { explain: true });
  expect(reply.passages[0]?.text).toContain('1998');
  expect(reply.passages[0]?.explanation?.rerankScore).toBeGreaterThan(reply.passages[1]?.explanation?.rerankScore ?? 0);
  expect(reply.calibration.provisional).toBe(true);
  await knowledgeBase.close();
});
