import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewJobDocument } from '../../src/core/job.js';
import type { JobQueue } from '../../src/ports/job-queue.js';
import type { JobStore, NewJob } from '../../src/ports/job-store.js';

export interface JobsUnderTest {
  readonly store: JobStore;
  readonly queue: JobQueue;
  /** Moves the clock that both go by. */
  advance(ms: number): void | Promise<void>;
  dispose(): Promise<void>;
}

const leaseMs = 60_000;
const revision = 'a'.repeat(64);

export function newDocument(documentId: string, more: Partial<NewJobDocument> = {}): NewJobDocument {
  return {
    documentId,
    action: 'put',
    revision,
    mediaType: null,
    metadata: {},
    access: null,
    sizeBytes: 10,
    end: null,
    ...more,
  };
}

export function newJob(id: string, more: Partial<NewJob> = {}): NewJob {
  return { id, collection: 'docs', caller: 'local', idempotencyKey: null, fingerprint: 'f', ...more };
}

/** What every ledger of jobs and every queue promises, together: they look at the same documents. */
export function jobContract(name: string, open: () => Promise<JobsUnderTest>): void {
  describe(`${name}, as every job store and queue`, () => {
    let subject: JobsUnderTest;
    let store: JobStore;
    let queue: JobQueue;
    beforeEach(async () => {
      subject = await open();
      ({ store, queue } = subject);
    });
    afterEach(() => subject.dispose());

    const take = async () => {
      const document = await queue.take('worker', leaseMs);
      if (!document) throw new Error('nothing to take');
      return document;
    };
    const end = (document: { key: number; attempts: number }, state: 'done' | 'failed' | 'cancelled') =>
      store.record([{ key: document.key, attempt: document.attempts, state }]);
    const problem = { code: 'superseded', message: 'Cannot go on: newer' } as const;

    it('acknowledges a job with its documents, and hands them out in order', async () => {
      const { job, created } = await store.createJob(newJob('j'), [newDocument('a'), newDocument('b')]);
      expect(created).toBe(true);
      expect(job).toMatchObject({ id: 'j', state: 'queued', counts: { queued: 2 }, sizeBytes: 20, endedBytes: 0 });
      const first = await take();
      expect(first).toMatchObject({ documentId: 'a', jobId: 'j', collection: 'docs', state: 'loading', attempts: 1 });
      expect((await take()).documentId).toBe('b');
      expect(await queue.take('worker', leaseMs)).toBeNull();
      expect((await store.findJob('j')).state).toBe('running');
    });

    it('ends a job with its last document, and says how', async () => {
      await store.createJob(newJob('j'), [newDocument('a'), newDocument('b')]);
      await end(await take(), 'done');
      expect((await store.findJob('j')).state).toBe('running');
      await end(await take(), 'failed');
      expect(await store.findJob('j')).toMatchObject({
        state: 'failed',
        counts: { done: 1, failed: 1 },
        endedBytes: 20,
      });
      await store.createJob(newJob('k'), [newDocument('c', { end: { state: 'skipped', problem: null } })]);
      expect(await store.findJob('k')).toMatchObject({ state: 'done', counts: { skipped: 1 } });
    });

    it('takes the same call again as the same job, and refuses another one under its key', async () => {
      await store.createJob(newJob('j', { idempotencyKey: 'k' }), [newDocument('a')]);
      const again = await store.createJob(newJob('other', { idempotencyKey: 'k' }), [newDocument('a')]);
      expect(again).toMatchObject({ created: false, job: { id: 'j' } });
      const wrong = store.createJob(newJob('x', { idempotencyKey: 'k', fingerprint: 'g' }), [newDocument('b')]);
      await expect(wrong).rejects.toMatchObject({ code: 'idempotency_key_reused' });
      const foreign = await store.createJob(newJob('y', { idempotencyKey: 'k', caller: 'else' }), [newDocument('b')]);
      expect(foreign.created).toBe(true);
    });

    it('lets jobs take turns', async () => {
      await store.createJob(
        newJob('long'),
        ['a', 'b', 'c', 'd'].map((id) => newDocument(id)),
      );
      await take();
      await store.createJob(newJob('short'), [newDocument('x'), newDocument('y')]);
      const order = [await take(), await take(), await take(), await take()].map(({ jobId }) => jobId);
      expect(order).toEqual(['long', 'short', 'long', 'short']);
    });

    it('holds a document back while an older one of the same id is not over', async () => {
      await store.createJob(newJob('old'), [newDocument('a')]);
      await store.createJob(newJob('new'), [newDocument('a')]);
      const first = await take();
      expect(first.jobId).toBe('old');
      expect(await queue.take('worker', leaseMs)).toBeNull();
      expect(await store.isAwaited('docs', 'a')).toBe(true);
      await end(first, 'done');
      expect((await take()).jobId).toBe('new');
    });

    it('takes nothing from an attempt that is no longer the present one', async () => {
      await store.createJob(newJob('j'), [newDocument('a')]);
      const lost = await queue.take('gone', leaseMs);
      if (!lost) throw new Error('nothing to take');
      expect(await queue.recover({ maxCrashes: 3, survivors: ['worker'] })).toEqual({ waiting: 1, parked: 0 });
      // It waits anew, and nobody has begun it yet.
      await end(lost, 'cancelled');
      expect((await store.findJob('j')).counts).toMatchObject({ queued: 1, cancelled: 0 });
      const again = await take();
      expect(again).toMatchObject({ key: lost.key, attempts: 2, crashes: 1 });
      await end(lost, 'failed');
      expect((await store.findJob('j')).counts).toMatchObject({ loading: 1, failed: 0 });
      await end(again, 'done');
      expect((await store.findJob('j')).state).toBe('done');
    });

    it('takes documents up again when their lease is over, not while it is renewed', async () => {
      await store.createJob(newJob('j'), [newDocument('a')]);
      await take();
      await subject.advance(leaseMs - 1000);
      expect(await queue.renew('worker', leaseMs)).toHaveLength(1);
      await subject.advance(leaseMs - 1000);
      expect(await queue.recover({ maxCrashes: 3 })).toEqual({ waiting: 0, parked: 0 });
      await subject.advance(2000);
      expect(await queue.recover({ maxCrashes: 3 })).toEqual({ waiting: 1, parked: 0 });
    });

    it('parks a document that a process died with again and again, and goes on with the others', async () => {
      await store.createJob(newJob('j'), [newDocument('poison'), newDocument('b')]);
      for (let crash = 1; crash <= 3; crash++) {
        const document = await queue.take('dying', leaseMs);
        if (document?.documentId === 'b') await end(document, 'done');
        if (document?.documentId === 'b') await queue.take('dying', leaseMs);
        await queue.recover({ maxCrashes: 3, survivors: [] });
      }
      expect(await store.findJob('j')).toMatchObject({ state: 'failed', counts: { done: 1, failed: 1 } });
      const { items } = await store.listJobDocuments('j', { states: ['failed'], limit: 10, cursor: null });
      expect(items[0]).toMatchObject({ documentId: 'poison', crashes: 3, problem: { code: 'repeated_crash' } });
      expect((await store.retryJob('j', ['failed'])).queued).toBe(1);
      expect(await take()).toMatchObject({ documentId: 'poison', crashes: 0 });
    });

    it('gives back what a worker holds without counting a crash', async () => {
      await store.createJob(newJob('j'), [newDocument('a')]);
      await take();
      expect(await queue.giveBack('worker')).toBe(1);
      expect(await take()).toMatchObject({ attempts: 2, crashes: 0, failures: 0 });
    });

    it('tells a worker what it may go on with', async () => {
      await store.createJob(newJob('j'), [newDocument('a'), newDocument('b')]);
      await store.createJob(newJob('k'), [newDocument('c')]);
      const [first, second, third] = [await take(), await take(), await take()];
      expect(await queue.listHeld('worker')).toHaveLength(3);
      expect(await queue.listHeld('another')).toEqual([]);
      await store.withdraw('docs', 'c', { problem });
      const left = [first, second, third].filter(({ documentId }) => documentId !== 'c').map(({ key }) => key);
      expect([...(await queue.listHeld('worker'))].sort()).toEqual(left.sort());
      await store.cancelJob('j');
      expect(await queue.listHeld('worker')).toEqual([]);
    });

    it('puts a document off until it is due, and counts its failures', async () => {
      await store.createJob(newJob('j'), [newDocument('a')]);
      const { key, attempts: attempt } = await take();
      const dueAt = Date.parse((await store.listEvents('j', { after: 0, limit: 1 }))[0]?.at ?? '') + 5000;
      await store.record([{ key, attempt, state: 'queued', problem: { code: 'timeout', message: 'Cannot' }, dueAt }]);
      expect(await queue.take('worker', leaseMs)).toBeNull();
      expect(await queue.dueInMs()).toBeGreaterThan(4000);
      await subject.advance(5001);
      expect(await queue.dueInMs()).toBe(0);
      expect(await take()).toMatchObject({ attempts: 2, failures: 1, problem: { code: 'timeout' } });
    });

    it('does not stand still when the clock is set back', async () => {
      await store.createJob(newJob('j'), [newDocument('a'), newDocument('b')]);
      const { key, attempts: attempt } = await take();
      const late = Date.parse('2100-01-01T00:00:00Z');
      await store.record([{ key, attempt, state: 'queued', dueAt: late }]);
      expect((await take()).documentId).toBe('a');
      await subject.advance(-7 * 24 * 3_600_000);
      expect((await queue.recover({ maxCrashes: 3 })).waiting).toBe(1);
      expect(await queue.take('worker', leaseMs)).not.toBeNull();
    });

    it('cancels what waits at once, names what is in work, and does so twice', async () => {
      await store.createJob(newJob('j'), [newDocument('a'), newDocument('b')]);
      const working = await take();
      const { job, inWork } = await store.cancelJob('j');
      expect(inWork).toEqual([working.key]);
      expect(job).toMatchObject({ state: 'cancelling', counts: { cancelled: 1 } });
      expect((await store.cancelJob('j')).inWork).toEqual([working.key]);
      await expect(store.retryJob('j', ['failed'])).rejects.toMatchObject({ code: 'conflict' });
      // Another attempt is not to be had any more.
      await store.record([{ key: working.key, attempt: working.attempts, state: 'queued' }]);
      expect(await store.findJob('j')).toMatchObject({ state: 'cancelled', counts: { cancelled: 2 } });
      expect((await store.cancelJob('j')).job.state).toBe('cancelled');
      expect(await queue.take('worker', leaseMs)).toBeNull();
      expect((await store.retryJob('j', ['failed', 'cancelled'])).queued).toBe(2);
      expect((await take()).documentId).toBe('a');
    });

    it('retries what failed while the job still runs', async () => {
      await store.createJob(newJob('j'), [newDocument('a'), newDocument('b')]);
      await end(await take(), 'failed');
      expect(await store.retryJob('j', ['failed'])).toMatchObject({ queued: 1, job: { state: 'running' } });
      const rest = [await take(), await take()].map(({ documentId }) => documentId).sort();
      expect(rest).toEqual(['a', 'b']);
    });

    it('takes a deleted document out of its jobs, and lets go of its bytes', async () => {
      await store.createJob(newJob('j'), [newDocument('a'), newDocument('b')]);
      const working = await take();
      await store.createJob(newJob('k'), [newDocument('a')]);
      const { waiting, inWork } = await store.withdraw('docs', 'a', { problem });
      expect({ waiting: waiting.length, inWork }).toEqual({ waiting: 1, inWork: [working.key] });
      expect(await store.findJob('k')).toMatchObject({ state: 'done', counts: { cancelled: 1 } });
      // Its worker does not know yet; what it reports comes too late.
      await store.record([{ key: working.key, attempt: working.attempts, state: 'done' }]);
      expect((await store.findJob('j')).counts).toMatchObject({ cancelled: 1, queued: 1 });
      expect(await queue.recover({ maxCrashes: 3, survivors: [] })).toEqual({ waiting: 0, parked: 0 });
      expect(await store.needsRevision(revision)).toBe(true);
      const all = await store.withdraw('docs', null, { problem });
      expect(all.revisions).toEqual([revision]);
      expect(await store.needsRevision(revision)).toBe(false);
      expect((await store.retryJob('k', ['cancelled'])).queued).toBe(0);
    });

    it('withdraws for a newer version only what is older than it', async () => {
      await store.createJob(newJob('j'), [newDocument('a')]);
      const upTo = await store.lastKey();
      await store.createJob(newJob('k'), [newDocument('a')]);
      const { waiting } = await store.withdraw('docs', 'a', { problem, newerThan: upTo });
      expect(waiting).toHaveLength(1);
      expect((await take()).jobId).toBe('k');
    });

    it('ends the retries of older versions once a newer one is done', async () => {
      await store.createJob(newJob('old'), [newDocument('a')]);
      await end(await take(), 'failed');
      await store.createJob(newJob('new'), [newDocument('a', { revision: 'b'.repeat(64) })]);
      expect(await end(await take(), 'done')).toEqual([revision]);
      expect(await store.needsRevision(revision)).toBe(false);
      expect((await store.retryJob('old', ['failed'])).queued).toBe(0);
    });

    it('retries nothing that a newer version has followed', async () => {
      await store.createJob(newJob('old'), [newDocument('a'), newDocument('b'), newDocument('c')]);
      await store.cancelJob('old');
      await store.createJob(newJob('new'), [
        newDocument('a', { revision: 'b'.repeat(64) }),
        newDocument('b', { revision: null, end: { state: 'skipped', problem: null } }),
      ]);
      await take();
      expect((await store.retryJob('old', ['cancelled'])).queued).toBe(1);
      expect((await take()).documentId).toBe('c');
    });

    it('retries a removal, but not once the document was put anew', async () => {
      await store.createJob(newJob('j'), [newDocument('a', { action: 'remove', revision: null })]);
      await end(await take(), 'failed');
      expect((await store.retryJob('j', ['failed'])).queued).toBe(1);
      await end(await take(), 'failed');
      await store.withdraw('docs', 'a', { problem, newerThan: await store.lastKey() });
      expect((await store.retryJob('j', ['failed'])).queued).toBe(0);
    });

    it('needs bytes until a document is done, and for another try after it failed', async () => {
      await store.createJob(newJob('j'), [newDocument('a')]);
      const working = await take();
      expect(await store.needsRevision(revision)).toBe(true);
      await end(working, 'failed');
      expect(await store.needsRevision(revision)).toBe(true);
      await store.retryJob('j', ['failed']);
      await end(await take(), 'done');
      expect(await store.needsRevision(revision)).toBe(false);
    });

    it('numbers events over all jobs, and goes on behind the last one seen', async () => {
      await store.createJob(newJob('j'), [newDocument('a', { access: ['hr'] })]);
      const seen = await store.listEvents('j', { after: 0, limit: 10 });
      expect(seen.map(({ state }) => state)).toEqual(['queued']);
      const { key, attempts: attempt } = await take();
      await store.record([
        { key, attempt, state: 'embedding', progress: 0.5 },
        { key, attempt, state: 'failed', problem: { code: 'empty_document', message: 'Cannot: empty' } },
      ]);
      const more = await store.listEvents('j', { after: seen.at(-1)?.number ?? 0, limit: 10 });
      expect(more.map(({ state, progress, document }) => [state, progress, document?.id])).toEqual([
        ['loading', 0, 'a'],
        ['embedding', 0.5, 'a'],
        ['failed', 0, 'a'],
        ['failed', 0, undefined],
      ]);
      expect(more[0]?.document?.access).toEqual(['hr']);
      expect(more[2]?.problem?.code).toBe('empty_document');
      expect((await store.peekJob('j')).lastEvent).toBe(more.at(-1)?.number);
    });

    it('lists jobs newest first and documents by state, page by page', async () => {
      for (const id of ['1', '2', '3']) await store.createJob(newJob(id), [newDocument('a'), newDocument('b')]);
      const page = await store.listJobs({ collection: 'docs', limit: 2, cursor: null });
      expect(page.items.map(({ id }) => id)).toEqual(['3', '2']);
      const rest = await store.listJobs({ collection: 'docs', limit: 2, cursor: page.nextCursor });
      expect(rest).toMatchObject({ items: [{ id: '1' }], nextCursor: null });
      expect((await store.listJobs({ collection: 'other', limit: 2, cursor: null })).items).toEqual([]);
      const documents = await store.listJobDocuments('1', { states: ['queued'], limit: 1, cursor: null });
      expect(documents.items.map(({ documentId }) => documentId)).toEqual(['a']);
      const next = await store.listJobDocuments('1', { states: [], limit: 1, cursor: documents.nextCursor });
      expect(next.items.map(({ documentId }) => documentId)).toEqual(['b']);
      await expect(store.findJob('nothing')).rejects.toMatchObject({ code: 'job_not_found' });
    });

    it('forgets jobs long over, and the bytes that they held', async () => {
      await store.createJob(newJob('j'), [newDocument('a')]);
      await end(await take(), 'failed');
      await store.createJob(newJob('k'), [newDocument('b', { revision: 'b'.repeat(64) })]);
      await subject.advance(10_000);
      const now = Date.parse((await store.findJob('k')).createdAt) + 5000;
      expect(await store.forgetJobs(now)).toEqual([revision]);
      await expect(store.findJob('j')).rejects.toMatchObject({ code: 'job_not_found' });
      expect((await store.findJob('k')).state).toBe('queued');
    });
  });
}
