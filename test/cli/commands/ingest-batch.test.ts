import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { WireJob, WireJobPlan } from '../../../src/cli/wire.js';
import type { SentRequest } from '../../fakes/fake-client.js';
import { wireCollection, wirePutReply } from '../../fakes/wire-bodies.js';
import { runWithFakes } from '../run-with-fakes.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaoju-batch-'));
  for (let index = 0; index < 40; index++) await writeFile(join(folder, `${index}.md`), `# ${index}`);
});
afterEach(() => rm(folder, { recursive: true }));

const job: WireJob = {
  job_id: 'job-1',
  collection: 'h',
  state: 'queued',
  summary: '0 of 40 documents',
  documents: 40,
  documents_ended: 0,
  counts: { done: 0, failed: 0, skipped: 0 },
  documents_per_second: null,
  seconds_left: null,
  created_at: '2026-11-24T08:00:00Z',
  finished_at: null,
  last_event_id: '1',
};

const ended: WireJob = { ...job, state: 'failed', summary: '40 documents: 39 done, 1 failed', counts: { done: 39 } };

interface JobBody {
  readonly dry_run?: boolean;
  readonly prune?: readonly string[];
  readonly documents: readonly { readonly id: string }[];
}

/** A server that knows what `plan` makes of the documents it is asked about. */
function serving(plan: (ids: readonly string[]) => Partial<WireJobPlan>, bodies: string[] = []) {
  return async ({ method, path, options }: SentRequest): Promise<unknown> => {
    if (path === '/v1/ingest-jobs' && options.stream) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of options.stream()) chunks.push(chunk);
      bodies.push(Buffer.concat(chunks).toString());
      return { job, plan: null };
    }
    if (path === '/v1/ingest-jobs') {
      const { documents } = options.json as JobBody;
      const nothing = { added: [], changed: [], unchanged: 0, removed: [], failed: [], refused: null };
      return { job: null, plan: { ...nothing, ...plan(documents.map(({ id }) => id)) } };
    }
    if (path.includes('/events'))
      return {
        events: [
          { document_id: 's/0.md', state: 'done', code: null, message: null },
          { document_id: 's/1.md', state: 'failed', code: 'empty_document', message: 'Cannot ingest "s/1.md": empty' },
        ],
        last_event_id: '3',
        over: true,
      };
    if (path === '/v1/ingest-jobs/job-1') return ended;
    return method === 'PUT' ? wirePutReply : wireCollection;
  };
}

const run = (argv: readonly string[], answers: ReturnType<typeof serving>) =>
  runWithFakes(['ingest', folder, '-c', 'h', '--source', 's', ...argv], answers);

test('kaoju ingest sends a larger batch as one job, names failures as they come, and says how to go on', async () => {
  const bodies: string[] = [];
  const { code, printed, noted } = await run(
    [],
    serving((ids) => ({ added: ids }), bodies),
  );
  expect(code).toBe(1);
  expect(bodies[0]).toContain('{"id":"s/0.md","file":"0","media_type":"text/markdown"}');
  expect(bodies[0]?.match(/name="files"/g)).toHaveLength(40);
  expect(noted).toContain('✗ Cannot ingest "s/1.md": empty [empty_document]');
  expect(printed[0]).toMatch(/^40 documents: 39 done, 1 failed in /);
  expect(noted.at(-1)).toBe('job job-1 is failed; try again with: kaoju jobs retry job-1');
});

test('kaoju ingest breaks the form off on Ctrl-C, and says that nothing of it was taken', async () => {
  const controller = new AbortController();
  const served = serving((ids) => ({ added: ids }));
  const answers = async (request: SentRequest): Promise<unknown> => {
    if (!request.options.stream) return served(request);
    let parts = 0;
    for await (const _part of request.options.stream()) if (++parts === 5) controller.abort();
    return { job, plan: null };
  };
  const { code, noted, client } = await runWithFakes(['ingest', folder, '-c', 'h', '--source', 's'], answers, {
    signal: controller.signal,
  });
  expect(code).toBe(130);
  expect(noted.at(-1)).toBe('stopped after 2 of 40 files were sent; nothing of them was taken');
  expect(client.sent.filter(({ path }) => path.includes('/job-1'))).toEqual([]);
});

test('kaoju ingest cancels the job when Ctrl-C comes while the answer to the last file is awaited', async () => {
  const controller = new AbortController();
  const served = serving((ids) => ({ added: ids }));
  const answers = async (request: SentRequest): Promise<unknown> => {
    const answer = await served(request);
    if (request.options.stream) controller.abort();
    return answer;
  };
  const { code, client, noted } = await runWithFakes(['ingest', folder, '-c', 'h', '--source', 's'], answers, {
    signal: controller.signal,
  });
  expect(code).toBe(130);
  expect(client.sent.map(({ path }) => path)).toContain('/v1/ingest-jobs/job-1/cancel');
  expect(noted).toContain('cancelling …');
});

test('kaoju ingest sends nothing of an unchanged folder', async () => {
  const { code, printed, client } = await run(
    [],
    serving((ids) => ({ unchanged: ids.length })),
  );
  expect(code).toBe(0);
  expect(printed[0]).toBe('documents  40 ingested: 0 new, 0 updated, 40 unchanged; 0 failed');
  expect(client.sent.filter(({ options }) => options.stream || options.bytes)).toEqual([]);
});

test('kaoju ingest sends few changes one by one', async () => {
  const { code, client } = await run(
    [],
    serving((ids) => ({ changed: ids.slice(0, 2), unchanged: 38 })),
  );
  expect(code).toBe(0);
  expect(client.sent.filter(({ method }) => method === 'PUT')).toHaveLength(2);
});

test('kaoju ingest --dry-run says what would happen, and changes nothing', async () => {
  const { code, printed, client } = await run(
    ['--dry-run', '--prune'],
    serving((ids) => ({ added: ids.slice(0, 1), changed: ids.slice(1, 2), unchanged: 38, removed: ['s/gone.md'] })),
  );
  expect({ code, printed }).toEqual({
    code: 0,
    printed: ['+ s/0.md', '~ s/1.md', '- s/gone.md', '1 added, 1 changed, 38 unchanged, 1 removed'],
  });
  expect(client.sent.map(({ options }) => (options.json as JobBody).dry_run)).toEqual([true]);
  expect(client.sent.map(({ options }) => (options.json as JobBody).prune)).toEqual([['s']]);
});

test('kaoju ingest --prune prints the list first, and stops when it is refused', async () => {
  const refused = serving(() => ({ unchanged: 40, removed: ['s/a.md', 's/b.md'], refused: '2 of the 5 would go' }));
  const { code, noted, client } = await run(['--prune'], refused);
  expect(code).toBe(1);
  expect(noted.slice(-4)).toEqual([
    '- s/a.md',
    '- s/b.md',
    '✗ Cannot prune: 2 of the 5 would go [prune_refused]',
    '  → look at the list above, and add --yes if that is meant; nothing was changed',
  ]);
  expect(client.sent.some(({ options }) => options.stream)).toBe(false);
  const bodies: string[] = [];
  const yes = serving(() => ({ unchanged: 40, removed: ['s/a.md'], refused: '2 of the 5 would go' }), bodies);
  await run(['--prune', '--yes'], yes);
  expect(bodies[0]).toContain('"prune":["s"],"yes":true');
});

test('kaoju ingest --prune asks about a folder that is gone, and refuses files and globs', async () => {
  const asked = serving(() => ({ removed: ['s/a.md'], refused: 'source "s" has no documents now, so all 1 would go' }));
  const gone = await runWithFakes(['ingest', join(folder, 'none'), '-c', 'h', '--source', 's', '--prune'], asked);
  expect(gone.code).toBe(1);
  expect(gone.noted.join('\n')).toContain('so all 1 would go');
  for (const path of [join(folder, '0.md'), `${folder}/*.md`]) {
    const { code, noted } = await runWithFakes(['ingest', path, '-c', 'h', '--prune'], asked);
    expect(code).toBe(1);
    expect(noted[0]).toMatch(/Cannot prune/);
  }
});

test('kaoju ingest --watch looks again after a change, and ends with Ctrl-C', async () => {
  const controller = new AbortController();
  await mkdir(join(folder, 'later'));
  let change = (): void => {};
  let looks = 0;
  const answers = serving((ids) => {
    looks += 1;
    if (looks === 2) queueMicrotask(change);
    if (looks === 3) queueMicrotask(() => controller.abort());
    return { unchanged: ids.length };
  });
  const { noted } = await runWithFakes(['ingest', folder, '-c', 'h', '--watch'], answers, {
    signal: controller.signal,
    services: {
      watchFolders: async (_paths, onChange) => {
        change = onChange;
        return async () => {};
      },
    },
  });
  expect(looks).toBe(3);
  expect(noted).toContain(`watching ${folder}; stop with Ctrl-C`);
});

test('kaoju jobs show --follow says once why a job stands still', async () => {
  const stuck = {
    ...job,
    finished_at: null,
    seconds_left: null,
    summary: '0 of 40 documents; no worker is taking any',
  };
  let looks = 0;
  const answer = async ({ path }: SentRequest): Promise<unknown> => {
    if (!path.includes('/events')) return looks > 3 ? ended : stuck;
    looks += 1;
    return { events: [], last_event_id: '1', over: looks > 3 };
  };
  const { noted } = await runWithFakes(['jobs', 'show', 'job-1', '--follow'], answer);
  expect(noted.filter((line) => line === stuck.summary)).toHaveLength(1);
});

test('kaoju jobs lists, shows, cancels and retries', async () => {
  const answers = {
    'GET /v1/ingest-jobs?limit=50': { jobs: [ended], next_cursor: null },
    'GET /v1/ingest-jobs/job-1': ended,
    'GET /v1/ingest-jobs/job-1/documents?state=failed&limit=50': {
      documents: [{ document_id: 'a', state: 'failed', code: 'empty_document', message: 'Cannot ingest "a": empty' }],
      next_cursor: null,
    },
    'POST /v1/ingest-jobs/job-1/cancel': { ...job, state: 'cancelled' },
    'POST /v1/ingest-jobs/job-1/retry?only=failed': { job, queued: 1 },
    'GET /v1/ingest-jobs/job-1/events?after=1&wait=5': { events: [], last_event_id: '2', over: true },
  };
  expect((await runWithFakes(['jobs'], answers)).printed[0]).toContain('39 done, 1 failed');
  expect((await runWithFakes(['jobs', 'show', 'job-1'], answers)).printed[1]).toBe(
    '  ✗ Cannot ingest "a": empty [empty_document]',
  );
  expect((await runWithFakes(['jobs', 'cancel', 'job-1'], answers)).printed[0]).toContain('cancelled');
  const retried = await runWithFakes(['jobs', 'retry', 'job-1', '--only-failed'], answers);
  expect(retried.noted[0]).toBe('1 documents of job job-1 are tried again');
  expect(retried.code).toBe(1);
});
