import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openFileDocumentStore } from '../../src/adapters/file-document-store.js';
import { sha256 } from '../../src/core/identity.js';
import { documentStoreContract } from '../contracts/document-store-contract.js';

function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'kaoju-store-'));
}

documentStoreContract('openFileDocumentStore()', async () => {
  const folder = temporaryFolder();
  return {
    store: openFileDocumentStore(join(folder, 'documents')),
    async damage(revision) {
      const path = join(folder, 'documents', revision.slice(0, 2), revision.slice(2, 4), revision);
      const bytes = readFileSync(path);
      writeFileSync(path, bytes.fill(0, 0, 1));
    },
    async dispose() {
      rmSync(folder, { recursive: true });
    },
  };
});

describe('openFileDocumentStore()', () => {
  it('leaves one file a document and no other', async () => {
    const folder = temporaryFolder();
    const store = openFileDocumentStore(folder);
    await store.put(sha256('one'), Buffer.from('one'));
    await store.put(sha256('two'), Buffer.from('two'));
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.map(({ name }) => name).sort()).toEqual([sha256('one'), sha256('two')].sort());
    rmSync(folder, { recursive: true });
  });

  it('put() rejects with storage_read_only where its folder cannot be', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'documents'), 'a file stands here');
    const store = openFileDocumentStore(join(folder, 'documents'));
    await expect(store.put(sha256('one'), Buffer.from('one'))).rejects.toMatchObject({ code: 'storage_read_only' });
    rmSync(folder, { recursive: true });
  });
});
