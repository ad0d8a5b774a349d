import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { openEmbeddedIndex } from '../src/adapters/embedded-index/embedded-index.js';
import { openSqliteCatalog } from '../src/adapters/sqlite/sqlite-catalog.js';

/** What a fresh process measures on an index that is on the disk. */
export interface IndexProcessFigures {
  readonly startMs: number;
  readonly rssMb: number;
  /** Without the pages of the database file that are mapped, which the system takes back when it needs them. */
  readonly privateMb: number;
  readonly rowsMb: number;
  readonly postings: number;
  /** A query's milliseconds, as the main thread sees it. */
  readonly queryMs: readonly number[];
  readonly filteredQueryMs: readonly number[];
  /** Ids of the dense leg's first ten, a list for each query. */
  readonly found: readonly (readonly string[])[];
}

interface Task {
  readonly path: string;
  readonly queries: readonly { dense: number[]; ids: number[]; weights: number[] }[];
}

/** Reads its task on stdin, prints its figures on stdout: memory is only meaningful in a process of its own. */
async function main(): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const task: Task = JSON.parse(Buffer.concat(chunks).toString());
  const queries = task.queries.map(({ dense, ids, weights }) => ({
    dense: Float32Array.from(dense),
    sparse: { ids: Uint32Array.from(ids), weights: Float32Array.from(weights) },
  }));
  const started = performance.now();
  const catalog = openSqliteCatalog(task.path);
  const index = await openEmbeddedIndex({ storage: catalog.storage });
  await index.synchronise(catalog);
  const startMs = performance.now() - started;
  const run = async (filter: Record<string, number>): Promise<{ times: number[]; found: string[][] }> => {
    const times: number[] = [];
    const found: string[][] = [];
    for (const query of queries) {
      const asked = performance.now();
      const hits = await index.query('bench', { ...query, filter, labels: null, limit: 50 });
      times.push(performance.now() - asked);
      found.push(hits.slice(0, 10).map(({ pointId }) => pointId));
    }
    return { times, found };
  };
  await run({});
  const { times, found } = await run({});
  await run({ shard: 1 });
  const filtered = await run({ shard: 1 });
  const { rowBytes, postings } = await index.memory();
  const figures: IndexProcessFigures = {
    startMs,
    rssMb: process.memoryUsage().rss / 2 ** 20,
    privateMb: readPrivateMb(),
    rowsMb: rowBytes / 2 ** 20,
    postings,
    queryMs: times,
    filteredQueryMs: filtered.times,
    found,
  };
  process.stdout.write(JSON.stringify(figures));
  await index.close();
  await catalog.close();
}

/** Linux only; NaN elsewhere. */
function readPrivateMb(): number {
  try {
    const [, kilobytes] = readFileSync('/proc/self/status', 'utf8').match(/^RssAnon:\s+(\d+) kB/m) ?? [];
    return Number(kilobytes) / 1024;
  } catch {
    return Number.NaN;
  }
}

await main();
