import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openQdrantIndex } from '../../../src/adapters/qdrant/qdrant-index.js';
import { openSqliteCatalog } from '../../../src/adapters/sqlite/sqlite-catalog.js';
import { type IndexUnderTest, sectionIndexContract } from '../../contracts/section-index-contract.js';
import { dimensions } from '../../contracts/synthetic-document.js';
import { startQdrantServer } from '../../fakes/qdrant/qdrant-server.js';

async function open(
  folder = mkdtempSync(join(tmpdir(), 'kaoju-qdrant-')),
  server?: Awaited<ReturnType<typeof startQdrantServer>>,
): Promise<IndexUnderTest> {
  const running = server ?? (await startQdrantServer({ apiKey: 'secret' }));
  const catalog = openSqliteCatalog(join(folder, 'kaoju.sqlite'));
  const index = openQdrantIndex({ url: running.url, apiKey: 'secret', catalog, dimensions });
  const close = async () => {
    await index.close();
    await catalog.close();
  };
  return {
    catalog,
    index,
    async reopen() {
      await close();
      return open(folder, running);
    },
    async dispose() {
      await close();
      await running.close();
      rmSync(folder, { recursive: true });
    },
  };
}

sectionIndexContract('openQdrantIndex() on the fake server', () => open());
