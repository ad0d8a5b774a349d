import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openKnowledgeBase } from '../../src/compose.js';
import type { KnowledgeBase } from '../../src/knowledge-base.js';
import { type FakeQdrantServer, startQdrantServer } from '../fakes/qdrant/qdrant-server.js';

// The whole service with KAOJU_INDEX=qdrant.

let folder: string;
let server: FakeQdrantServer;
let knowledgeBase: KnowledgeBase;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaoju-qdrant-'));
  server = await startQdrantServer({ apiKey: 'secret' });
  const placement = { shards: null, replicationFactor: null, writeConsistencyFactor: null };
  const index = { kind: 'qdrant', url: server.url, key: 'secret', prefix: 'kaoju', ...placement } as const;
  knowledgeBase = await openKnowledgeBase({ dataDir: folder, index });
  await knowledgeBase.putCollection('handbook');
  const path = '人事/休假/2025/休假管理办法.md';
  await knowledgeBase.putDocument('handbook', { id: path, bytes: await readFile(join('examples', path)) });
});
afterAll(async () => {
  await knowledgeBase?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

test('answers with a citation, deletes with proof, and is ready', async () => {
  const reply = await knowledgeBase.query('handbook', '没有休完的年假可以结转几天？', { filters: { domain: '人事' } });
  expect(reply).toMatchObject({ route: 'knowledge_base', answer: expect.stringContaining('结转 5 天') });
  expect(reply.citations[0]?.documentId).toContain('休假管理办法');
  expect(await knowledgeBase.health()).toEqual([]);
});

test('says 503 while Qdrant is away, never that it does not know', async () => {
  server.interrupt = (_, response) => {
    response.writeHead(503).end();
    return true;
  };
  await expect(knowledgeBase.query('handbook', '年假有几天？')).rejects.toMatchObject({ code: 'index_unavailable' });
  expect(await knowledgeBase.health()).toMatchObject([{ code: 'index_unavailable', blocking: true }]);
  server.interrupt = null;
  const id = '人事/休假/2025/休假管理办法.md';
  expect(await knowledgeBase.deleteDocument('handbook', id)).toMatchObject({
    sectionsRemaining: 0,
    pointsRemaining: 0,
  });
  expect([...server.collections.values()].map(({ points }) => points.size)).toEqual([0]);
});
