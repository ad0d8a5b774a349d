import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedIndex } from '../src/adapters/embedded-index/embedded-index.js';
import { openSqliteCatalog, type SqliteCatalog } from '../src/adapters/sqlite/sqlite-catalog.js';
import { fromDenseBlob } from '../src/adapters/sqlite/vector-blobs.js';
import { packageRoot } from '../src/compiled-file.js';
import { openKnowledgeBase } from '../src/compose.js';
import type { DocumentRecord } from '../src/core/document.js';
import { pointIdOf, sectionIdOf } from '../src/core/identity.js';
import type { Point, Section } from '../src/core/section.js';
import { neighbourOf, seededRandom } from './generated-vectors.js';
import { benchIngest } from './ingest.js';

/** Times in milliseconds, of one client that asks one question after the other. */
export interface SearchFigures {
  readonly sections: number;
  /** From opening the folder to the first answer. */
  readonly startMs: number;
  /** Search as retrieval and calibration alone do it, the encoder's time inside. */
  readonly searchWithoutReader: Quantiles;
  /** Everything on: the first pass over the questions, and the second one. */
  readonly queryCold: Quantiles;
  readonly queryWarm: Quantiles;
  readonly rssMb: number;
}

interface Quantiles {
  readonly p50: number;
  readonly p95: number;
}

/**
 * The whole way of a question in the library, over the real pages and generated neighbours of them: a real section's text
 * and terms, and its vector with noise (cosine about .95).
 *
 * @param dataDir folder of the evaluation data: `docs/md` is read.
 * @param sizes ascending; the first is at least the real pages' own number of sections.
 */
export async function benchSearch(
  dataDir: string,
  sizes: readonly number[] = [1_000, 10_000, 100_000],
): Promise<SearchFigures[]> {
  const folder = mkdtempSync(join(tmpdir(), 'kaoju-bench-'));
  try {
    await benchIngest(dataDir, { folder });
    const figures: SearchFigures[] = [];
    for (const size of sizes) {
      await addNeighbours(folder, size);
      figures.push(await measure(folder));
    }
    return figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string): Promise<SearchFigures> {
  const questions = readQuestions();
  const started = performance.now();
  const plain = await openKnowledgeBase({ dataDir: folder, reader: false });
  await plain.search('docs', 'warm-up');
  const startMs = performance.now() - started;
  const searchWithoutReader = await time(questions, (question) => plain.search('docs', question));
  const { sections } = await plain.getCollection('docs');
  await plain.close();
  const whole = await openKnowledgeBase({ dataDir: folder, reader: true });
  await whole.query('docs', 'warm-up');
  const queryCold = await time(questions, (question) => whole.query('docs', question));
  const queryWarm = await time(questions, (question) => whole.query('docs', question));
  const rssMb = process.memoryUsage.rss() / 2 ** 20;
  await whole.close();
  return { sections, startMs, searchWithoutReader, queryCold, queryWarm, rssMb };
}

function readQuestions(): string[] {
  const lines = readFileSync(join(packageRoot, 'bench', 'eval', 'docs-md-questions.jsonl'), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => (JSON.parse(line) as { question: string }).question);
}

async function time(questions: readonly string[], ask: (question: string) => Promise<unknown>): Promise<Quantiles> {
  const times: number[] = [];
  for (const question of questions) {
    const started = performance.now();
    await ask(question);
    times.push(performance.now() - started);
  }
  times.sort((left, right) => left - right);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95) };
}

/** Copies real documents under other ids until the collection has `size` sections, each copy's vectors with noise. */
export async function addNeighbours(folder: string, size: number): Promise<void> {
  const catalog = openSqliteCatalog(join(folder, 'kaoju.sqlite'));
  const index = await openEmbeddedIndex(catalog);
  const random = seededRandom(size);
  const all = (await catalog.listDocuments('docs', { limit: 100_000, cursor: null, labels: null })).items;
  const originals = all.filter(({ id }) => !id.includes('#'));
  let { sections } = await catalog.getCollection('docs');
  for (let copy = 1; sections < size; copy++) {
    for (const original of originals) {
      if (sections >= size) break;
      const { document, sections: copied, points } = await copyDocument(catalog, original, `${size}-${copy}`, random);
      await index.stage('docs', document, points);
      await catalog.publish({ document, sections: copied, points });
      await index.published(
        'docs',
        document,
        points.map(({ id }) => id),
      );
      sections += copied.length;
    }
  }
  await index.close();
  await catalog.close();
}

async function copyDocument(catalog: SqliteCatalog, original: DocumentRecord, copy: string, random: () => number) {
  const id = `${original.id}#${copy}`;
  const { items } = await catalog.listSections('docs', original.id, { limit: 10_000, cursor: null });
  const sections = items.map(
    (section): Section => ({
      ...section,
      id: sectionIdOf('docs', id, section.headingPath, section.ordinal),
      documentId: id,
      text: `${section.text}\n${copy}`, // Not the same text, or all copies would be folded into one.
    }),
  );
  const sectionIds = new Map(items.map((section, position) => [section.id, sections[position]?.id ?? '']));
  const pointIds = [...(await catalog.livePointIds('docs', original.id))];
  const rows = catalog.storage.all<{ id: string; dense: Uint8Array }>(
    'SELECT p.id, v.dense FROM json_each(?) asked JOIN points p ON p.id = asked.value JOIN vectors v ON v.point_key = p.key',
    JSON.stringify(pointIds),
  );
  const vectors = new Map(rows.map((row) => [row.id, fromDenseBlob(row.dense)]));
  const points = (await catalog.findPoints('docs', pointIds)).flatMap((point): Point[] => {
    const dense = vectors.get(point.id);
    const sectionId = sectionIds.get(point.sectionId);
    if (!dense || !sectionId) return [];
    const pointId = pointIdOf(sectionId, point.part, point.id);
    return [{ ...point, id: pointId, sectionId, documentId: id, dense: neighbourOf(dense, random) }];
  });
  return { document: { ...original, id }, sections, points };
}
