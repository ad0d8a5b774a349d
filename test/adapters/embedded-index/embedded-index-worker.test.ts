import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SearchWorkerClient } from '../../../src/adapters/embedded-index/search-worker-client.js';
import { openSqliteCatalog } from '../../../src/adapters/sqlite/sqlite-catalog.js';

describe('SearchWorkerClient', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kaoju-worker-'));
    path = join(folder, 'kaoju.sqlite');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('says why its worker cannot start, and starts another one for the next request', async () => {
    const client = new SearchWorkerClient({ path });
    await expect(client.open()).rejects.toMatchObject({ code: 'storage_read_only' });
    const catalog = openSqliteCatalog(path);
    expect(await client.request('memory', {})).toMatchObject({ rows: 0 });
    await client.close();
    await catalog.close();
  });

  it('rejects what comes after close() with index_unavailable', async () => {
    const catalog = openSqliteCatalog(path);
    const client = new SearchWorkerClient({ path });
    await client.open();
    await client.close();
    await client.close();
    await expect(client.request('memory', {})).rejects.toMatchObject({ code: 'index_unavailable' });
    await catalog.close();
  });

  it('answers many requests at once, each with its own', async () => {
    const catalog = openSqliteCatalog(path);
    const client = new SearchWorkerClient({ path });
    const names = Array.from({ length: 50 }, (_, at) => `c${at}`);
    await Promise.all(names.map((generation) => client.request('create', { generation, dimensions: 16 })));
    const missing = client.request('refresh', { generation: 'none', documentId: 'a' });
    const found = names.map((generation) => client.request('refresh', { generation, documentId: 'a' }));
    await expect(missing).rejects.toMatchObject({ code: 'collection_not_found', facts: { generation: 'none' } });
    expect(await Promise.all(found)).toEqual(names.map(() => 0));
    await client.close();
    await catalog.close();
  });
});
