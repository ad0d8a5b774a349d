import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { compiledFile } from '../src/compiled-file.js';
import { measureCleaning } from './markdown-cleaning.js';
import { compareHeadings } from './markdown-headings.js';
import { type MarkdownWork, workOn } from './markdown-worker.js';

/** Runs of each kind, taken in turn so that a busy machine is unfair to neither; the median counts. */
const rounds = 3;

/**
 * Times load, clean and cut against remark's bare parse (CommonMark only, no extension) of the same files in the same run,
 * on one thread and on all cores; counts what cleaning drops of the prose, and how many of the listed headings are found.
 *
 * @param dataDir folder of the evaluation data: `docs/md` and `docs/md-headings.jsonl` are read.
 */
export async function benchMarkdown(dataDir: string): Promise<void> {
  const folder = join(dataDir, 'docs', 'md');
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .sort()
    .map((path) => join(folder, path));
  const files = paths.map((path) => readFileSync(path));
  const characters = files.reduce((sum, bytes) => sum + bytes.toString().length, 0);
  const single = await timeKinds(async (kind) => workOn(kind, files));
  const all = await onAllCores(paths, timeKinds);
  const row = (where: string, { bare, ours }: Times) =>
    `| ${where} | ${bare.toFixed(0)} | ${ours.toFixed(0)} | ${(characters / ours / 1000).toFixed(2)} | ${(ours / bare).toFixed(2)} |`;
  const cleaning = await measureCleaning(files);
  const headings = compareHeadings(dataDir);
  console.log(`Markdown: ${paths.length} files, ${characters} characters, median of ${rounds} runs taken in turn

| | bare parse, ms | load + clean + cut, ms | million characters/s | ratio |
| --- | --- | --- | --- | --- |
${row('one thread', single)}
${row(`${availableParallelism()} threads`, all)}

Prose dropped by cleaning: ${cleaning.dropped} of ${cleaning.prose} characters (${((100 * cleaning.dropped) / cleaning.prose).toFixed(3)} %).
Headings: ${headings.matched} of ${headings.listed} listed ones found with their text, line and level (recall ${headings.recall.toFixed(4)}), ${headings.found} found in all (precision ${headings.precision.toFixed(4)}).`);
  for (const difference of headings.differences.slice(0, 10)) console.log(`  ${difference}`);
}

interface Times {
  readonly bare: number;
  readonly ours: number;
}

async function timeKinds(work: (kind: MarkdownWork) => Promise<void>): Promise<Times> {
  const times: Record<MarkdownWork, number[]> = { bare: [], ours: [] };
  for (let round = 0; round <= rounds; round++) {
    for (const kind of ['bare', 'ours'] as const) {
      const start = performance.now();
      await work(kind);
      // The first round warms the compiler up.
      if (round > 0) times[kind].push(performance.now() - start);
    }
  }
  return { bare: median(times.bare), ours: median(times.ours) };
}

/** Deals the files out to one worker a core; a run lasts until the last of them is done. */
async function onAllCores(paths: readonly string[], time: typeof timeKinds): Promise<Times> {
  const count = availableParallelism();
  const workers = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const own = paths.filter((_path, position) => position % count === index);
      const worker = new Worker(compiledFile('bench/markdown-worker'), {
        workerData: { paths: own },
        resourceLimits: { maxYoungGenerationSizeMb: 192 },
      });
      await once(worker, 'message');
      return worker;
    }),
  );
  const work = async (kind: MarkdownWork): Promise<void> => {
    const done = workers.map((worker) => once(worker, 'message'));
    for (const worker of workers) worker.postMessage(kind);
    await Promise.all(done);
  };
  try {
    return await time(work);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
