import { afterEach, describe, expect, it } from 'vitest';
import { absenceGraceMs, findAbsentWorker } from '../../src/jobs/absent-worker.js';
import { JobBench } from './open-jobs.js';

describe('findAbsentWorker()', () => {
  it('names what is missing and the remedy, only where nobody works on what waits', async () => {
    const asked: number[] = [];
    const queue = (unattended: boolean) => ({
      async isUnattended(graceMs: number) {
        asked.push(graceMs);
        return unattended;
      },
    });
    expect(await findAbsentWorker(queue(false))).toBeNull();
    const problem = await findAbsentWorker(queue(true));
    expect(problem).toMatchObject({ code: 'no_worker', retryable: true });
    expect(problem?.message).toMatch(/no worker is taking any; start kaoju worker, or a server with KAOJU_JOBS=on$/);
    expect(asked).toEqual([absenceGraceMs, absenceGraceMs]);
  });
});

describe('createIngestJobs() without a worker', () => {
  let bench: JobBench | undefined;
  afterEach(() => bench?.close());

  it('says in the summary of a job that is not over why it stands still, until a worker is there', async () => {
    let unattended = true;
    bench = new JobBench({ works: false, queue: { isUnattended: async () => unattended } });
    const { id } = await bench.texts({ a: 'one', b: 'two' });
    const stuck = '0 of 2 documents; no worker is taking documents: start kaoju worker, or a server with KAOJU_JOBS=on';
    expect(await bench.jobs.getJob(id)).toMatchObject({ state: 'queued', summary: stuck, secondsLeft: null });
    expect((await bench.jobs.listJobs()).items).toMatchObject([{ summary: stuck }]);
    expect(await bench.jobs.absentWorker()).toMatchObject({ code: 'no_worker' });
    unattended = false;
    expect((await bench.jobs.getJob(id)).summary).toBe('0 of 2 documents');
    expect(await bench.jobs.absentWorker()).toBeNull();
    unattended = true;
    expect((await bench.jobs.cancelJob(id)).summary).toBe('2 documents: 2 cancelled');
  });

  it('never says it of a folder, whose own process is the worker', async () => {
    bench = new JobBench();
    const { id } = await bench.texts({ a: 'one' });
    await bench.over(id);
    expect(await bench.jobs.absentWorker()).toBeNull();
  });
});
