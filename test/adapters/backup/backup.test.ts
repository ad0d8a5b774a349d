import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { restoreBackup, verifyBackup } from '../../../src/adapters/backup/restore-backup.js';
import { writeBackup } from '../../../src/adapters/backup/write-backup.js';
import { openFileDocumentStore } from '../../../src/adapters/file-document-store.js';
import { openSqliteCatalog, type SqliteCatalog } from '../../../src/adapters/sqlite/sqlite-catalog.js';
import { defaultCollectionSettings } from '../../../src/core/collection.js';
import { sha256 } from '../../../src/core/identity.js';
import { encoding, synthesise } from '../../contracts/synthetic-document.js';

let root: string;
let dataDir: string;
let catalog: SqliteCatalog;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kaoju-backup-'));
  dataDir = await mkdtemp(join(root, 'data-'));
  catalog = openSqliteCatalog(join(dataDir, 'kaoju.sqlite'));
  await catalog.putCollection('docs', defaultCollectionSettings, encoding);
  writeFileSync(join(dataDir, 'view-links.key'), 'secret', { mode: 0o600 });
  writeFileSync(join(dataDir, 'server.json'), '{}');
});
afterEach(async () => {
  await catalog.close();
  await rm(root, { recursive: true });
});

const target = () => join(root, 'backup');
const write = () => writeBackup({ dataDir, target: target(), version: '0.1.0' });

/** Publishes a document and keeps its bytes, as ingest does. */
async function put(id: string, text: string): Promise<string> {
  const { revision } = synthesise({ id, texts: [text] });
  const bytes = Buffer.from(text);
  const hash = sha256(bytes);
  await openFileDocumentStore(join(dataDir, 'documents')).put(hash, bytes);
  await catalog.publish({ ...revision, document: { ...revision.document, revision: hash } });
  return hash;
}

describe('writeBackup() and restoreBackup()', () => {
  test('give the same knowledge base back, its bytes and its secret, without locks and addresses', async () => {
    const hash = await put('a', 'red apple');
    const manifest = await write();
    expect(manifest).toMatchObject({
      documentFiles: 1,
      collections: [{ name: 'docs', documents: 1, sections: 1 }],
      others: { 'view-links.key': { bytes: 6 } },
    });
    await put('b', 'after the backup');
    const restored = join(root, 'restored');
    await restoreBackup({ backup: target(), dataDir: restored });
    const copy = openSqliteCatalog(join(restored, 'kaoju.sqlite'));
    expect((await copy.listDocuments('docs', { limit: 9, cursor: null, labels: null })).items).toHaveLength(1);
    await copy.close();
    expect(String(await openFileDocumentStore(join(restored, 'documents')).get(hash))).toBe('red apple');
    const names = (await readdir(restored)).filter((name) => !name.startsWith('kaoju.sqlite-'));
    expect(names.sort()).toEqual(['documents', 'kaoju.lock', 'kaoju.sqlite', 'view-links.key']);
  });

  test('copy one moment while documents come and go', async () => {
    for (let at = 0; at < 20; at++) await put(`d${at}`, `text ${at}`);
    const changing = (async () => {
      for (let at = 0; at < 60; at++) await put(`d${at % 20}`, `text ${at} changed`);
    })();
    const { collections } = await write();
    await changing;
    expect(collections).toEqual([{ name: 'docs', documents: 20, sections: 20 }]);
    await expect(verifyBackup(target())).resolves.toBeDefined();
  });

  test('refuse a target that exists, a folder without a knowledge base, and a data folder that has one', async () => {
    await write();
    await expect(write()).rejects.toThrow(/name a folder that does not/);
    const nothing = writeBackup({ dataDir: root, target: join(root, 'x'), version: '0.1.0' });
    await expect(nothing).rejects.toThrow(/no knowledge base in/);
    await expect(restoreBackup({ backup: target(), dataDir })).rejects.toThrow(/--data-dir/);
    await expect(restoreBackup({ backup: root, dataDir: join(root, 'y') })).rejects.toThrow(/never finished/);
  });

  test('find what is damaged or missing in a backup, and restore nothing of it', async () => {
    const hash = await put('a', 'red apple');
    await write();
    const document = join(target(), 'documents', hash.slice(0, 2), hash.slice(2, 4), hash);
    const restored = join(root, 'restored');
    writeFileSync(document, 'red pear');
    await expect(restoreBackup({ backup: target(), dataDir: restored })).rejects.toThrow(/is damaged/);
    await rm(document);
    await expect(verifyBackup(target())).rejects.toMatchObject({
      code: 'storage_corrupt',
      message: expect.stringMatching(/is missing/),
    });
    writeFileSync(document, 'red apple');
    const bytes = readFileSync(join(target(), 'kaoju.sqlite'));
    bytes.writeUInt8(bytes.readUInt8(9000) ^ 1, 9000);
    writeFileSync(join(target(), 'kaoju.sqlite'), bytes);
    await expect(verifyBackup(target())).rejects.toThrow(/"kaoju.sqlite" is damaged/);
    expect(existsSync(restored)).toBe(false);
  });

  test('leave nothing behind when the bytes of a document are gone', async () => {
    const hash = await put('a', 'red apple');
    await openFileDocumentStore(join(dataDir, 'documents')).remove(hash);
    await expect(write()).rejects.toThrow(/put these documents again/);
    expect((await readdir(root)).filter((name) => name.startsWith('backup'))).toEqual([]);
  });
});
