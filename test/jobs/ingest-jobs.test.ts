import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SqliteStorage } from '../../src/adapters/sqlite/sqlite-storage.js';
import { KnowledgeBaseError } from '../../src/core/errors.js';
import { sha256 } from '../../src/core/identity.js';
import { gate, JobBench } from './open-jobs.js';

const down = new KnowledgeBaseError('embedder_unavailable', 'Cannot encode: it is down; start it');

describe('createIngestJobs()', () => {
  let bench: JobBench;
  beforeEach(() => {
    bench = new JobBench();
  });
  afterEach(() => bench.close());

  it('publishes every document, and says what became of each', async () => {
    const { id } = await bench.texts({ a: 'one', b: 'two', c: 'three' });
    const job = await bench.over(id);
    expect(job).toMatchObject({ state: 'done', counts: { done: 3 }, summary: '3 documents: 3 done' });
    expect([...bench.documents.keys()].sort()).toEqual(['a', 'b', 'c']);
    const { items } = await bench.jobs.listDocuments(id, { states: ['done'], limit: 1 });
    expect(items[0]).toMatchObject({ outcome: { status: 'created', embeddedSections: 1 }, attempts: 1 });
  });

  it('keeps the bytes before it acknowledges, and lets go of a batch that was not acknowledged', async () => {
    const wait = gate();
    bench.before = () => wait.opened;
    const { id } = await bench.texts({ a: 'one' });
    expect([...bench.kept.kept.keys()]).toEqual([sha256('one')]);
    const batch = await bench.jobs.openBatch({ collection: 'docs', caller: 'local' });
    await batch.add({ id: 'x' }, Buffer.from('never acknowledged'));
    await batch.discard();
    expect([...bench.kept.kept.keys()]).toEqual([sha256('one')]);
    wait.open();
    await bench.over(id);
  });

  it('rejects the batch when the disk is full, and leaves nothing behind', async () => {
    const full = new KnowledgeBaseError('storage_full', 'Cannot keep: no space; free some');
    bench.kept.failure = full;
    await expect(bench.texts({ a: 'one' })).rejects.toBe(full);
    expect((await bench.jobs.listJobs()).items).toEqual([]);
  });

  it('ends what is unchanged at once and writes none of its bytes', async () => {
    await bench.over((await bench.texts({ a: 'one', b: 'two' })).id);
    bench.kept.kept.delete(sha256('one'));
    const job = await bench.texts({ a: 'one', b: 'changed' });
    expect(job.counts).toMatchObject({ skipped: 1 });
    expect(bench.kept.kept.has(sha256('one'))).toBe(false);
    expect((await bench.over(job.id)).summary).toBe('2 documents: 1 done, 1 unchanged');
  });

  it('reads a document again whose scans were left unread, once scans are read', async () => {
    bench.notes = ['scan_unread'];
    await bench.over((await bench.texts({ 'a.pdf': 'scan' })).id);
    expect((await bench.over((await bench.texts({ 'a.pdf': 'scan' })).id)).counts.skipped).toBe(1);
    const reading = new JobBench({ readsScans: true });
    try {
      for (const [id, document] of bench.documents) reading.documents.set(id, document);
      await reading.over((await reading.texts({ 'a.pdf': 'scan' })).id);
      // Not ended before anybody looked at it.
      expect(reading.order).toEqual(['a.pdf']);
    } finally {
      await reading.close();
    }
  });

  it('does not stop for one bad document', async () => {
    bench.before = async ({ id }) => {
      if (id === 'b') throw new KnowledgeBaseError('unreadable_document', 'Cannot read "b": broken; mend it');
      if (id === 'c') throw new Error('a bug');
    };
    const job = await bench.over((await bench.texts({ a: '1', b: '2', c: '3', d: '4' })).id);
    expect(job).toMatchObject({ state: 'failed', counts: { done: 2, failed: 2 } });
    expect(await bench.problems(job.id)).toEqual({ b: 'unreadable_document', c: 'internal_error' });
  });

  it('takes the second document of the same id in one job as a failure, and a bad id too', async () => {
    const { id } = await bench.batch(async (batch) => {
      await batch.add({ id: 'a' }, Buffer.from('first'));
      await batch.add({ id: 'a' }, Buffer.from('second'));
      await batch.add({ id: '../a' }, Buffer.from('third'));
    });
    const job = await bench.over(id);
    expect(job.counts).toMatchObject({ done: 1, failed: 2 });
    const { items } = await bench.jobs.listDocuments(id, { states: ['failed'] });
    expect(items.map(({ problem }) => problem?.code)).toEqual(['duplicate_document', 'invalid_document_id']);
    expect(bench.documents.get('a')?.revision).toBe(sha256('first'));
    expect((await bench.jobs.retryJob(id)).queued).toBe(0);
  });

  it('publishes two jobs on the same documents in the order of their acknowledgement', async () => {
    const wait = gate();
    bench.before = () => wait.opened;
    const first = await bench.texts({ a: 'old', b: 'old' });
    const second = await bench.texts({ a: 'new', b: 'new' });
    wait.open();
    await bench.over(first.id);
    await bench.over(second.id);
    expect(bench.documents.get('a')?.revision).toBe(sha256('new'));
    expect(bench.documents.get('b')?.revision).toBe(sha256('new'));
    // The same bytes as are published now, but not as will be published when the job before is through.
    bench.before = async () => {};
    expect((await bench.over((await bench.texts({ a: 'new' })).id)).counts.skipped).toBe(1);
  });

  it('tries again what may mend itself, with a pause, and gives up in the end', async () => {
    let failures = 0;
    bench.before = async () => {
      failures += 1;
      if (failures <= 3) throw down;
    };
    const job = await bench.over((await bench.texts({ a: '1' })).id);
    expect(job).toMatchObject({ state: 'done' });
    bench.before = async () => {
      throw down;
    };
    const lost = await bench.over((await bench.texts({ b: '1' })).id);
    const { items } = await bench.jobs.listDocuments(lost.id);
    expect(items[0]).toMatchObject({ state: 'failed', attempts: 8, problem: { code: 'embedder_unavailable' } });
    bench.before = async () => {};
    expect(await bench.jobs.retryJob(lost.id, { only: 'failed' })).toMatchObject({ queued: 1 });
    expect(await bench.over(lost.id)).toMatchObject({ state: 'done' });
  });

  it('does not try again what an endpoint refuses for good', async () => {
    bench.before = async () => {
      throw new KnowledgeBaseError('embedder_unavailable', 'Cannot encode: 401; check the key', {
        facts: { status: 401 },
      });
    };
    const job = await bench.over((await bench.texts({ a: '1' })).id);
    expect((await bench.jobs.listDocuments(job.id)).items[0]).toMatchObject({ state: 'failed', attempts: 1 });
  });

  it('works on one document at a time while the encoder is away', async () => {
    let together = 0;
    let most = 0;
    let calls = 0;
    bench.before = async () => {
      calls += 1;
      together += 1;
      if (calls > 6) most = Math.max(most, together);
      await new Promise((resolve) => setTimeout(resolve, 5));
      together -= 1;
      if (calls < 12) throw down;
    };
    const job = await bench.texts(
      Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`d${index}`, `${index}`])),
    );
    await bench.over(job.id);
    expect(bench.documents.size).toBe(8);
    expect(most).toBeLessThanOrEqual(6);
  });

  it('waits for room when the disk is full in the middle, and loses no document', async () => {
    let calls = 0;
    bench.before = async () => {
      calls += 1;
      if (calls > 3 && calls < 14) throw new KnowledgeBaseError('storage_full', 'Cannot publish: no space; free some');
    };
    const texts = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`d${index}`, `${index}`]));
    const job = await bench.over((await bench.texts(texts)).id);
    expect(job).toMatchObject({ state: 'done', counts: { done: 20 } });
    expect(bench.documents.size).toBe(20);
  });

  it('cancels within a second, leaves nothing half done, and may be asked twice', async () => {
    const begun = gate();
    bench.before = ({ signal }) =>
      new Promise((_, reject) => {
        begun.open();
        signal?.addEventListener('abort', () => reject(signal.reason));
      });
    const { id } = await bench.texts({ a: '1', b: '2', c: '3' });
    await begun.opened;
    const at = performance.now();
    await bench.jobs.cancelJob(id);
    await bench.jobs.cancelJob(id);
    const job = await bench.over(id);
    expect(performance.now() - at).toBeLessThan(1000);
    expect(job).toMatchObject({ state: 'cancelled', counts: { cancelled: 3 } });
    expect(bench.documents.size).toBe(0);
    expect((await bench.jobs.cancelJob(id)).state).toBe('cancelled');
    bench.before = async () => {};
    expect((await bench.jobs.retryJob(id)).queued).toBe(3);
    expect(await bench.over(id)).toMatchObject({ state: 'done', counts: { done: 3 } });
  });

  it('retries what failed of a job that still runs', async () => {
    const wait = gate();
    bench.before = async ({ id }) => {
      if (id === 'slow') await wait.opened;
      if (id === 'bad') throw new KnowledgeBaseError('unreadable_document', 'Cannot read "bad": broken; mend it');
    };
    const { id } = await bench.texts({ slow: '1', bad: '2' });
    for (let after = 0; !(await bench.problems(id)).bad; )
      after = (await bench.jobs.listEvents(id, { after, waitMs: 1000 })).lastNumber;
    bench.before = async ({ id: document }) => {
      if (document === 'slow') await wait.opened;
    };
    expect(await bench.jobs.retryJob(id, { only: 'failed' })).toMatchObject({ queued: 1, job: { state: 'running' } });
    wait.open();
    expect(await bench.over(id)).toMatchObject({ state: 'done', counts: { done: 2 } });
  });

  it('drops a deleted document in every state, its bytes included', async () => {
    const wait = gate();
    const begun = gate();
    bench.before = async ({ id }) => {
      if (id === 'bad') throw new KnowledgeBaseError('unreadable_document', 'Cannot read "bad": broken; mend it');
      begun.open();
      await wait.opened;
    };
    const only = new JobBench({ limits: { documents: 1 } });
    only.before = bench.before;
    const { id } = await only.texts({ bad: 'b', working: 'w', waiting: 'q' });
    await begun.opened;
    for (let after = 0; !(await only.problems(id)).bad; )
      after = (await only.jobs.listEvents(id, { after, waitMs: 1000 })).lastNumber;
    for (const document of ['bad', 'working', 'waiting']) await only.jobs.withdraw('docs', document, 'deleted');
    wait.open();
    const job = await only.over(id);
    expect(job.counts).toMatchObject({ failed: 1, cancelled: 2 });
    expect(only.documents.size).toBe(0);
    expect((await only.jobs.retryJob(id)).queued).toBe(0);
    await only.close();
    expect([...only.kept.kept.keys()]).toEqual([]);
  });

  it('prunes what is gone from a source and nothing else', async () => {
    const before = { 's/a': '1', 's/b': '2', 's/c': '3', 's/d': '4', 's/e': '5', 'sx/other': '6', other: '7' };
    await bench.over((await bench.texts(before)).id);
    const { 's/a': _gone, 'sx/other': _other, other: _else, ...rest } = before;
    const job = await bench.over((await bench.texts(rest, { prune: ['s/'] })).id);
    expect(job.counts).toMatchObject({ skipped: 4, done: 1 });
    expect([...bench.documents.keys()].sort()).toEqual(['other', 's/b', 's/c', 's/d', 's/e', 'sx/other']);
  });

  it('refuses to prune more than a fifth, or everything, without a yes', async () => {
    await bench.over((await bench.texts({ 's/a': '1', 's/b': '2', 's/c': '3' })).id);
    const half = bench.texts({ 's/a': '1', 's/b': '2' }, { prune: ['s'] });
    await expect(half).rejects.toMatchObject({ code: 'prune_refused', facts: { removed: ['s/c'] } });
    await expect(bench.texts({ other: '1' }, { prune: ['s'] })).rejects.toMatchObject({ code: 'prune_refused' });
    expect(bench.documents.size).toBe(3);
    await bench.over((await bench.texts({ 's/a': '1', 's/b': '2' }, { prune: ['s'], yes: true })).id);
    expect([...bench.documents.keys()].sort()).toEqual(['s/a', 's/b']);
  });

  it('counts what could not be read as present when it prunes', async () => {
    const texts = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`s/${index}`, `${index}`]));
    await bench.over((await bench.texts(texts)).id);
    const { id } = await bench.batch(
      async (batch) => {
        for (const [document, text] of Object.entries(texts).slice(1))
          await batch.add({ id: document }, Buffer.from(text));
        batch.addFailed('s/0', new KnowledgeBaseError('unreadable_document', 'Cannot read "s/0": denied; allow it'));
      },
      { prune: ['s'] },
    );
    await bench.over(id);
    expect(bench.documents.size).toBe(6);
  });

  it('plans by hashes, and changes nothing', async () => {
    await bench.over((await bench.texts({ 's/a': '1', 's/b': '2', 's/gone': '3' })).id);
    const batch = await bench.jobs.openBatch({ collection: 'docs', caller: 'local' });
    batch.addByRevision({ id: 's/a' }, sha256('1'));
    batch.addByRevision({ id: 's/b' }, sha256('changed'));
    batch.addByRevision({ id: 's/c' }, sha256('new'));
    const plan = await batch.plan({ prune: ['s'] });
    expect(plan).toMatchObject({ added: ['s/c'], changed: ['s/b'], unchanged: 1, removed: ['s/gone'] });
    expect(plan.refused).toContain('more than a fifth');
    const { job } = await batch.finish();
    const ended = await bench.over(job.id);
    expect(ended.counts).toMatchObject({ skipped: 1, failed: 2 });
    expect(bench.documents.size).toBe(3);
  });

  it('makes one job of the same call twice, also when the first is through', async () => {
    const first = await bench.texts({ a: '1' }, { idempotencyKey: 'k' });
    expect((await bench.texts({ a: '1' }, { idempotencyKey: 'k' })).id).toBe(first.id);
    await bench.over(first.id);
    expect((await bench.texts({ a: '1' }, { idempotencyKey: 'k' })).id).toBe(first.id);
    await expect(bench.texts({ a: '2' }, { idempotencyKey: 'k' })).rejects.toMatchObject({
      code: 'idempotency_key_reused',
    });
    await expect(bench.batch(() => {})).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('shows documents and events only to those who may see them', async () => {
    const { id } = await bench.batch(async (batch) => {
      await batch.add({ id: 'open' }, Buffer.from('1'));
      await batch.add({ id: 'secret', access: ['hr'] }, Buffer.from('2'));
    });
    await bench.over(id);
    const seen = async (labels: string[] | null) => {
      const { items } = await bench.jobs.listDocuments(id, { access: { labels } });
      const { events } = await bench.jobs.listEvents(id, { access: { labels } });
      const named = new Set(events.flatMap(({ document }) => (document ? [document.id] : [])));
      return [items.map(({ documentId }) => documentId), [...named].sort()];
    };
    expect(await seen([])).toEqual([['open'], ['open']]);
    expect(await seen(['hr'])).toEqual([
      ['open', 'secret'],
      ['open', 'secret'],
    ]);
    expect(await seen(null)).toEqual([
      ['open', 'secret'],
      ['open', 'secret'],
    ]);
  });

  it('lets events be taken up behind the last one seen, and waits for the next', async () => {
    const wait = gate();
    bench.before = () => wait.opened;
    const { id } = await bench.texts({ a: '1' });
    const first = await bench.jobs.listEvents(id, { after: 0, limit: 1 });
    const waiting = bench.jobs.listEvents(id, { after: (await bench.jobs.getJob(id)).lastEvent, waitMs: 10_000 });
    wait.open();
    expect((await waiting).events.length).toBeGreaterThan(0);
    await bench.over(id);
    const rest = await bench.jobs.listEvents(id, { after: first.lastNumber });
    expect(rest.events[0]?.number).toBeGreaterThan(first.lastNumber);
    expect(rest).toMatchObject({ over: true });
  });

  it('holds documents back while those in work are large', async () => {
    const small = new JobBench({ limits: { bytes: 10 } });
    let together = 0;
    let most = 0;
    small.before = async () => {
      together += 1;
      most = Math.max(most, together);
      await new Promise((resolve) => setTimeout(resolve, 10));
      together -= 1;
    };
    const { id } = await small.texts({ a: '123456', b: '1234567', c: '12345678901234' });
    expect(await small.over(id)).toMatchObject({ state: 'done' });
    expect(most).toBe(1);
    await small.close();
  });
});

describe('createIngestJobs() over a restart', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kaoju-jobs-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('stops in order, and the next start goes on without counting a crash', async () => {
    const path = join(folder, 'kaoju.sqlite');
    const first = new JobBench({ storage: new SqliteStorage(path) });
    const begun = gate();
    first.before = ({ signal }) =>
      new Promise((_, reject) => {
        begun.open();
        signal?.addEventListener('abort', () => reject(signal.reason));
      });
    const { id } = await first.texts({ a: '1', b: '2' });
    await begun.opened;
    await first.close();
    const second = new JobBench({ storage: new SqliteStorage(path) });
    for (const [revision, bytes] of first.kept.kept) second.kept.kept.set(revision, bytes);
    expect(await second.jobs.getJob(id)).toMatchObject({ counts: { queued: 2 } });
    await second.jobs.start();
    expect(await second.over(id)).toMatchObject({ state: 'done', counts: { done: 2 } });
    const { items } = await second.jobs.listDocuments(id);
    expect(items.map(({ crashes, failures }) => [crashes, failures])).toEqual([
      [0, 0],
      [0, 0],
    ]);
    await second.close();
  });

  it('sweeps bytes that nobody needs, and keeps those that a job waits for', async () => {
    const bench = new JobBench({ storage: new SqliteStorage(join(folder, 'kaoju.sqlite')) });
    const wait = gate();
    bench.before = () => wait.opened;
    await bench.kept.put('f'.repeat(64), Buffer.from('left by a crash'));
    const { id } = await bench.texts({ a: '1' });
    wait.open();
    await bench.over(id);
    await bench.jobs.stop();
    expect([...bench.kept.kept.keys()]).toEqual([sha256('1')]);
    await bench.close();
  });

  it('goes on when the ledger could not be written for a while', async () => {
    const storage = new SqliteStorage(join(folder, 'kaoju.sqlite'));
    const bench = new JobBench({ storage });
    const write = storage.write.bind(storage);
    let isFull = true;
    storage.write = (action, work) => {
      if (action === 'write the progress of a job' && isFull)
        throw new KnowledgeBaseError('storage_full', 'Cannot write: no space; free some');
      return write(action, work);
    };
    const { id } = await bench.texts({ a: '1', b: '2' });
    const full = '0 of 2 documents; Cannot write: no space; free some';
    await vi.waitFor(async () => expect((await bench.jobs.getJob(id)).summary).toBe(full), 10_000);
    expect((await bench.jobs.listJobs()).items).toMatchObject([{ state: 'running', summary: full }]);
    isFull = false;
    expect(await bench.over(id)).toMatchObject({ state: 'done', summary: '2 documents: 2 done' });
    await bench.close();
  }, 20_000);
});
