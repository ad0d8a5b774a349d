import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type IngestInput, type IngestPorts, ingestDocument } from '../../ingest/ingest-document.js';
import { prepareDocument } from '../../ingest/prepare-document.js';
import { openEmbeddedIndex } from '../../src/adapters/embedded-index/embedded-index.js';
import { openFileDocumentStore } from '../../src/adapters/file-document-store.js';
import { openSqliteCatalog } from '../../src/adapters/sqlite/sqlite-catalog.js';
import { defaultCollectionSettings } from '../../src/core/collection.js';
import { sha256 } from '../../src/core/identity.js';
import { termWeighting } from '../../src/core/term-weighting.js';
import { documentVector } from '../../src/core/terms.js';
import { FakeEmbedder } from '../fakes/fake-embedder.js';

const words = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
const vector = (text: string) => documentVector(text, words, termWeighting);

describe('ingestDocument()', () => {
  let folder: string;
  let ports: IngestPorts & { close(): Promise<void> };
  let embedder: FakeEmbedder;

  async function open() {
    const catalog = openSqliteCatalog(join(folder, 'kaoju.sqlite'));
    const index = await openEmbeddedIndex(catalog);
    embedder = new FakeEmbedder();
    const { dimensions } = embedder;
    await catalog.putCollection('docs', defaultCollectionSettings, { recipe: 'r', questionRecipe: 'r', dimensions });
    await index.createCollection('docs');
    ports = {
      catalog,
      index,
      embedder,
      documentStore: openFileDocumentStore(join(folder, 'documents')),
      prepare: (input) => prepareDocument(input, { extractTerms: words }),
      documentVector: vector,
      readsScans: true,
      clock: () => performance.now(),
      async close() {
        await index.close();
        await catalog.close();
      },
    };
  }

  function put(text: string, more: Partial<IngestInput> = {}) {
    const input = { collection: 'docs', id: 'a.md', bytes: Buffer.from(text), metadata: {}, headingLevel: 3, ...more };
    return ingestDocument(ports, input);
  }

  async function documentsFound(question: string): Promise<string[]> {
    const { vector: dense } = await embedder.embedQuery(question);
    const query = { dense, sparse: vector(question), filter: {}, labels: null, limit: 5 };
    const hits = await ports.index.query('docs', query);
    return hits.filter(({ sparseRank }) => sparseRank !== null).map(({ documentId }) => documentId);
  }

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kaoju-ingest-'));
    await open();
  });
  afterEach(async () => {
    await ports.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('encodes nothing when the same bytes come again', async () => {
    await put('# Leave\n\nTwelve days.');
    embedder.passages.length = 0;
    const again = await put('# Leave\n\nTwelve days.');
    expect(again.status).toBe('unchanged');
    expect(again.diff).toEqual({ added: 0, updated: 0, unchanged: 1, removed: 0 });
    expect(embedder.passages).toEqual([]);
  });

  it('encodes only the sections that changed', async () => {
    await put('# Leave\n\nTwelve days.\n\n# Travel\n\nBy train.');
    embedder.passages.length = 0;
    const { diff } = await put('# Leave\n\nTwelve days.\n\n# Travel\n\nBy plane.');
    expect(diff).toEqual({ added: 0, updated: 1, unchanged: 1, removed: 0 });
    expect(embedder.passages).toEqual(
      ['Leave › Travel\nBy plane.'].map((text) => expect.stringContaining(text.slice(-9))),
    );
    expect(await documentsFound('plane')).toEqual(['a.md']);
    expect(await documentsFound('train')).toEqual([]);
  });

  it('publishes changed metadata without encoding anything', async () => {
    await put('# Leave\n\nTwelve days.');
    embedder.passages.length = 0;
    const { status, document } = await put('# Leave\n\nTwelve days.', { metadata: { period: '2025' } });
    expect([status, document.metadata.period, embedder.passages.length]).toEqual(['updated', '2025', 0]);
  });

  it('keeps the labels in force when a new revision brings none, and takes them off when asked to', async () => {
    await put('# Pay\n\nSecret.', { access: ['hr'] });
    expect((await put('# Pay\n\nStill secret.')).document.access).toEqual(['hr']);
    expect((await put('# Pay\n\nPublic now.', { access: [] })).document.access).toEqual([]);
  });

  it('lets the old revision answer when the encoder fails, and keeps nothing of the new one', async () => {
    await put('# Leave\n\nTwelve days.');
    embedder.failure = new Error('encoder is down');
    const bytes = Buffer.from('# Leave\n\nTwenty days.');
    await expect(put(bytes.toString())).rejects.toThrow('encoder is down');
    expect(await documentsFound('twelve')).toEqual(['a.md']);
    expect(await ports.documentStore.get(sha256(bytes))).toBeNull();
    embedder.failure = null;
    expect((await put(bytes.toString())).status).toBe('updated');
  });

  it('removes the bytes of the former revision unless another document has the same ones', async () => {
    const shared = Buffer.from('# Leave\n\nTwelve days.');
    await put(shared.toString());
    await put(shared.toString(), { id: 'b.md' });
    await put('# Leave\n\nTwenty days.');
    expect(await ports.documentStore.get(sha256(shared))).not.toBeNull();
    await put('# Leave\n\nTwenty days.', { id: 'b.md' });
    expect(await ports.documentStore.get(sha256(shared))).toBeNull();
  });

  it('cuts again what the encoder could not read whole, so that every word is in some vector', async () => {
    embedder = new FakeEmbedder(20);
    ports = { ...ports, embedder };
    const sentences = Array.from({ length: 12 }, (_, i) => `Rule ${i} says that item ${i} costs ${i} euros.`);
    const { document } = await put(`# Prices\n\n${sentences.join(' ')}`);
    expect(document.report.parts).toBeGreaterThan(4);
    expect(document.report.notes.map(({ code }) => code)).not.toContain('part_truncated');
    const whole = embedder.passages.filter((text) => words(text).length <= 20);
    for (const sentence of sentences) expect(whole.some((text) => text.includes(sentence.slice(5, 20)))).toBe(true);
  });
});
