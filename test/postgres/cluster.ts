import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type EmbeddingsServer, startEmbeddingsServer } from '../fakes/embeddings-server.js';
import { type KaojuProcess, startKaoju } from '../fakes/kaoju-process.js';
import { type FakeQdrantServer, startQdrantServer } from '../fakes/qdrant/qdrant-server.js';
import { onDatabase, type TestPostgres } from './start-postgres.js';

/** Real processes on one database: an API server that works on nothing, and workers. */
export interface Cluster {
  readonly database: string;
  readonly qdrant: FakeQdrantServer;
  readonly embeddings: EmbeddingsServer;
  /** Address of the API server. */
  readonly api: string;
  readonly workers: KaojuProcess[];
  /** A folder that only the API server may read. */
  readonly root: string;
  startWorker(): Promise<KaojuProcess>;
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Waits for the condition, at most this long. */
  until(what: string, condition: () => Promise<boolean>, withinMs?: number): Promise<number>;
  close(): Promise<void>;
}

/** @param embedMs how long the encoder takes for a batch: long enough to be killed in. */
export async function startCluster(
  postgres: TestPostgres,
  options: { workers: number; embedMs: number },
): Promise<Cluster> {
  const database = await postgres.createDatabase();
  const [qdrant, embeddings] = await Promise.all([startQdrantServer(), startEmbeddingsServer()]);
  const slow = await slowProxy(embeddings.url, options.embedMs);
  const root = await mkdtemp(join(tmpdir(), 'kaoju-root-'));
  const data = await mkdtemp(join(tmpdir(), 'kaoju-api-'));
  const settings = {
    KAOJU_DATABASE_URL: database,
    KAOJU_INDEX: 'qdrant',
    QDRANT_URL: qdrant.url,
    KAOJU_EMBEDDER: 'openai:fake',
    KAOJU_EMBEDDER_URL: slow.url,
    KAOJU_OCR: 'off',
    KAOJU_LOG_LEVEL: 'error',
  };
  const workers: KaojuProcess[] = [];
  const server = startKaoju(['serve'], {
    ...settings,
    KAOJU_DATA_DIR: data,
    KAOJU_JOBS: 'off',
    KAOJU_INGEST_ROOTS: root,
  });
  const said = await server.until('stop with Ctrl-C');
  const api = /listens on (\S+)/.exec(said)?.[1] ?? '';
  const cluster: Cluster = {
    database,
    qdrant,
    embeddings,
    api,
    workers,
    root,
    async startWorker() {
      const worker = startKaoju(['worker'], settings);
      await worker.until('works on the jobs');
      workers.push(worker);
      return worker;
    },
    async call<T>(method: string, path: string, body?: unknown): Promise<T> {
      const response = await fetch(`${api}${path}`, {
        method,
        ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return JSON.parse(text) as T; // The test names what the contract promises.
    },
    async until(what, condition, withinMs = 60_000) {
      const began = performance.now();
      while (!(await condition())) {
        if (performance.now() - began > withinMs) throw new Error(`Not within ${withinMs} ms: ${what}`);
        await delay(50);
      }
      return Math.round(performance.now() - began);
    },
    async close() {
      for (const one of [...workers, server]) one.child.kill('SIGKILL');
      await Promise.all([...workers, server].map(({ ended }) => ended));
      await slow.close();
      await Promise.all([qdrant.close(), embeddings.close()]);
      for (const folder of [root, data]) await rm(folder, { recursive: true, force: true });
    },
  };
  for (let started = 0; started < options.workers; started++) await cluster.startWorker();
  return cluster;
}

/** Documents in work, by the worker that holds them. */
export async function heldByWorker(database: string): Promise<ReadonlyMap<string, number>> {
  const rows = await onDatabase<{ worker: string; documents: string }>(
    database,
    'SELECT worker, count(*) AS documents FROM job_documents WHERE worker IS NOT NULL AND active GROUP BY worker',
  );
  return new Map(rows.map(({ worker, documents }) => [worker, Number(documents)]));
}

/** An encoder takes its time; the fake one answers at once. */
async function slowProxy(target: string, pauseMs: number): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    await delay(pauseMs);
    // Whoever asked may be dead by now, and the test over.
    const answer = await fetch(`${target}${(request.url ?? '').replace(/^\/v1/, '')}`, {
      method: 'POST',
      body: Buffer.concat(chunks),
    }).catch(() => null);
    if (answer === null) return void response.destroy();
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
