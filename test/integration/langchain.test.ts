import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Document } from '@langchain/core/documents';
import { RunnablePassthrough, RunnableSequence } from '@langchain/core/runnables';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Composition, compose } from '../../src/compose.js';
import { loadConfig } from '../../src/config.js';
import { type ListeningServer, listen } from '../../src/http/listen.js';
import {
  connectKnowledgeBase,
  KaojuRetriever,
  KaojuVectorStore,
  type KnowledgeSource,
} from '../../src/langchain/index.js';

// A LangChain program on a knowledge base, in the same process and over HTTP.

let folder: string;
let composition: Composition;
let server: ListeningServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaoju-langchain-'));
  composition = await compose({ ...loadConfig({}), dataDir: folder }, { command: 'test' });
  server = await listen(composition.app, { host: '127.0.0.1', port: 0, signals: false });
  await composition.knowledgeBase.putCollection('handbook');
  const id = '人事/休假/2025/休假管理办法.md';
  await composition.knowledgeBase.putDocument('handbook', { id, bytes: await readFile(join('examples', id)) });
});
afterAll(async () => {
  await server?.close();
  await composition?.close();
  await rm(folder, { recursive: true, force: true });
});

describe.each([
  ['a knowledge base in the program', () => composition.knowledgeBase],
  ['a server', () => connectKnowledgeBase({ url: server.url })],
] satisfies [string, () => KnowledgeSource][])('on %s', (_, open) => {
  test('KaojuRetriever finds sections with confidence and citation in a chain', async () => {
    const retriever = new KaojuRetriever({
      source: open(),
      collection: 'handbook',
      topK: 3,
      filters: { domain: '人事' },
    });
    const chain = RunnableSequence.from([new RunnablePassthrough<string>(), retriever]);
    const [best] = await chain.invoke('没有休完的年假可以结转几天？');
    expect(best?.pageContent).toContain('结转 5 天');
    expect(best?.metadata).toMatchObject({
      document_id: '人事/休假/2025/休假管理办法.md',
      heading_path: expect.arrayContaining([expect.any(String)]),
      place: { unit: 'line', start: expect.any(Number) },
      domain: '人事',
    });
    expect(best?.metadata.confidence).toBeGreaterThan(0.75);
    const strict = new KaojuRetriever({ source: open(), collection: 'handbook', minConfidence: 0.75 });
    expect(await strict.invoke('月球到地球有多远？')).toEqual([]);
  });

  test('KaojuVectorStore adds, finds with a score, filters and deletes', async () => {
    const store = new KaojuVectorStore({ source: open(), collection: 'handbook' });
    const document = new Document({
      pageContent: '# Parking\n\nParking space number seven belongs to visitors.\n',
      metadata: { floor: 2, loc: { lines: 1 } },
    });
    const [id = ''] = await store.addDocuments([document]);
    expect(await store.addDocuments([document], { ids: [id] })).toEqual([id]);
    const [[found, score] = []] = await store.similaritySearchWithScore('Who may use parking space seven?', 2, {
      floor: 2,
    });
    expect(found?.metadata).toMatchObject({ document_id: id, floor: 2 });
    expect(score).toBe(found?.metadata.confidence);
    const [viaRetriever] = await store.asRetriever({ k: 1, filter: { floor: 2 } }).invoke('parking');
    expect(viaRetriever?.metadata.document_id).toBe(id);
    await store.delete({ ids: [id] });
    expect(await store.similaritySearch('parking space seven', 2, { floor: 2 })).toEqual([]);
    await expect(store.addVectors()).rejects.toThrow(/use addDocuments/);
    await expect(store.embeddings.embedQuery('a')).rejects.toThrow(/encodes by itself/);
  });
});

test('connectKnowledgeBase() gives the problem of the server in the words of the server', async () => {
  const source = connectKnowledgeBase({ url: `${server.url}/` });
  await expect(source.search('nothing', 'a')).rejects.toThrow(/"nothing".*\[collection_not_found\]/);
});
