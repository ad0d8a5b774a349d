import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KaojuProcess, runKaoju, startKaoju } from '../fakes/kaoju-process.js';
import { type FakeQdrantServer, startQdrantServer } from '../fakes/qdrant/qdrant-server.js';
import { onDatabase, startPostgres } from '../postgres/start-postgres.js';

// npm run test:postgres: two processes of `kaoju serve`, each with a data folder of its own, over one PostgreSQL and one
// Qdrant (the fake of test/fakes, which speaks its protocol).

const postgres = await startPostgres();

interface Server {
  readonly url: string;
  readonly process: KaojuProcess;
}

const leave = '人事/休假/2025/休假管理办法.md';
const question = '没有休完的年假可以结转几天？';
const key = 'Bearer editing';

let folder: string;
let databaseUrl: string;
let qdrant: FakeQdrantServer;
let environment: Record<string, string>;
let first: Server;
let second: Server;

async function startServer(name: string, changes: Readonly<Record<string, string>> = {}): Promise<Server> {
  const process = startKaoju(['--data-dir', join(folder, name), 'serve'], { ...environment, ...changes });
  const [, url = ''] = /listens on (\S+)/.exec(await process.until('stop with Ctrl-C')) ?? [];
  return { url, process };
}

/** For a test that fails: what the process said when it ended before it was told to. */
async function endOf({ process: { child, ended } }: Server): Promise<string | null> {
  return child.exitCode === null ? null : (await ended).stderr;
}

async function stopServer(server: Server | undefined, signal: 'SIGINT' | 'SIGKILL' = 'SIGINT'): Promise<void> {
  server?.process.child.kill(signal);
  await server?.process.ended;
}

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: bodies are looked into field by field, as a client without types does.
  readonly body: any;
}

async function call({ url }: Server, method: string, path: string, body?: unknown, type?: string): Promise<Answer> {
  const isBytes = typeof body === 'string' || body instanceof Uint8Array;
  const contentType = type ?? (isBytes ? 'text/markdown' : 'application/json');
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: key, ...(body !== undefined && { 'content-type': contentType }) },
    ...(body !== undefined && { body: isBytes ? (body as string | Uint8Array<ArrayBuffer>) : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
}

const documentPath = (id: string) => `/v1/collections/handbook/documents/${encodeURIComponent(id)}`;
const put = (server: Server, id: string, text: string | Uint8Array) => call(server, 'PUT', documentPath(id), text);
const ask = (server: Server) => call(server, 'POST', '/v1/query', { question, collection: 'handbook' });
const rows = async (table: string) =>
  (await onDatabase<{ rows: number }>(databaseUrl, `SELECT count(*)::integer AS rows FROM ${table}`))[0]?.rows;
const qdrantPoints = () => [...qdrant.collections.values()].reduce((sum, { points }) => sum + points.size, 0);

describe.skipIf(!postgres)(`two servers on ${postgres?.version ?? 'PostgreSQL'}`, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaoju-servers-'));
    databaseUrl = (await postgres?.createDatabase()) ?? '';
    qdrant = await startQdrantServer();
    environment = {
      KAOJU_DATABASE_URL: databaseUrl,
      KAOJU_INDEX: 'qdrant',
      QDRANT_URL: qdrant.url,
      KAOJU_API_KEYS: 'editor:editing:write',
      KAOJU_LOG_LEVEL: 'error',
      KAOJU_KEEP_QUESTIONS: 'on',
    };
    // Both at once: the tables are made by whoever comes first.
    [first, second] = await Promise.all([startServer('first'), startServer('second')]);
  });
  afterAll(async () => {
    await Promise.all([stopServer(first), stopServer(second)]);
    await qdrant?.close();
    await postgres?.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  test('a document put through one is answered by the other, with a link that opens there', async () => {
    expect((await call(first, 'PUT', '/v1/collections/handbook', {})).status).toBe(201);
    expect(await put(first, leave, await readFile(join('examples', leave)))).toMatchObject({ status: 201 });
    const { status, body } = await ask(second);
    expect(status).toBe(200);
    expect(body).toMatchObject({ route: 'knowledge_base', answer: expect.stringContaining('结转 5 天') });
    expect(body.citations[0].document_id).toBe(leave);
    const { body: asked } = await ask(first);
    expect({ ...asked, id: null, timings: null }).toMatchObject({ answer: body.answer, confidence: body.confidence });
    const { pathname, search } = new URL(asked.citations[0].view_url);
    const page = await fetch(`${second.url}${pathname}${search}`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('结转');
  });

  test('feedback on a reply of one is taken by the other at once, and seen by the first', async () => {
    const { body: reply } = await ask(first);
    const given = await call(second, 'POST', '/v1/feedback', { reply_id: reply.id, rating: 'up' });
    expect(given.status).toBe(201);
    const { body: listed } = await call(first, 'GET', '/v1/feedback?collection=handbook');
    expect(JSON.stringify(listed)).toContain(reply.id);
  });

  test('the same document put through both at once is one document; many side by side are all there', async () => {
    const bytes = '# Travel\n\n## Trains\n\nTrips by train are booked in second class.\n';
    const both = await Promise.all([put(first, 'travel.md', bytes), put(second, 'travel.md', bytes)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 201]);
    expect(both.map(({ body }) => body.status).sort()).toEqual(['created', 'unchanged']);
    const texts = Array.from({ length: 12 }, (_, at) => `# Rule ${at}\n\n## Detail\n\nRule ${at} says so.\n`);
    await Promise.all(texts.map((text, at) => put(at % 2 ? first : second, `rules/${at}.md`, text)));
    const { body: counts } = await call(second, 'GET', '/v1/collections/handbook');
    expect(counts).toMatchObject({ documents: 14 });
    expect(await rows('sections')).toBe(counts.sections);
    expect(qdrantPoints()).toBe(counts.points);
  });

  test('a new version through one replaces what the other answers', async () => {
    const text = (await readFile(join('examples', leave), 'utf8')).replaceAll('结转 5 天', '结转 8 天');
    const { body } = await put(second, leave, text);
    expect(body).toMatchObject({ status: 'updated' });
    expect((await ask(first)).body.answer).toContain('结转 8 天');
    expect((await ask(second)).body.answer).toContain('结转 8 天');
  });

  test('a collection is built anew by one server at a time, and the other says so', async () => {
    const started = await call(first, 'POST', '/v1/collections/handbook/reindex', {});
    expect(started.status).toBe(200);
    const again = await call(second, 'POST', '/v1/collections/handbook/reindex', {});
    expect(again).toMatchObject({ status: 409, body: { code: 'reindex_running' } });
    expect((await call(second, 'GET', '/v1/collections/handbook/reindex')).body.state).toBe('building');
    const state = async (server: Server) => (await call(server, 'GET', '/v1/collections/handbook/reindex')).body.state;
    for (let waited = 0; (await state(first)) !== 'done' && waited < 300; waited++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await state(first)).toBe('done');
    expect(await state(second)).toBe('idle');
    expect((await ask(second)).body.answer).toContain('结转 8 天');
    const dropped = await call(second, 'POST', '/v1/collections/handbook/reindex', { action: 'drop' });
    expect(dropped).toMatchObject({ status: 200, body: { previous_recipe: null } });
  });

  test('deleted through the other it is gone on both, with proof, and its text out of the answers', async () => {
    await ask(first);
    const proof = await call(second, 'DELETE', documentPath(leave));
    expect(proof).toMatchObject({
      status: 200,
      body: { sections_remaining: 0, points_remaining: 0, bytes_remaining: 0 },
    });
    expect(proof.body.sections_before).toBeGreaterThan(0);
    for (const server of [first, second]) {
      expect((await call(server, 'GET', documentPath(leave))).status).toBe(404);
      const { body } = await ask(server);
      expect(body.citations.map((citation: { document_id: string }) => citation.document_id)).not.toContain(leave);
    }
    await new Promise((resolve) => setTimeout(resolve, 700));
    const quoting = "answers WHERE answer IS NOT NULL AND passages LIKE '%休假管理办法%'";
    expect(await rows(quoting)).toBe(0);
    const { body: counts } = await call(first, 'GET', '/v1/collections/handbook');
    expect(qdrantPoints()).toBe(counts.points);
    expect(await rows('document_bytes WHERE number = 0')).toBe(counts.documents);
  });

  test('a server that is killed holds nobody up', async () => {
    const long = Array.from({ length: 60 }, (_, at) => `## Part ${at}\n\n${'Words of the part. '.repeat(30)}\n`).join(
      '\n',
    );
    const broken = put(second, 'long.md', `# Long\n\n${long}`).catch(() => null);
    await new Promise((resolve) => setTimeout(resolve, 600));
    await stopServer(second, 'SIGKILL');
    await broken;
    expect(await put(first, 'long.md', '# Long\n\n## Part\n\nShort after all.\n')).toMatchObject({ status: 201 });
    second = await startServer('second');
    expect((await call(second, 'GET', documentPath('long.md'))).status).toBe(200);
    expect((await call(second, 'GET', '/readyz')).status).toBe(200);
  });

  test('without the database both say so with a code and a remedy, and are back with it', async () => {
    await postgres?.stop();
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (const server of [first, second]) {
      expect(await endOf(server)).toBeNull();
      expect(await ask(server)).toMatchObject({
        status: 503,
        body: { code: 'database_unavailable', retryable: true, detail: expect.stringContaining('start PostgreSQL') },
      });
      const ready = await call(server, 'GET', '/readyz');
      expect(ready.status).toBe(503);
      expect(JSON.stringify(ready.body)).toContain('database_unavailable');
      expect((await call(server, 'GET', '/livez')).status).toBe(200);
    }
    await postgres?.start();
    for (const server of [first, second]) {
      expect((await call(server, 'GET', '/readyz')).status).toBe(200);
      expect((await ask(server)).status).toBe(200);
    }
    expect(await put(first, 'after.md', '# After\n\n## All\n\nIt goes on.\n')).toMatchObject({ status: 201 });
  });

  test('kaoju doctor looks at the database; backup and restore name its own tools', async () => {
    const here = ['--data-dir', join(folder, 'third')];
    const doctor = await runKaoju([...here, 'doctor'], environment);
    expect(doctor.stdout).toMatch(/✓ PostgreSQL: \d+\.\d+ at postgresql:\/\/127\.0\.0\.1:\d+\/kaoju_1, \d+ MB/);
    const backup = await runKaoju([...here, 'backup', join(folder, 'copy')], environment);
    expect(backup.code).toBe(1);
    expect(backup.stderr).toMatch(/pg_dump.*Qdrant/s);
    expect((await runKaoju([...here, 'restore', join(folder, 'copy')], environment)).stderr).toContain('pg_restore');
    const alone = await runKaoju([...here, 'collections'], { ...environment, KAOJU_INDEX: 'embedded' });
    expect(alone.code).toBe(1);
    expect(alone.stderr).toContain('KAOJU_DATABASE_URL needs KAOJU_INDEX=qdrant');
    const listed = await runKaoju([...here, 'collections'], environment);
    expect(listed.stdout).toContain('handbook');
  });

  test('a dump of the database alone is enough: what has no vectors is named, and reindex makes them', async () => {
    await put(first, leave, await readFile(join('examples', leave)));
    const empty = await startQdrantServer();
    const restored = { KAOJU_DATABASE_URL: (await postgres?.copyDatabase(databaseUrl)) ?? '', QDRANT_URL: empty.url };
    const third = await startServer('restored', restored);
    try {
      const { body: ready } = await call(third, 'GET', '/readyz');
      expect(JSON.stringify(ready)).toContain('their vectors are missing');
      expect((await ask(third)).body.route).toBe('no_answer');
      const reindexed = await runKaoju(['--data-dir', join(folder, 'restored'), 'reindex', 'handbook'], {
        ...environment,
        ...restored,
      });
      expect(reindexed.code).toBe(0);
      expect((await ask(third)).body.answer).toContain('结转 5 天');
    } finally {
      await stopServer(third);
      await empty.close();
    }
  });
});
