import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inspectQdrant } from '../../../src/adapters/qdrant/inspect-qdrant.js';
import { openQdrantIndex } from '../../../src/adapters/qdrant/qdrant-index.js';
import { qdrantCollectionOf } from '../../../src/adapters/qdrant/qdrant-schema.js';
import { defaultCollectionSettings } from '../../../src/core/collection.js';
import type { Filter } from '../../../src/core/filter.js';
import type { IndexUnderTest } from '../../contracts/section-index-contract.js';
import {
  dimensions,
  encoding,
  encodingOf,
  ingest,
  sparseOf,
  synthesise,
  vectorOf,
} from '../../contracts/synthetic-document.js';
import { FakeQdrantCollection } from '../../fakes/qdrant/qdrant-collection.js';
import { type FakeQdrantServer, startQdrantServer } from '../../fakes/qdrant/qdrant-server.js';
import { openQdrantUnderTest } from './qdrant-under-test.js';

let server: FakeQdrantServer;
let subject: IndexUnderTest;

beforeEach(async () => {
  server = await startQdrantServer();
  subject = openQdrantUnderTest({ url: server.url }, () => server.close());
  await subject.catalog.putCollection('docs', defaultCollectionSettings, encoding);
  await subject.index.createCollection('docs');
});
afterEach(() => subject.dispose());

function search(text: string, filter: Filter = {}, labels: readonly string[] | null = null) {
  return subject.index.query('docs', { dense: vectorOf(text), sparse: sparseOf(text), filter, labels, limit: 10 });
}

const put = (input: Parameters<typeof ingest>[2]) => ingest(subject.catalog, subject.index, input);
const found = async (...parameters: Parameters<typeof search>) =>
  [...new Set((await search(...parameters)).map(({ documentId }) => documentId))].sort();

describe('openQdrantIndex()', () => {
  test('shows one whole revision, the old or the new, wherever a publication stops', async () => {
    const before = { id: 'a', metadata: { year: 1 }, texts: ['stays here', 'old words'] };
    const after = { id: 'a', metadata: { year: 2 }, access: ['board'], texts: ['stays here', 'new words'] };
    await put(before);
    const idsOf = (input: typeof before) =>
      synthesise(input)
        .points.map(({ id }) => id)
        .sort();
    const seen: string[] = [];
    server.interrupt = async () => {
      const hook = server.interrupt;
      server.interrupt = null;
      const ids = (await search('stays here')).map(({ pointId }) => pointId).sort();
      const open = await found('stays here', {}, []);
      const isOld = JSON.stringify(ids) === JSON.stringify(idsOf(before));
      const isNew = JSON.stringify(ids) === JSON.stringify(idsOf(after));
      seen.push(isOld ? 'old' : isNew ? 'new' : `neither: ${ids}`);
      // Labels hold from the moment of publication, whatever Qdrant has been told.
      expect(open).toEqual(isOld ? ['a'] : []);
      expect(await found('stays here', { year: 2 })).toEqual(isOld ? [] : expect.any(Array));
      expect(await found('stays here', { year: 1 })).toEqual(isOld ? ['a'] : []);
      server.interrupt = hook;
      return false;
    };
    await put(after);
    server.interrupt = null;
    expect([...new Set(seen)]).toEqual(['old', 'new']);
    expect(seen.length).toBeGreaterThanOrEqual(3);
    expect(await found('stays here', { year: 2 }, ['board'])).toEqual(['a']);
  });

  test('publishes although Qdrant goes away right after, and mends what it missed at the next start', async () => {
    await put({ id: 'a', metadata: { year: 1 }, texts: ['stays here', 'old words'] });
    const { revision, document, points } = synthesise({ id: 'a', metadata: { year: 2 }, texts: ['stays here', 'new'] });
    await subject.index.stage('docs', document, points);
    await subject.catalog.publish(revision);
    server.interrupt = (_, response) => {
      response.destroy();
      return true;
    };
    await subject.index.published(
      'docs',
      document,
      points.map(({ id }) => id),
    );
    server.interrupt = null;
    subject = await subject.reopen();
    expect(await subject.index.synchronise(subject.catalog)).toEqual({ sweptPoints: 1, incomplete: [] });
    expect(await found('stays here', { year: 2 })).toEqual(['a']);
    expect(await subject.index.count('docs')).toBe(2);
  });

  test('names documents whose points Qdrant has lost', async () => {
    await put({ id: 'a', texts: ['red apple', 'green pear'] });
    for (const collection of server.collections.values()) collection.points.clear();
    const { incomplete } = await subject.index.synchronise(subject.catalog);
    expect(incomplete).toEqual([{ collection: 'docs', documentId: 'a', points: 2 }]);
  });

  test('goes on when the server restarts in the middle of an upsert', async () => {
    let requests = 0;
    server.interrupt = async ({ path }, response) => {
      if (!path.endsWith('/points') || requests++ > 0) return false;
      response.destroy();
      await server.restart();
      return true;
    };
    await put({ id: 'a', texts: ['red apple'] });
    expect(requests).toBe(2);
    expect(await found('red apple')).toEqual(['a']);
  });

  test.each([
    [
      '429',
      (response: Parameters<NonNullable<FakeQdrantServer['interrupt']>>[1]) => void response.writeHead(429).end(),
    ],
    [
      '503',
      (response: Parameters<NonNullable<FakeQdrantServer['interrupt']>>[1]) => void response.writeHead(503).end(),
    ],
    [
      'a 200 whose body is cut short',
      (response: Parameters<NonNullable<FakeQdrantServer['interrupt']>>[1]) =>
        void response.writeHead(200, { 'content-type': 'application/json' }).end('{"result": [{"poi'),
    ],
  ])('tries again after %s, and gives up with index_unavailable, never with an empty answer', async (_, refuse) => {
    await put({ id: 'a', texts: ['red apple'] });
    let left = 2;
    server.interrupt = (__, response) => {
      if (left-- <= 0) return false;
      refuse(response);
      return true;
    };
    expect(await found('red apple')).toEqual(['a']);
    left = 100;
    await expect(search('red apple')).rejects.toMatchObject({ code: 'index_unavailable' });
    expect(await subject.index.health()).toMatchObject({ code: 'index_unavailable' });
    server.interrupt = null;
    expect(await subject.index.health()).toBeNull();
  });

  test('refuses a wrong address and a wrong key, and names the remedy', async () => {
    const options = { catalog: subject.catalog, maxRetries: 0 };
    expect(() => openQdrantIndex({ ...options, url: 'qdrant:6333' })).toThrow(/http:\/\/localhost:6333/);
    const nowhere = openQdrantIndex({ ...options, url: 'http://127.0.0.1:9' });
    await expect(nowhere.count('docs')).rejects.toMatchObject({
      code: 'index_unavailable',
      message: expect.stringContaining('check QDRANT_URL'),
    });
    const locked = await startQdrantServer({ apiKey: 'right' });
    const wrongKey = openQdrantIndex({ ...options, url: locked.url, apiKey: 'wrong' });
    await expect(wrongKey.count('docs')).rejects.toThrow(/401.*QDRANT_API_KEY/);
    await locked.close();
  });

  test("refuses a collection of somebody else's under our name", async () => {
    const name = qdrantCollectionOf('kaoju', 'another', dimensions);
    server.collections.set(name, new FakeQdrantCollection({ vectors: { size: 3, distance: 'Dot' } }));
    await subject.catalog.putCollection('theirs', defaultCollectionSettings, encodingOf('another'));
    await expect(subject.index.createCollection('theirs')).rejects.toMatchObject({
      code: 'recipe_mismatch',
      message: expect.stringContaining('KAOJU_QDRANT_PREFIX'),
    });
  });

  test('is made once by two processes that start together', async () => {
    server.collections.clear();
    const other = openQdrantUnderTest({ url: server.url });
    await other.catalog.putCollection('docs', defaultCollectionSettings, encoding);
    await Promise.all([subject.index.createCollection('docs'), other.index.createCollection('docs')]);
    expect(server.collections.size).toBe(1);
    await other.dispose();
  });

  test('compares strings, as dates and years in words are, and takes odd names of fields', async () => {
    await put({ id: 'old', metadata: { period: '2023-11', 'a.b "c"': 'x' }, texts: ['red apple'] });
    await put({ id: 'new', metadata: { period: '2024-03', size: 1.5 }, texts: ['red apple'] });
    await put({ id: 'none', texts: ['red apple'] });
    expect(await found('red apple', { period: { gte: '2024' } })).toEqual(['new']);
    expect(await found('red apple', { period: { lt: '2024', not: '2020' } })).toEqual(['old']);
    expect(await found('red apple', { period: { gt: '2025' } })).toEqual([]);
    expect(await found('red apple', { 'a.b "c"': 'x' })).toEqual(['old']);
    expect(await found('red apple', { size: 1.5 })).toEqual(['new']);
    expect(await found('red apple', { period: { not: '2024-03' } })).toEqual(['none', 'old']);
    expect(await found('red apple', { unheard_of: { gte: 'a' } })).toEqual([]);
  });

  test('takes a filter value of 100 kB', async () => {
    await put({ id: 'a', metadata: { tag: 'x' }, texts: ['red apple'] });
    expect(await found('red apple', { tag: 'y'.repeat(100_000) })).toEqual([]);
  });

  test('finds what is live behind thousands of points that are not', async () => {
    await put({ id: 'a', texts: ['needle one', 'needle two'] });
    const texts = Array.from({ length: 300 }, (_, at) => `needle staged${at}`);
    const { document, points } = synthesise({ id: 'b', texts });
    await subject.index.stage('docs', document, points);
    expect(await found('needle staged1')).toEqual(['a']);
  });

  test('leaves what other processes have staged lately alone at start', async () => {
    const options = { catalog: subject.catalog, url: server.url, sweepAfterMs: 60_000 };
    const { document, points } = synthesise({ id: 'b', texts: ['red apple'] });
    await subject.index.stage('docs', document, points);
    expect((await openQdrantIndex(options).synchronise(subject.catalog)).sweptPoints).toBe(0);
    const later = openQdrantIndex({ ...options, now: () => new Date(Date.now() + 120_000) });
    expect((await later.synchronise(subject.catalog)).sweptPoints).toBe(1);
  });

  test('never asks Qdrant to make or change a collection for a search', async () => {
    await put({ id: 'a', texts: ['red apple'] });
    server.seen.length = 0;
    await search('red apple', { period: { gte: '2' } });
    expect(server.seen.filter(({ method }) => method === 'PUT' || method === 'DELETE')).toEqual([]);
  });
});

describe('inspectQdrant()', () => {
  test('names the version, our collections and the indexes they lack', async () => {
    await put({ id: 'a', texts: ['red apple'] });
    server.collections.set('theirs', new FakeQdrantCollection({}));
    const whole = await inspectQdrant({ url: server.url }, 'kaoju');
    expect(whole).toMatchObject({ recent: true, collections: [{ points: 1, status: 'green', problem: null }] });
    for (const collection of server.collections.values()) collection.indexes.delete('access');
    const [broken] = (await inspectQdrant({ url: server.url }, 'kaoju')).collections;
    expect(broken?.problem?.what).toBe('no index on access');
  });
});
