import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openKnowledgeBase } from '../../src/compose.js';
import { backUp, restore } from '../../src/compose-backup.js';
import { type IndexChoice, loadConfig } from '../../src/config.js';
import type { KnowledgeBase } from '../../src/knowledge-base.js';
import { type FakeQdrantServer, startQdrantServer } from '../fakes/qdrant/qdrant-server.js';

// The whole service with KAOJU_INDEX=qdrant.

const path = '人事/休假/2025/休假管理办法.md';
let folder: string;
let index: Extract<IndexChoice, { kind: 'qdrant' }>;
let server: FakeQdrantServer;
let knowledgeBase: KnowledgeBase;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaoju-qdrant-'));
  server = await startQdrantServer({ apiKey: 'secret' });
  const placement = { shards: null, replicationFactor: null, writeConsistencyFactor: null };
  index = { kind: 'qdrant', url: server.url, key: 'secret', prefix: 'kaoju', ...placement };
  knowledgeBase = await openKnowledgeBase({ dataDir: folder, index });
  await knowledgeBase.putCollection('handbook');
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

test('ingests a document anew although its bytes are the same, when Qdrant has lost it', async () => {
  await knowledgeBase.close();
  for (const { points } of server.collections.values()) points.clear();
  knowledgeBase = await openKnowledgeBase({ dataDir: folder, index });
  const question = '没有休完的年假可以结转几天？';
  expect(await knowledgeBase.query('handbook', question)).toMatchObject({ route: 'no_answer' });
  expect(await knowledgeBase.health()).toMatchObject([{ code: 'index_unavailable', blocking: false }]);
  const again = await knowledgeBase.putDocument('handbook', {
    id: path,
    bytes: await readFile(join('examples', path)),
  });
  expect(again.status).toBe('updated');
  expect(await knowledgeBase.query('handbook', question)).toMatchObject({ route: 'knowledge_base' });
  expect(await knowledgeBase.health()).toEqual([]);
});

test('is backed up with snapshots, and restored on an empty Qdrant', async () => {
  const config = { ...loadConfig({}), dataDir: folder, index };
  const manifest = await backUp(config, join(folder, 'backup'), '0.1.0');
  expect(Object.keys(manifest.snapshots)).toHaveLength(1);
  const empty = await startQdrantServer({ apiKey: 'secret' });
  const moved = { ...config, dataDir: join(folder, 'restored'), index: { ...index, url: empty.url } };
  await restore(moved, join(folder, 'backup'));
  const restored = await openKnowledgeBase(moved);
  expect(await restored.health()).toEqual([]);
  expect(await restored.query('handbook', '没有休完的年假可以结转几天？')).toMatchObject({ route: 'knowledge_base' });
  await restored.close();
  await empty.close();
});

test('says 503 while Qdrant is away, never that it does not know', async () => {
  server.interrupt = (_, response) => {
    response.writeHead(503).end();
    return true;
  };
  await expect(knowledgeBase.query('handbook', '年假有几天？')).rejects.toMatchObject({ code: 'index_unavailable' });
  expect(await knowledgeBase.health()).toMatchObject([{ code: 'index_unavailable', blocking: true }]);
  server.interrupt = null;
  expect(await knowledgeBase.deleteDocument('handbook', path)).toMatchObject({
    sectionsRemaining: 0,
    pointsRemaining: 0,
  });
  expect([...server.collections.values()].map(({ points }) => points.size)).toEqual([0]);
});
