import { afterAll, describe, expect, it } from 'vitest';
import { postgresAnswerLog } from '../../src/adapters/postgres/postgres-answer-log.js';
import { openPostgresCatalog } from '../../src/adapters/postgres/postgres-catalog.js';
import { postgresDocumentStore } from '../../src/adapters/postgres/postgres-document-store.js';
import { PostgresStorage } from '../../src/adapters/postgres/postgres-storage.js';
import { defaultCollectionSettings } from '../../src/core/collection.js';
import { type AnswerLogUnderTest, answerLogContract } from '../contracts/answer-log-contract.js';
import { type CatalogUnderTest, catalogContract } from '../contracts/catalog-contract.js';
import { documentStoreContract } from '../contracts/document-store-contract.js';
import { encoding, encodingOf, synthesise } from '../contracts/synthetic-document.js';
import { onDatabase, startPostgres } from '../postgres/start-postgres.js';

// npm run test:postgres

const server = await startPostgres();
afterAll(() => server?.dispose());

async function newDatabase(): Promise<string> {
  return (await server?.createDatabase()) ?? '';
}

async function openCatalog(url: string): Promise<CatalogUnderTest> {
  const catalog = await openPostgresCatalog(new PostgresStorage({ url }));
  return {
    catalog,
    async reopen() {
      await catalog.close();
      return openCatalog(url);
    },
    dispose: () => catalog.close(),
  };
}

async function openLog(url: string): Promise<AnswerLogUnderTest> {
  const storage = new PostgresStorage({ url });
  const catalog = await openPostgresCatalog(storage);
  for (const name of ['docs', 'other'])
    await catalog.putCollection(name, defaultCollectionSettings, encodingOf('fake'));
  return {
    log: postgresAnswerLog(storage, { keep: 3 }),
    async deleteCollection(name) {
      await catalog.deleteCollection(name);
    },
    async reopen() {
      await catalog.close();
      return openLog(url);
    },
    dispose: () => catalog.close(),
  };
}

describe.skipIf(!server)(server?.version ?? 'PostgreSQL', () => {
  catalogContract('openPostgresCatalog()', async () => openCatalog(await newDatabase()));
  answerLogContract('postgresAnswerLog()', async () => openLog(await newDatabase()));
  it('openPostgresCatalog() keeps a text with U+0000, which PostgreSQL refuses, as U+FFFD of the same length', async () => {
    const { catalog, dispose } = await openCatalog(await newDatabase());
    await catalog.putCollection('docs', defaultCollectionSettings, encoding);
    const { revision } = synthesise({ id: 'a', texts: ['one \0 two'] });
    await catalog.publish(revision);
    const { items } = await catalog.listSections('docs', 'a', { limit: 1, cursor: null });
    expect(items[0]?.text).toBe(revision.sections[0]?.text.replace('\0', '\ufffd'));
    expect((await catalog.publish(revision)).diff).toMatchObject({ updated: 0, unchanged: 1 });
    await dispose();
  });
  documentStoreContract('postgresDocumentStore()', async () => {
    const url = await newDatabase();
    const storage = new PostgresStorage({ url });
    await openPostgresCatalog(storage);
    return {
      store: postgresDocumentStore(storage),
      async damage(revision) {
        await onDatabase(url, 'UPDATE document_bytes SET bytes = set_byte(bytes, 0, 0) WHERE revision = $1', [
          revision,
        ]);
      },
      dispose: () => storage.close(),
    };
  });
});
