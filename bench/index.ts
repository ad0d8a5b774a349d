import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MemoryVectorStore } from '@langchain/classic/vectorstores/memory';
import { FakeEmbeddings } from '@langchain/core/utils/testing';
import { openEmbeddedIndex } from '../src/adapters/embedded-index/embedded-index.js';
import { openSqliteCatalog } from '../src/adapters/sqlite/sqlite-catalog.js';
import { defaultCollectionSettings } from '../src/core/collection.js';
import { pointIdOf, sectionIdOf, sha256 } from '../src/core/identity.js';
import type { Point, Section } from '../src/core/section.js';
import type { SparseVector } from '../src/core/terms.js';
import {
  clusteredVectors,
  neighbourOf,
  queryTerms,
  type RealVectors,
  seededRandom,
  withNeighbours,
} from './generated-vectors.js';
import type { IndexProcessFigures } from './index-process.js';
import { quantile } from './quantile.js';
import { readStoredVectors } from './stored-vectors.js';

export interface BenchIndexOptions {
  readonly sizes?: readonly number[];
  /** Vectors of real sections; neighbours are made of them up to the size. Generated ones when left out. */
  readonly real?: RealVectors;
  /** Real questions; when left out, neighbours of sections with ten of their terms. */
  readonly questions?: readonly Question[];
  /** Queries measured at each size; 200 unless set. */
  readonly queries?: number;
}

export interface Question {
  readonly dense: Float32Array;
  readonly sparse: SparseVector;
}

/** One size's figures; times in milliseconds, memory in MiB. */
export interface BenchIndexRow {
  readonly sections: number;
  readonly publishP50: number;
  readonly publishP95: number;
  readonly diskMb: number;
  readonly startMs: number;
  /** Of a fresh process after its queries: all, and without the mapped pages of the database file. */
  readonly rssMb: number;
  readonly privateMb: number;
  readonly queryP50: number;
  readonly queryP95: number;
  readonly filteredP95: number;
  /** Share of the exact ten nearest that the dense leg's first ten hold. */
  readonly recallAt10: number;
  readonly plainScanP50: number;
  readonly plainScanP95: number;
  readonly memoryVectorStoreP50: number;
  readonly memoryVectorStoreP95: number;
}

const sectionsPerDocument = 40;
/** Of the slow alternatives this many queries are enough for a median. */
const alternativeQueries = 20;

/** Measures the embedded index at each size against a plain Float32Array scan and LangChain's MemoryVectorStore. */
export async function benchIndex(options: BenchIndexOptions = {}): Promise<BenchIndexRow[]> {
  const rows: BenchIndexRow[] = [];
  for (const size of options.sizes ?? [1_000, 10_000, 100_000]) rows.push(await benchSize(size, options));
  return rows;
}

async function benchSize(size: number, options: BenchIndexOptions): Promise<BenchIndexRow> {
  const random = seededRandom(size);
  const vectors = options.real ? withNeighbours(options.real, size, random) : clusteredVectors(size, 384, random);
  const count = options.queries ?? 200;
  const questions = options.questions?.slice(0, count) ?? Array.from({ length: count }, () => askNear(vectors, random));
  const folder = mkdtempSync(join(tmpdir(), 'kaoju-bench-'));
  try {
    const path = join(folder, 'kaoju.sqlite');
    const { publishMs, pointIds } = await fill(path, vectors);
    const ours = await measureInProcess(path, questions);
    const plain = scanPlainly(vectors.dense, questions.slice(0, alternativeQueries));
    const memoryStore = await searchMemoryVectorStore(vectors.dense, questions.slice(0, alternativeQueries));
    return {
      sections: size,
      publishP50: quantile(publishMs, 0.5),
      publishP95: quantile(publishMs, 0.95),
      diskMb: statSync(path).size / 2 ** 20,
      startMs: ours.startMs,
      rssMb: ours.rssMb,
      privateMb: ours.privateMb,
      queryP50: quantile(ours.queryMs, 0.5),
      queryP95: quantile(ours.queryMs, 0.95),
      filteredP95: quantile(ours.filteredQueryMs, 0.95),
      recallAt10: recall(
        ours.found,
        plain.best.map((rowsFound) => rowsFound.map((row) => pointIds[row] ?? '')),
      ),
      plainScanP50: quantile(plain.times, 0.5),
      plainScanP95: quantile(plain.times, 0.95),
      memoryVectorStoreP50: quantile(memoryStore, 0.5),
      memoryVectorStoreP95: quantile(memoryStore, 0.95),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Ingests everything as the service does, without the encoder; one value of `shard` for every 20 documents. */
async function fill(path: string, vectors: RealVectors): Promise<{ publishMs: number[]; pointIds: string[] }> {
  const catalog = openSqliteCatalog(path);
  const index = await openEmbeddedIndex({ storage: catalog.storage });
  await catalog.putCollection('bench', defaultCollectionSettings, {
    recipe: 'bench',
    questionRecipe: 'bench',
    dimensions: vectors.dense[0]?.length ?? 0,
  });
  await index.createCollection('bench');
  const publishMs: number[] = [];
  const pointIds: string[] = [];
  for (let start = 0; start < vectors.dense.length; start += sectionsPerDocument) {
    const { document, sections, points } = makeDocument(start, vectors);
    pointIds.push(...points.map(({ id }) => id));
    const started = performance.now();
    await index.stage('bench', document, points);
    await catalog.publish({
      document: {
        ...document,
        ...documentFacts,
        sectionCount: sections.length,
        revision: sha256(document.id),
        inputHash: sha256(document.id),
      },
      sections,
      points,
    });
    await index.published(
      'bench',
      document,
      points.map(({ id }) => id),
    );
    publishMs.push(performance.now() - started);
  }
  await index.close();
  await catalog.close();
  return { publishMs, pointIds };
}

const documentFacts = {
  collection: 'bench',
  mediaType: 'text/markdown',
  title: 'A document of the benchmark',
  sizeBytes: 0,
  report: {
    encoding: 'utf-8',
    characters: 0,
    keptCharacters: 0,
    droppedCharacters: 0,
    markupCharacters: 0,
    headings: 0,
    tables: 0,
    sections: 0,
    parts: 0,
    dropped: [],
    notes: [],
  },
} as const;

function makeDocument(start: number, vectors: RealVectors) {
  const id = `document-${start / sectionsPerDocument}`;
  const document = { id, metadata: { shard: (start / sectionsPerDocument) % 20 }, access: [] };
  const sections: Section[] = [];
  const points: Point[] = [];
  const end = Math.min(start + sectionsPerDocument, vectors.dense.length);
  for (let row = start; row < end; row++) {
    const position = row - start;
    const headingPath = [`Section ${position}`];
    const sectionId = sectionIdOf('bench', id, headingPath, 0);
    const text = `Section ${row} ${'with some text of usual length '.repeat(20)}`;
    const dense = vectors.dense[row];
    const sparse = vectors.sparse[row];
    if (!dense || !sparse) throw new Error(`Cannot make row ${row}: it has no vector`);
    sections.push({
      id: sectionId,
      documentId: id,
      headingPath,
      ordinal: 0,
      position,
      text,
      bodyStart: 0,
      place: { unit: 'line', start: row, end: row, startOffset: 0, endOffset: text.length },
      spans: [{ textStart: 0, sourceStart: 0, length: text.length }],
      unitStarts: [0],
    });
    const end = text.length;
    points.push({
      id: pointIdOf(sectionId, 0, text),
      sectionId,
      documentId: id,
      part: 0,
      // Both languages, since the dense leg ranks each by itself.
      language: (start / sectionsPerDocument) % 2 === 0 ? 'zh' : 'en',
      start: 0,
      end,
      dense,
      sparse,
    });
  }
  return { document, sections, points };
}

/** Start, memory and queries are measured in a fresh process that only opens the index. */
async function measureInProcess(path: string, questions: readonly Question[]): Promise<IndexProcessFigures> {
  const program = fileURLToPath(new URL('./index-process.js', import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const queries = questions.map(({ dense, sparse }) => ({
    dense: [...dense],
    ids: [...sparse.ids],
    weights: [...sparse.weights],
  }));
  child.stdin.end(JSON.stringify({ path, queries }));
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}

/** One Float32Array, one loop: what one writes without an index. */
function scanPlainly(dense: readonly Float32Array[], questions: readonly Question[]) {
  const dimensions = dense[0]?.length ?? 0;
  const rows = new Float32Array(dense.length * dimensions);
  dense.forEach((vector, row) => {
    rows.set(vector, row * dimensions);
  });
  const times: number[] = [];
  const best: number[][] = [];
  for (const { dense: query } of questions) {
    const started = performance.now();
    const scores = new Float32Array(dense.length);
    for (let row = 0; row < dense.length; row++) {
      let sum = 0;
      for (let at = 0; at < dimensions; at++) sum += (rows[row * dimensions + at] ?? 0) * (query[at] ?? 0);
      scores[row] = sum;
    }
    const order = Uint32Array.from(scores.keys()).sort((left, right) => (scores[right] ?? 0) - (scores[left] ?? 0));
    times.push(performance.now() - started);
    best.push([...order.subarray(0, 10)]);
  }
  return { times, best };
}

async function searchMemoryVectorStore(
  dense: readonly Float32Array[],
  questions: readonly Question[],
): Promise<number[]> {
  const store = new MemoryVectorStore(new FakeEmbeddings());
  const documents = dense.map((_, row) => ({ pageContent: `Section ${row}`, metadata: { row } }));
  await store.addVectors(
    dense.map((vector) => [...vector]),
    documents,
  );
  const times: number[] = [];
  for (const { dense: query } of questions) {
    const vector = [...query];
    const started = performance.now();
    await store.similaritySearchVectorWithScore(vector, 50);
    times.push(performance.now() - started);
  }
  return times;
}

function askNear(vectors: RealVectors, random: () => number): Question {
  const at = Math.floor(random() * vectors.dense.length);
  const [dense, sparse] = [vectors.dense[at], vectors.sparse[at]];
  if (!dense || !sparse) throw new Error('Cannot make a question: there are no vectors');
  return { dense: neighbourOf(dense, random), sparse: queryTerms(sparse, 10, random) };
}

function recall(found: readonly (readonly string[])[], exact: readonly (readonly string[])[]): number {
  const shares = exact.map((ids, at) => ids.filter((id) => found[at]?.includes(id)).length / ids.length);
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** `node dist/bench/index.js [--from data/kaoju.sqlite] [sizes…]` */
async function main(words: readonly string[]): Promise<void> {
  const from = words[0] === '--from' ? words[1] : undefined;
  const sizes = (from === undefined ? words : words.slice(2)).map(Number);
  const real = from === undefined ? undefined : readStoredVectors(from, 10_000);
  const rows = await benchIndex({ ...(sizes.length > 0 && { sizes }), ...(real && { real }) });
  console.log(JSON.stringify(rows.map(rounded), null, 2));
}

function rounded(row: BenchIndexRow): Record<string, number> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value.toPrecision(3))]));
}

if (process.argv[1] && pathToFileURL(process.argv[1]).href === import.meta.url) await main(process.argv.slice(2));
