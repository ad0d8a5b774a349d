import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openQdrantIndex, type QdrantIndexOptions } from '../../../src/adapters/qdrant/qdrant-index.js';
import { openSqliteCatalog } from '../../../src/adapters/sqlite/sqlite-catalog.js';
import type { IndexUnderTest } from '../../contracts/section-index-contract.js';

/** A Qdrant index beside a catalog in a folder of its own. */
export function openQdrantUnderTest(
  server: Pick<QdrantIndexOptions, 'url'> & Partial<QdrantIndexOptions>,
  onDispose: () => Promise<void> = async () => {},
  folder = mkdtempSync(join(tmpdir(), 'kaoju-qdrant-')),
): IndexUnderTest {
  const catalog = openSqliteCatalog(join(folder, 'kaoju.sqlite'));
  const index = openQdrantIndex({ catalog, retryDelayMs: 5, ...server });
  const close = async () => {
    await index.close();
    await catalog.close();
  };
  return {
    catalog,
    index,
    async reopen() {
      await close();
      return openQdrantUnderTest(server, onDispose, folder);
    },
    async dispose() {
      await close();
      await onDispose();
      rmSync(folder, { recursive: true });
    },
  };
}
