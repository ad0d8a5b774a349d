import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteAnswerLog } from '../../../src/adapters/sqlite/sqlite-answer-log.js';
import { openSqliteCatalog } from '../../../src/adapters/sqlite/sqlite-catalog.js';
import { defaultCollectionSettings } from '../../../src/core/collection.js';
import { type AnswerLogUnderTest, answerLogContract } from '../../contracts/answer-log-contract.js';
import { encodingOf } from '../../contracts/synthetic-document.js';

async function open(folder = mkdtempSync(join(tmpdir(), 'kaoju-answers-'))): Promise<AnswerLogUnderTest> {
  const catalog = openSqliteCatalog(join(folder, 'kaoju.sqlite'));
  for (const name of ['docs', 'other'])
    await catalog.putCollection(name, defaultCollectionSettings, encodingOf('fake'));
  return {
    log: sqliteAnswerLog(catalog.storage, { keep: 3 }),
    async deleteCollection(name) {
      await catalog.deleteCollection(name);
    },
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

answerLogContract('sqliteAnswerLog()', () => open());
