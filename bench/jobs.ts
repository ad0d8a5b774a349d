import { execFile, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { openBuiltinModels } from '../src/adapters/builtin-models/builtin-models.js';
import { readServerAddress } from '../src/adapters/server-address.js';
import { packageRoot } from '../src/compiled-file.js';

// npm run bench:jobs -- [FILES] [PDFS]: one job of generated Markdown files and PDFs through a server of its own, with searches
// beside it; then the same folder once more through the command line, unchanged.

const files = Number(process.argv[2] ?? 300);
const pdfs = Number(process.argv[3] ?? 3);
const cli = join(packageRoot, 'dist', 'src', 'cli', 'main.js');
const words = (
  'policy leave travel budget employee manager approval report quarter server deployment incident rollback security ' +
  'training holiday vendor invoice contract review storage backup window access request ticket customer order'
).split(' ');

interface Events {
  readonly events: readonly { readonly at: string }[];
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
  const texts = writeFiles(join(folder, 'docs'));
  const alone = await textsPerSecond(texts);
  const dataDir = join(folder, 'data');
  const environment = {
    ...process.env,
    KAOJU_DATA_DIR: dataDir,
    KAOJU_PORT: '0',
    KAOJU_INGEST_ROOTS: folder,
    KAOJU_LOG_LEVEL: 'error',
  };
  const server = spawn(process.execPath, [cli, 'serve'], { env: environment, stdio: 'ignore' });
  try {
    console.log(JSON.stringify(await measure(dataDir, environment, alone, server.pid ?? 0), null, 2));
  } finally {
    server.kill('SIGTERM');
  }
} finally {
  await wait(1000);
  rmSync(folder, { recursive: true, force: true });
}

async function measure(dataDir: string, environment: NodeJS.ProcessEnv, alone: number, pid: number) {
  const call = await connect(dataDir);
  await call('PUT', '/v1/collections/bench', {});
  await call('PUT', '/v1/collections/idle', {});
  await toEnd(call, (await createJob(call, { collection: 'idle', paths: [join(folder, 'docs', 'g0')] })).job_id, []);
  const idle = await searchTimes(call, 'idle', () => false, 60);

  let peak = 0;
  const sampler = setInterval(() => {
    peak = Math.max(peak, treeBytes(pid));
  }, 500);
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
  clearInterval(sampler);
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
    encoder_alone_texts_per_second: round(alone),
    encoder_utilisation: round(points / seconds / alone),
    event_latency_ms: { p50: quantile(latencies, 0.5), p95: quantile(latencies, 0.95) },
    search_ms: {
      idle: { p50: quantile(idle, 0.5), p95: quantile(idle, 0.95) },
      during: { p50: quantile(during, 0.5), p95: quantile(during, 0.95), count: during.length },
    },
    peak_memory_mb: Math.round(peak / 1_000_000),
    unchanged: {
      seconds: round(againSeconds),
      files_per_second: Math.round((files + pdfs) / againSeconds),
      said: stdout.trim().split('\n')[0],
    },
  };
}

/** Sections of about 130 words; resolves to the texts, for the encoder alone. */
function writeFiles(root: string): string[] {
  let state = 7;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const texts: string[] = [];
  for (let index = 0; index < files; index++) {
    const inside = join(root, `g${Math.floor(index / 100)}`);
    mkdirSync(inside, { recursive: true });
    const sections = Array.from({ length: 2 }, (_, at) => {
      const body = Array.from({ length: 130 }, () => words[random(words.length)]).join(' ');
      texts.push(`Document ${index} > Part ${at}\n${body} number ${index}.`);
      return `## Part ${at}\n\n${body} number ${index}.\n`;
    });
    writeFileSync(join(inside, `document-${index}.md`), `# Document ${index}\n\n${sections.join('\n')}`);
  }
  mkdirSync(join(root, 'pdf'), { recursive: true });
  const pdf = join(packageRoot, 'examples', '财务', '差旅', '2025', '差旅与报销制度.pdf');
  for (let index = 0; index < pdfs; index++) cpSync(pdf, join(root, 'pdf', `travel-${index}.pdf`));
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

async function toEnd(call: Call, id: string, latencies: number[]): Promise<Job> {
  for (let after = '0', over = false; !over; ) {
    const page: Events = await call<Events>('GET', `/v1/ingest-jobs/${id}/events?after=${after}&wait=10`);
    for (const { at } of page.events) latencies.push(Date.now() - Date.parse(at));
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

/** Resident bytes of a process and all below it; 0 where the system has no /proc. */
function treeBytes(root: number): number {
  const children = new Map<number, number[]>();
  const sizes = new Map<number, number>();
  try {
    for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
      const fields = readOrNull(`/proc/${name}/stat`)
        ?.replace(/^.*\) /s, '')
        .split(' ');
      const pages = readOrNull(`/proc/${name}/statm`)?.split(' ')[1];
      if (!fields || pages === undefined) continue;
      const parent = Number(fields[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
      sizes.set(Number(name), Number(pages) * 4096);
    }
  } catch {
    return 0;
  }
  const sum = (pid: number): number =>
    (sizes.get(pid) ?? 0) + (children.get(pid) ?? []).reduce((total, child) => total + sum(child), 0);
  return sum(root);
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN);
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
