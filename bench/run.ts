import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchEmbedder } from './embedder.js';
import type { RealVectors } from './generated-vectors.js';
import { benchHttp } from './http.js';
import { benchIndex } from './index.js';
import { benchIngest } from './ingest.js';
import { benchMarkdown } from './markdown.js';
import { benchPdf } from './pdf.js';
import { benchReader } from './reader.js';
import { benchRealFiles } from './real-files.js';
import { benchSearch } from './search.js';
import { readStoredVectors } from './stored-vectors.js';

/** Every benchmark by name, in the order they run. Those of a kind need the evaluation data and are named when skipped. */
const benchmarks: Readonly<Record<string, (dataDir: string) => Promise<unknown>>> = {
  embedder: (dataDir) => benchEmbedder(dataDir),
  reader: (dataDir) => benchReader(dataDir),
  markdown: (dataDir) => benchMarkdown(dataDir),
  pdf: (dataDir) => benchPdf(dataDir),
  ingest: (dataDir) => benchIngest(dataDir),
  files: (dataDir) => benchRealFiles(dataDir),
  index: async (dataDir) => benchIndex({ real: await realVectors(dataDir) }),
  search: (dataDir) => benchSearch(dataDir),
  http: (dataDir) => benchHttp(dataDir),
};

/** Vectors and term weights of the real pages, as an ingest of them stores both. */
async function realVectors(dataDir: string): Promise<RealVectors> {
  const folder = mkdtempSync(join(tmpdir(), 'kaoju-bench-'));
  try {
    await benchIngest(dataDir, { folder });
    return readStoredVectors(join(folder, 'kaoju.sqlite'), 10_000);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `npm run bench -- DATA [NAME…]`: DATA is the folder of the evaluation data. */
const [dataDir, ...names] = process.argv.slice(2);
if (dataDir === undefined || !existsSync(join(dataDir, 'docs', 'md'))) {
  console.error(`Cannot run the benchmarks: no evaluation data in ${dataDir ?? 'DATA'}; npm run bench -- DATA [NAME…]`);
  process.exit(2);
}
for (const name of names.length > 0 ? names : Object.keys(benchmarks)) {
  const run = benchmarks[name];
  if (!run) {
    console.error(`Cannot run benchmark "${name}": use ${Object.keys(benchmarks).join(', ')}`);
    process.exit(2);
  }
  console.log(`\n## ${name}`);
  const figures = await run(dataDir);
  if (figures !== undefined) console.log(JSON.stringify(figures, roundNumbers, 2));
}

function roundNumbers(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}
