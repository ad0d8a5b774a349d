import { describe, expect, it } from 'vitest';
import { SqliteStorage } from '../../../src/adapters/sqlite/sqlite-storage.js';
import { openSqliteJobQueue } from '../../../src/adapters/sqlite-jobs/sqlite-job-queue.js';
import { openSqliteJobStore } from '../../../src/adapters/sqlite-jobs/sqlite-job-store.js';
import { jobContract, newDocument, newJob } from '../../contracts/job-contract.js';

jobContract('openSqliteJobStore() and openSqliteJobQueue()', async () => {
  let now = Date.parse('2026-11-24T08:00:00Z');
  const storage = new SqliteStorage(':memory:', { now: () => new Date(now) });
  return {
    store: openSqliteJobStore(storage),
    queue: openSqliteJobQueue(storage),
    advance: (ms) => {
      now += ms;
    },
    dispose: async () => storage.close(),
  };
});

describe('openSqliteJobQueue()', () => {
  it('takes from a job of ten thousand in a few milliseconds', async () => {
    const storage = new SqliteStorage(':memory:');
    const store = openSqliteJobStore(storage);
    const queue = openSqliteJobQueue(storage);
    await store.createJob(
      newJob('j'),
      Array.from({ length: 10_000 }, (_, index) => newDocument(`document-${index}`)),
    );
    const plan = storage.all<{ detail: string }>(
      `EXPLAIN QUERY PLAN SELECT d.key FROM job_documents d WHERE d.job_key = 1 AND d.state = 'queued' AND d.due_at <= 5
         AND NOT EXISTS (SELECT 1 FROM job_documents older WHERE older.active = 1 AND older.collection = d.collection
           AND older.document_id = d.document_id AND older.key < d.key) ORDER BY d.crashes, d.key LIMIT 1`,
    );
    const details = plan.map(({ detail }) => detail).join('\n');
    expect(details).toContain('USING INDEX job_documents_by_state');
    expect(details).toContain('job_documents_active');
    expect(details).not.toContain('TEMP B-TREE');
    expect((await queue.take('worker', 1000))?.documentId).toBe('document-0');
    storage.close();
  });
});
