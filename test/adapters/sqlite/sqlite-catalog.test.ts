import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbeddedIndex } from '../../../src/adapters/embedded-index/embedded-index.js';
import { openSqliteCatalog } from '../../../src/adapters/sqlite/sqlite-catalog.js';
import { schemaVersion } from '../../../src/adapters/sqlite/sqlite-schema.js';
import { defaultCollectionSettings } from '../../../src/core/collection.js';
import { type CatalogUnderTest, catalogContract } from '../../contracts/catalog-contract.js';
import { encoding, ingest, sparseOf, synthesise, vectorOf } from '../../contracts/synthetic-document.js';

async function open(folder: string = mkdtempSync(join(tmpdir(), 'kaoju-catalog-'))): Promise<CatalogUnderTest> {
  const catalog = openSqliteCatalog(join(folder, 'kaoju.sqlite'));
  return {
    catalog,
    async reopen() {
      await catalog.close();
      return open(folder);
    },
    async dispose() {
      await catalog.close();
      rmSync(folder, { recursive: true });
    },
  };
}

catalogContract('openSqliteCatalog()', () => open());

describe('openSqliteCatalog()', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kaoju-catalog-'));
    path = join(folder, 'kaoju.sqlite');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('rejects with storage_full when the disk is, loses nothing, and goes on when there is room', async () => {
    const texts = Array.from({ length: 40 }, (_, at) => `section${at} ${'word '.repeat(400)}`);
    const small = openSqliteCatalog(path, { maxSizeBytes: 600_000 });
    await small.putCollection('docs', defaultCollectionSettings, encoding);
    const acknowledged: string[] = [];
    await expect(
      (async () => {
        for (let at = 0; at < 20; at++) {
          await small.publish(synthesise({ id: `d${at}`, texts }).revision);
          acknowledged.push(`d${at}`);
        }
      })(),
    ).rejects.toMatchObject({ code: 'storage_full', retryable: true });
    expect(acknowledged.length).toBeGreaterThan(0);
    const { items } = await small.listDocuments('docs', { limit: 50, cursor: null, labels: null });
    expect(items.map(({ id }) => id)).toEqual(acknowledged);
    await small.close();
    const roomy = openSqliteCatalog(path);
    await roomy.publish(synthesise({ id: 'more', texts }).revision);
    expect((await roomy.getCollection('docs')).documents).toBe(acknowledged.length + 1);
    await roomy.close();
  });

  it('rejects writing with storage_read_only when opened so, and still reads', async () => {
    const writable = openSqliteCatalog(path);
    await writable.putCollection('docs', defaultCollectionSettings, encoding);
    await writable.publish(synthesise({ id: 'a', texts: ['x'] }).revision);
    await writable.close();
    const readable = openSqliteCatalog(path, { readOnly: true });
    const { revision } = synthesise({ id: 'b', texts: ['y'] });
    await expect(readable.publish(revision)).rejects.toMatchObject({ code: 'storage_read_only', retryable: false });
    expect((await readable.findDocument('docs', 'a'))?.id).toBe('a');
    await readable.close();
  });

  it('throws storage_read_only where its folder is missing', () => {
    expect(() => openSqliteCatalog(join(folder, 'none', 'kaoju.sqlite'))).toThrowError(
      expect.objectContaining({ code: 'storage_read_only', message: expect.stringContaining('data folder') }),
    );
  });

  it('throws storage_corrupt for a file that is no database, and leaves it as it is', () => {
    writeFileSync(path, 'this is not a database, it is a text of some length '.repeat(50));
    const before = readFileSync(path);
    expect(() => openSqliteCatalog(path)).toThrowError(
      expect.objectContaining({ code: 'storage_corrupt', message: expect.stringContaining('backup') }),
    );
    expect(readFileSync(path)).toEqual(before);
  });

  it('refuses a schema from the future', async () => {
    await openSqliteCatalog(path).close();
    const database = new DatabaseSync(path);
    database.prepare('INSERT INTO migrations VALUES (?, ?, ?)').run(schemaVersion + 1, 'future', '2030-01-01');
    database.close();
    expect(() => openSqliteCatalog(path)).toThrowError(
      expect.objectContaining({ code: 'storage_corrupt', message: expect.stringContaining('newer version') }),
    );
  });

  it('records its migrations once', async () => {
    await openSqliteCatalog(path).close();
    await openSqliteCatalog(path).close();
    const database = new DatabaseSync(path);
    expect(database.prepare('SELECT version FROM migrations').all()).toHaveLength(schemaVersion);
    database.close();
  });

  it('names live points that were published without vectors, and takes them when they are ingested again', async () => {
    const plain = openSqliteCatalog(path);
    await plain.putCollection('docs', defaultCollectionSettings, encoding);
    await plain.publish(synthesise({ id: 'a', texts: ['x', 'y'] }).revision);
    await plain.close();
    const catalog = openSqliteCatalog(path);
    const index = await openEmbeddedIndex(catalog);
    await index.createCollection('docs');
    const incomplete = [{ collection: 'docs', documentId: 'a', points: 2 }];
    expect(await index.synchronise(catalog)).toEqual({ sweptPoints: 0, incomplete });
    await ingest(catalog, index, { id: 'a', texts: ['x', 'y'] });
    expect(await index.synchronise(catalog)).toEqual({ sweptPoints: 0, incomplete: [] });
    const query = { dense: vectorOf('x'), sparse: sparseOf('x'), filter: {}, labels: null, limit: 5 };
    expect(await index.query('docs', query)).toHaveLength(2);
    expect((await catalog.termStatistics('docs', sparseOf('x').ids)).frequencies).toEqual([1]);
    await index.close();
    await catalog.close();
  });

  it('refuses to publish a point without its vector once an embedded index needs it', async () => {
    const catalog = openSqliteCatalog(path);
    await catalog.putCollection('docs', defaultCollectionSettings, encoding);
    catalog.storage.vectorsRequired = true;
    await expect(catalog.publish(synthesise({ id: 'a', texts: ['x'] }).revision)).rejects.toMatchObject({
      code: 'invariant_broken',
    });
    expect(await catalog.findDocument('docs', 'a')).toBeNull();
    await catalog.close();
  });
});
