import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, heldByWorker, startCluster } from '../postgres/cluster.js';
import { onDatabase, startPostgres } from '../postgres/start-postgres.js';

// npm run test:postgres: one API server and three workers, each a process of its own, on one database.

const server = await startPostgres();
afterAll(() => server?.dispose());

interface Job {
  readonly job_id: string;
  readonly state: string;
  readonly counts: Readonly<Record<string, number>>;
}

interface Counts {
  readonly documents: number;
  readonly sections: number;
}

const documentCount = 60;
const sectionsEach = 3;

describe.skipIf(!server)('kaoju worker, three of them', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    if (server) cluster = await startCluster(server, { workers: 3, embedMs: 800 });
  });
  afterAll(() => cluster?.close());

  const jobOf = (id: string) => cluster.call<Job>('GET', `/v1/ingest-jobs/${id}`);
  const start = async (collection: string, mark: string, count = documentCount): Promise<Job> => {
    await cluster.call('PUT', `/v1/collections/${collection}`, {});
    const documents = Array.from({ length: count }, (_, at) => ({ id: `note-${at}.md`, text: note(mark, at) }));
    return (await cluster.call<{ job: Job }>('POST', '/v1/ingest-jobs', { collection, documents })).job;
  };
  const done = async (id: string) => (await jobOf(id)).counts.done ?? 0;
  const isOver = async (id: string) => ['done', 'failed', 'cancelled'].includes((await jobOf(id)).state);
  /** Some are done, and every worker has others in work. */
  const underWay = (id: string) =>
    cluster.until('all three are in the middle of it', async () => (await done(id)) >= 6 && (await workers()) === 3);
  const workers = async () => (await heldByWorker(cluster.database)).size;

  /** Every document done, once, with its sections and its vectors, and nothing besides. */
  const assertWhole = async (collection: string, id: string, count = documentCount): Promise<void> => {
    expect(await jobOf(id)).toMatchObject({ state: 'done', counts: { done: count, failed: 0, cancelled: 0 } });
    const ended = await onDatabase<{ times: string }>(
      cluster.database,
      `SELECT count(*) AS times FROM job_events e JOIN jobs j ON j.key = e.job_key
         WHERE j.id = $1 AND e.document_key IS NOT NULL AND e.state = 'done' GROUP BY e.document_key`,
      [id],
    );
    expect(ended.map(({ times }) => Number(times))).toEqual(Array(count).fill(1));
    const counts = await cluster.call<Counts>('GET', `/v1/collections/${collection}`);
    expect(counts).toMatchObject({ documents: count, sections: count * sectionsEach });
    const live = await onDatabase<{ points: string }>(
      cluster.database,
      'SELECT count(*) AS points FROM points p JOIN documents d ON d.key = p.document_key JOIN collections c ON c.key = d.collection_key WHERE c.name = $1',
      [collection],
    );
    expect(Number(live[0]?.points)).toBe(count * sectionsEach);
    expect(await vectorsOf(collection)).toBe(count * sectionsEach);
    const left = await onDatabase(cluster.database, 'SELECT 1 FROM kaoju_queue.job');
    expect(left).toEqual([]);
  };
  const vectorsOf = async (collection: string): Promise<number> => {
    const [row] = await onDatabase<{ generation: string }>(
      cluster.database,
      'SELECT generation FROM collections WHERE name = $1',
      [collection],
    );
    const points = [...cluster.qdrant.collections.values()].flatMap(({ points }) => [...points.values()]);
    return points.filter(({ payload }) => JSON.stringify(payload).includes(row?.generation ?? '-')).length;
  };
  const crashes = async (id: string): Promise<number> => {
    const [row] = await onDatabase<{ crashes: string }>(
      cluster.database,
      'SELECT sum(crashes) AS crashes FROM job_documents d JOIN jobs j ON j.key = d.job_key WHERE j.id = $1',
      [id],
    );
    return Number(row?.crashes);
  };

  it('shares a job among workers, and tells of it on a server that works on nothing', async () => {
    const { job_id: id } = await start('shared', 'first');
    await cluster.until('all three work', async () => (await workers()) === 3);
    const stream = await fetch(`${cluster.api}/v1/ingest-jobs/${id}/events`, {
      headers: { accept: 'text/event-stream' },
    });
    const events = (await stream.text()).split('\n\n').filter((frame) => frame.includes('data:'));
    expect(
      events.filter((frame) => frame.includes('"state":"done"') && frame.includes('event: document')),
    ).toHaveLength(documentCount);
    expect(events.at(-1)).toContain('event: job');
    await assertWhole('shared', id);
    expect(await crashes(id)).toBe(0);
  });

  it('loses and doubles nothing when a worker is killed in the middle of documents', async () => {
    const { job_id: id } = await start('killed', 'second');
    await underWay(id);
    const [victim] = cluster.workers.splice(0, 1);
    const before = await heldByWorker(cluster.database);
    victim?.child.kill('SIGKILL');
    await victim?.ended;
    const tookMs = await cluster.until('the job ends', () => isOver(id));
    await assertWhole('killed', id);
    const again = await crashes(id);
    console.warn(
      `killed one of ${before.size} workers: ${again} documents taken up again, all ended ${tookMs} ms later`,
    );
    expect(again).toBeGreaterThan(0);
    await cluster.startWorker();
  });

  it('gives back what a worker holds on SIGTERM', async () => {
    const { job_id: id } = await start('stopped', 'third');
    await underWay(id);
    const [leaver] = cluster.workers.splice(0, 1);
    leaver?.child.kill('SIGTERM');
    const leftMs = await cluster.until('it has left', async () => leaver?.child.exitCode !== null);
    expect((await leaver?.ended)?.code).toBe(0);
    const tookMs = await cluster.until('the job ends', () => isOver(id));
    console.warn(`SIGTERM: gone after ${leftMs} ms, all ended ${tookMs} ms later`);
    await assertWhole('stopped', id);
    expect(await crashes(id)).toBe(0);
    await cluster.startWorker();
  });

  it('goes on after the database was restarted', async () => {
    const { job_id: id } = await start('restarted', 'fourth');
    await underWay(id);
    await server?.stop();
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await server?.start();
    const tookMs = await cluster.until('the job ends', () => isOver(id).catch(() => false), 120_000);
    console.warn(`database restarted: all ended ${tookMs} ms after it was back`);
    await assertWhole('restarted', id);
    expect(await crashes(id)).toBe(0);
  });

  it('takes the documents of a worker that stands still, which publishes nothing when it wakes up', async () => {
    const { job_id: id } = await start('frozen', 'fifth');
    await underWay(id);
    const [frozen] = cluster.workers;
    frozen?.child.kill('SIGSTOP');
    const tookMs = await cluster.until('the job ends', () => isOver(id));
    console.warn(`SIGSTOP: all ended ${tookMs} ms later`);
    expect(await crashes(id)).toBeGreaterThan(0);
    frozen?.child.kill('SIGCONT');
    const { job_id: next } = await start('frozen', 'changed');
    await cluster.until('the next job ends', () => isOver(next));
    await assertWhole('frozen', next);
  });

  it('cancels within a second what other processes have in work', async () => {
    const { job_id: id } = await start('cancelled', 'sixth');
    await underWay(id);
    await cluster.call('POST', `/v1/ingest-jobs/${id}/cancel`);
    const tookMs = await cluster.until('it is cancelled', async () => (await jobOf(id)).state === 'cancelled');
    expect(tookMs).toBeLessThan(1_500);
    const { counts } = await jobOf(id);
    expect((counts.done ?? 0) + (counts.cancelled ?? 0)).toBe(documentCount);
    const retried = await cluster.call<{ queued: number }>('POST', `/v1/ingest-jobs/${id}/retry`);
    expect(retried.queued).toBe(counts.cancelled);
    await cluster.until('the retry ends', () => isOver(id));
    expect(await jobOf(id)).toMatchObject({ state: 'done', counts: { done: documentCount } });
  });

  it('has the files of a folder read by the server that was asked, since workers have no such folder', async () => {
    await cluster.call('PUT', '/v1/collections/paths', {});
    for (let at = 0; at < 9; at++) await writeFile(join(cluster.root, `file-${at}.md`), note('seventh', at));
    const posted = await cluster.call<{ job: Job }>('POST', '/v1/ingest-jobs', {
      collection: 'paths',
      paths: [cluster.root],
      source: 'folder',
    });
    await cluster.until('the job ends', () => isOver(posted.job.job_id));
    await assertWhole('paths', posted.job.job_id, 9);
  });
});

describe.skipIf(!server)('kaoju serve with KAOJU_JOBS=off and no worker', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    if (server) cluster = await startCluster(server, { workers: 0, embedMs: 0 });
  });
  afterAll(() => cluster?.close());

  it('says in the job and in /readyz why nothing happens, until a worker is there', async () => {
    await cluster.call('PUT', '/v1/collections/docs', {});
    const documents = [{ id: 'note.md', text: note('eighth', 0) }];
    const { job } = await cluster.call<{ job: Job }>('POST', '/v1/ingest-jobs', { collection: 'docs', documents });
    const summary = async () =>
      (await cluster.call<{ summary: string }>('GET', `/v1/ingest-jobs/${job.job_id}`)).summary;
    const ready = () => cluster.call<{ status: string; problems: { code: string }[] }>('GET', '/readyz');
    expect(await summary()).toBe('0 of 1 document');
    expect(await ready()).toEqual({ status: 'ready', problems: [] });
    await cluster.until('the job says why', async () => (await summary()).includes('start kaoju worker'), 45_000);
    expect(await ready()).toMatchObject({ status: 'ready', problems: [{ code: 'no_worker', blocking: false }] });
    await cluster.startWorker();
    await cluster.until('the job ends', async () => (await summary()) === '1 document: 1 done');
    expect(await ready()).toEqual({ status: 'ready', problems: [] });
  });
});

/** A document of three sections, its own in every run. */
function note(mark: string, at: number): string {
  const sections = ['Opening', 'Middle', 'End'].map(
    (title) =>
      `## ${title} ${at}\n\nThe ${mark} note number ${at} says something about ${title.toLowerCase()} matters.`,
  );
  return `${sections.join('\n\n')}\n`;
}
