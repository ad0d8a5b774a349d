import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { openBuiltinModels } from '../src/adapters/builtin-models/builtin-models.js';
import { readServerAddress } from '../src/adapters/server-address.js';
import { packageRoot } from '../src/compiled-file.js';
import { pagePdf } from './generated-pdf.js';
import { startHashingEndpoint } from './hashing-endpoint.js';
import { watchMemory } from './process-memory.js';
import { quantile } from './quantile.js';

// npm run bench:jobs -- [FILES] [PDFS] [PAGES] [hashing]: one job of generated Markdown files and PDFs of a page, a few sentences each,
// through a server of its own, with searches beside it; then the same folder once more through the command line, unchanged; then a
// PDF of so many pages (0: none), for the memory it takes. With `hashing` the vectors come from an endpoint that makes them of words:
// what is measured then is everything but the encoder.

const files = Number(process.argv[2] ?? 300);
const pdfs = Number(process.argv[3] ?? 6);
const pages = Number(process.argv[4] ?? 0);
const endpoint = process.argv[5] === 'hashing' ? await startHashingEndpoint() : null;
const cli = join(packageRoot, 'dist', 'src', 'cli', 'main.js');
/** A large document is watched up to this share of its encoding: it needs no more memory afterwards. */
const watchedShare = 0.1;
const words = (
  'policy leave travel budget employee manager approval report quarter server deployment incident rollback security ' +
  'training holiday vendor invoice contract review storage backup window access request ticket customer order'
).split(' ');

interface Events {
  readonly events: readonly { readonly at: string; readonly state: string; readonly progress: number }[];
  readonly last_event_id: string;
  readonly over: boolean;
}

interface Job {
  readonly job_id: string;
  readonly state: string;
  readonly summary: string;
  readonly counts: Readonly<Record<string, number>>;
}

const folder = mkdtempSync(join(tmpdir(), 'kaoju-bench-jobs-'));
try {
  const texts = await writeFiles(join(folder, 'docs'));
  const aloneBefore = endpoint ? null : await textsPerSecond(texts);
  const dataDir = join(folder, 'data');
  const environment = {
    ...process.env,
    KAOJU_DATA_DIR: dataDir,
    KAOJU_PORT: '0',
    KAOJU_INGEST_ROOTS: folder,
    KAOJU_LOG_LEVEL: 'error',
    ...(endpoint && { KAOJU_EMBEDDER: 'openai:hashing', KAOJU_EMBEDDER_URL: endpoint.url }),
  };
  const server = spawn(process.execPath, [cli, 'serve'], { env: environment, stdio: 'ignore' });
  try {
    const measured = await measure(dataDir, environment, server.pid ?? 0);
    const large = pages > 0 ? await measureLarge(dataDir, server.pid ?? 0) : null;
    const encoder = aloneBefore === null ? null : await utilisation(aloneBefore, texts, measured.points_per_second);
    console.log(JSON.stringify({ ...measured, encoder, large }, null, 2));
  } finally {
    server.kill('SIGTERM');
  }
} finally {
  endpoint?.close();
  await wait(1000);
  rmSync(folder, { recursive: true, force: true });
}

async function measure(dataDir: string, environment: NodeJS.ProcessEnv, pid: number) {
  const call = await connect(dataDir);
  await call('PUT', '/v1/collections/bench', {});
  await call('PUT', '/v1/collections/idle', {});
  await toEnd(call, (await createJob(call, { collection: 'idle', paths: [join(folder, 'docs', 'g0')] })).job_id, []);
  const idle = await searchTimes(call, 'idle', () => false, 60);

  const memory = watchMemory(pid);
  const started = performance.now();
  const job = await createJob(call, { collection: 'bench', paths: [join(folder, 'docs')] });
  const acknowledgedMs = performance.now() - started;
  const latencies: number[] = [];
  let isOver = false;
  const busy = searchTimes(call, 'idle', () => isOver, Number.POSITIVE_INFINITY);
  const runs = performance.now();
  const ended = await toEnd(call, job.job_id, latencies);
  const seconds = (performance.now() - runs) / 1000;
  isOver = true;
  const peakMb = memory.stop();
  const during = await busy;
  const { points, sections } = await call<{ points: number; sections: number }>('GET', '/v1/collections/bench');

  const again = performance.now();
  const { stdout } = await promisify(execFile)(process.execPath, [cli, 'ingest', join(folder, 'docs'), '-c', 'bench'], {
    env: environment,
  });
  const againSeconds = (performance.now() - again) / 1000;
  return {
    node: process.version,
    files,
    pdfs,
    job: ended.summary,
    acknowledged_s: round(acknowledgedMs / 1000),
    seconds: round(seconds),
    documents_per_second: round((files + pdfs) / seconds),
    sections,
    points,
    points_per_second: round(points / seconds),
    event_latency_ms: { p50: round(quantile(latencies, 0.5)), p95: round(quantile(latencies, 0.95)) },
    search_ms: {
      idle: { p50: round(quantile(idle, 0.5)), p95: round(quantile(idle, 0.95)) },
      during: { p50: round(quantile(during, 0.5)), p95: round(quantile(during, 0.95)), count: during.length },
    },
    peak_memory_mb: peakMb,
    unchanged: {
      seconds: round(againSeconds),
      files_per_second: Math.round((files + pdfs) / againSeconds),
      said: stdout.trim().split('\n')[0],
    },
  };
}

/** Other load on the machine comes and goes, so the encoder is asked before and after. */
async function utilisation(aloneBefore: number, texts: readonly string[], pointsPerSecond: number) {
  const alone = [aloneBefore, await textsPerSecond(texts)];
  const mean = alone.reduce((sum, one) => sum + one, 0) / alone.length;
  return { alone_texts_per_second: alone.map(round), utilisation: round(pointsPerSecond / mean) };
}

/** One PDF of many pages, alone in work. */
async function measureLarge(dataDir: string, pid: number) {
  const call = await connect(dataDir);
  const large = join(folder, 'large');
  mkdirSync(large);
  // In a process of its own: making the file takes more memory than reading it.
  const script = join(packageRoot, 'dist', 'bench', 'pdf-memory.js');
  await promisify(execFile)(process.execPath, [script, '--write', join(large, 'large.pdf'), String(pages)]);
  await call('PUT', '/v1/collections/large', {});
  const memory = watchMemory(pid);
  const started = performance.now();
  const { job_id: id } = await createJob(call, { collection: 'large', paths: [large] });
  const isEnough = ({ state, progress }: Events['events'][number]) => state === 'embedding' && progress >= watchedShare;
  const job = await toEnd(call, id, [], isEnough);
  return {
    pages,
    state: job.state,
    seconds: round((performance.now() - started) / 1000),
    peak_memory_mb: memory.stop(),
  };
}

/** A few sentences each; resolves to the texts, for the encoder alone. */
async function writeFiles(root: string): Promise<string[]> {
  let state = 7;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const sentences = (index: number): string[] =>
    Array.from({ length: 3 }, (_, at) => {
      const some = Array.from({ length: 9 }, () => words[random(words.length)]).join(' ');
      return `Rule ${at} of number ${index} says that ${some}.`;
    });
  const texts: string[] = [];
  for (let index = 0; index < files; index++) {
    const inside = join(root, `g${Math.floor(index / 100)}`);
    mkdirSync(inside, { recursive: true });
    const body = sentences(index).join(' ');
    texts.push(`Document ${index}\n${body}`);
    writeFileSync(join(inside, `document-${index}.md`), `# Document ${index}\n\n${body}\n`);
  }
  mkdirSync(join(root, 'pdf'), { recursive: true });
  for (let index = 0; index < pdfs; index++) {
    const bytes = await pagePdf(`Paper ${index}`, sentences(files + index));
    writeFileSync(join(root, 'pdf', `paper-${index}.pdf`), bytes);
  }
  return texts;
}

/** The encoder with nothing else to do, on the very texts of the job. */
async function textsPerSecond(texts: readonly string[]): Promise<number> {
  const { embedder } = await openBuiltinModels({ reader: false });
  try {
    await embedder.embedPassages(texts.slice(0, 20));
    const some = texts.slice(0, 300);
    const started = performance.now();
    await embedder.embedPassages(some);
    return some.length / ((performance.now() - started) / 1000);
  } finally {
    await embedder.close();
  }
}

type Call = <T>(method: string, path: string, body?: object) => Promise<T>;

async function connect(dataDir: string): Promise<Call> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const address = readServerAddress(dataDir);
    if (address) {
      return async <T>(method: string, path: string, body?: object): Promise<T> => {
        const response = await fetch(new URL(path, address.url), {
          method,
          headers: { authorization: `Bearer ${address.token}`, ...(body && { 'content-type': 'application/json' }) },
          ...(body && { body: JSON.stringify(body) }),
        });
        if (!response.ok) throw new Error(await response.text());
        return (await response.json()) as T; // The contract types the body.
      };
    }
    await wait(100);
  }
  throw new Error('The server did not start');
}

async function createJob(call: Call, body: object): Promise<Job> {
  return (await call<{ job: Job }>('POST', '/v1/ingest-jobs', body)).job;
}

/** Follows a job to its end; cancels it once it has come far enough. */
async function toEnd(
  call: Call,
  id: string,
  latencies: number[],
  isEnough: (event: Events['events'][number]) => boolean = () => false,
): Promise<Job> {
  for (let after = '0', over = false; !over; ) {
    const page: Events = await call<Events>('GET', `/v1/ingest-jobs/${id}/events?after=${after}&wait=10`);
    for (const { at } of page.events) latencies.push(Date.now() - Date.parse(at));
    if (page.events.some(isEnough)) await call('POST', `/v1/ingest-jobs/${id}/cancel`);
    ({ last_event_id: after, over } = page);
  }
  return await call<Job>('GET', `/v1/ingest-jobs/${id}`);
}

async function searchTimes(call: Call, collection: string, isOver: () => boolean, most: number): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < most && !isOver(); index++) {
    const question = `What is the ${words[index % words.length]} ${words[(index * 7) % words.length]} number ${index}?`;
    const started = performance.now();
    await call('POST', '/v1/search', { collection, question });
    times.push(performance.now() - started);
    await wait(200);
  }
  return times;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
