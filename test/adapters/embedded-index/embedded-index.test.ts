import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedIndex } from '../../../src/adapters/embedded-index/embedded-index.js';
import { openSqliteCatalog } from '../../../src/adapters/sqlite/sqlite-catalog.js';
import { type IndexUnderTest, sectionIndexContract } from '../../contracts/section-index-contract.js';

async function open(folder: string = mkdtempSync(join(tmpdir(), 'kaoju-index-'))): Promise<IndexUnderTest> {
  const catalog = openSqliteCatalog(join(folder, 'kaoju.sqlite'));
  const index = await openEmbeddedIndex({ storage: catalog.storage });
  const close = async () => {
    await index.close();
    await catalog.close();
  };
  return {
    catalog,
    index,
    async reopen() {
      await close();
      return open(folder);
    },
    async dispose() {
      await close();
      rmSync(folder, { recursive: true });
    },
  };
}

sectionIndexContract('openEmbeddedIndex()', () => open());
