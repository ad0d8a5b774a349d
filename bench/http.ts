import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { compiledFile, packageRoot } from '../src/compiled-file.js';
import { benchIngest } from './ingest.js';
import { quantile } from './quantile.js';
import { addNeighbours } from './search.js';

/** What one load came to. Times in milliseconds. */
interface LoadFigures {
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Answers other than 200, and connections that failed. */
  readonly errors: number;
  /** Cores that the load generator took of the machine's. */
  readonly generatorCores: number;
}

export interface HttpFigures {
  readonly sections: number;
  readonly seconds: number;
  readonly questions: number;
  /** By number of clients: the encoder alone, retrieval over HTTP without the reader, and their ratio. */
  readonly search: Readonly<Record<string, { encoder: LoadFigures; search: LoadFigures; ratio: number }>>;
  /** The whole service with its reader, distinct questions; then search with the reader. */
  readonly whole: Readonly<Record<string, WholeFigures>>;
}

interface WholeFigures extends LoadFigures {
  /** Readings a question, and of the passages read the share that was kept from before. */
  readonly readerShare: number;
  readonly passagesPerReading: number;
  readonly readerCacheHits: number;
  readonly rssMb: number;
}

interface Counters {
  readonly readings: number;
  readonly passages: number;
  readonly hits: number;
  readonly misses: number;
  readonly remembered: number;
  readonly rssMb: number;
}

/** Sections that are asked over, the real pages and generated neighbours of them. */
const sections = 10_000;
/** Clients at a time. */
const clientCounts = [8, 64];

/**
 * The service under load over loopback, each load beside a bare Fastify route that only runs the encoder, in the same run and the
 * same process. Questions are distinct within a load, so no cache of questions helps; the load generator shares the cores.
 *
 * @param dataDir folder of the evaluation data: `docs/md` is ingested, the questions are those of its sets.
 * @param options.seconds of each load; 10 unless given.
 * @param options.ingested a data folder that holds the pages as the collection `docs`: it is copied instead of ingesting them.
 */
export async function benchHttp(
  dataDir: string,
  { seconds = 10, ingested }: { seconds?: number; ingested?: string | undefined } = {},
): Promise<HttpFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'kaoju-bench-'));
  try {
    if (ingested === undefined) await benchIngest(dataDir, { folder });
    else cpSync(ingested, folder, { recursive: true });
    await addNeighbours(folder, sections);
    const questions = readQuestions(dataDir);
    const search = await withServer(folder, 'off', (addresses) => measureSearch(addresses, questions, seconds));
    const whole = await withServer(folder, 'on', (addresses) => measureWhole(addresses, questions, seconds));
    return { sections, seconds, questions: questions.length, search, whole };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Addresses {
  readonly service: string;
  readonly bare: string;
}

async function withServer<T>(
  folder: string,
  reader: 'on' | 'off',
  run: (addresses: Addresses) => Promise<T>,
): Promise<T> {
  const child = fork(compiledFile('bench/http-server'), [folder, reader], { silent: true });
  try {
    return await run(await addressesOf(child));
  } finally {
    const ended = once(child, 'exit');
    child.disconnect();
    await ended;
  }
}

async function addressesOf(child: ChildProcess): Promise<Addresses> {
  const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  return JSON.parse(line.toString()) as Addresses;
}

async function measureSearch({ service, bare }: Addresses, questions: readonly string[], seconds: number) {
  const figures: Record<string, { encoder: LoadFigures; search: LoadFigures; ratio: number }> = {};
  for (const clients of clientCounts) {
    const encoder = await load(
      `${bare}/encode`,
      questions.map((question) => ({ question })),
      clients,
      seconds,
    );
    const bodies = questions.map((question) => ({ question, collection: 'docs' }));
    const search = await load(`${service}/v1/search`, bodies, clients, seconds);
    figures[clients] = { encoder, search, ratio: search.requestsPerSecond / encoder.requestsPerSecond };
  }
  return figures;
}

async function measureWhole({ service, bare }: Addresses, questions: readonly string[], seconds: number) {
  const chat = (question: string) => ({ model: 'kaoju/docs', messages: [{ role: 'user', content: question }] });
  const ask = (question: string) => ({ question, collection: 'docs' });
  const figures: Record<string, WholeFigures> = {};
  const counters = async () => (await (await fetch(`${bare}/counters`)).json()) as Counters;
  for (const clients of clientCounts) {
    for (const [path, toBody] of [
      ['query', ask],
      ['chat/completions', chat],
      ['search', ask],
    ] as const) {
      const before = await counters();
      const bodies = questions.map((question) => toBody(question));
      const figuresOfLoad = await load(`${service}/v1/${path}`, bodies, clients, seconds);
      const after = await counters();
      const readings = after.readings - before.readings;
      const passages = after.passages - before.passages;
      figures[`${path} ${clients}`] = {
        ...figuresOfLoad,
        readerShare: readings / (figuresOfLoad.requestsPerSecond * seconds),
        passagesPerReading: passages / readings,
        readerCacheHits: (after.hits + after.remembered - before.hits - before.remembered) / passages,
        rssMb: after.rssMb,
      };
    }
  }
  return figures;
}

async function load(url: string, bodies: readonly object[], clients: number, seconds: number): Promise<LoadFigures> {
  const requests = bodies.map((body) => ({
    method: 'POST' as const,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }));
  let started = 0;
  const times: number[] = [];
  const before = process.cpuUsage();
  const result = await autocannon({
    url,
    connections: clients,
    duration: seconds,
    timeout: 120, // With its reader the service is slower than the generator would wait.
    setupClient(client) {
      // Each client begins at another question, or all of them would ask the same one at a time.
      const offset = Math.floor((started++ * requests.length) / clients);
      client.on('response', (_status, _bytes, time) => times.push(time));
      client.setRequests([...requests.slice(offset), ...requests.slice(0, offset)]);
    },
  });
  const { user, system } = process.cpuUsage(before);
  return {
    requestsPerSecond: result.requests.total / result.duration,
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    p99: quantile(times, 0.99),
    errors: result.errors + result.non2xx + result.timeouts,
    generatorCores: (user + system) / 1e6 / result.duration,
  };
}

/** The questions over the pages, then those of the retrieval sets: each once. */
function readQuestions(dataDir: string): string[] {
  const own = readRows(join(packageRoot, 'bench', 'eval', 'docs-md-questions.jsonl'));
  const sets = ['zh', 'en', 'xling'].flatMap((set) => readRows(join(dataDir, 'retrieval', set, 'questions.jsonl')));
  const texts = [...own, ...sets].flatMap((row) => [row.question, row.question_en, row.question_zh]);
  return [...new Set(texts.filter((text): text is string => typeof text === 'string' && text.trim() !== ''))];
}

function readRows(path: string): readonly Readonly<Record<string, unknown>>[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line): Record<string, unknown> => JSON.parse(line));
}
