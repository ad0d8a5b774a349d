import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { openPostgresCatalog } from '../src/adapters/postgres/postgres-catalog.js';
import { PostgresStorage } from '../src/adapters/postgres/postgres-storage.js';
import { openSqliteCatalog } from '../src/adapters/sqlite/sqlite-catalog.js';
import { defaultCollectionSettings } from '../src/core/collection.js';
import { sha256 } from '../src/core/identity.js';
import type { Catalog, PointRecord, Revision } from '../src/ports/catalog.js';
import { seededRandom } from './generated-vectors.js';
import { quantile } from './quantile.js';

// npm run bench:catalogs -- postgresql://… [documents]: the catalog on PostgreSQL beside the one on SQLite, without vectors.

const sectionsADocument = 40;
/** Of a section, as ingested pages have them. */
const termsASection = 69;
const vocabulary = 60_000;
/** What one question asks the catalog for: points that both legs found, sections shown, terms. */
const asked = { points: 148, sections: 20, terms: 10 };
const questions = 200;
const collection = 'bench';

interface CatalogFigures {
  readonly catalog: string;
  readonly sections: number;
  /** Milliseconds of one document of 40 new sections. */
  readonly publishP10: number;
  readonly publishP50: number;
  readonly publishP95: number;
  /** Documents a second from four writers at once. */
  readonly publishPerSecond: number;
  /** Milliseconds of everything that one question looks up. */
  readonly questionP10: number;
  readonly questionP50: number;
  readonly questionP95: number;
}

async function benchCatalog(name: string, catalog: Catalog, documents: number): Promise<CatalogFigures> {
  const random = seededRandom(1);
  const encoding = { recipe: 'bench', questionRecipe: 'bench', dimensions: 384 };
  await catalog.putCollection(collection, defaultCollectionSettings, encoding);
  const published: Revision[] = [];
  const times: number[] = [];
  const publish = async (at: number) => {
    const revision = generate(`d${at}.md`, random);
    const startedAt = performance.now();
    await catalog.publish(revision);
    times.push(performance.now() - startedAt);
    published.push(revision);
  };
  for (let at = 0; at < documents; at++) await publish(at);
  const alone = times.slice(-Math.ceil(documents / 4));
  const startedAt = performance.now();
  let next = documents;
  const writer = async () => {
    while (next < documents + 40) await publish(next++);
  };
  await Promise.all([writer(), writer(), writer(), writer()]);
  const publishPerSecond = 40_000 / (performance.now() - startedAt);
  const looked: number[] = [];
  for (let at = 0; at < questions; at++) looked.push(await ask(catalog, published, random));
  const { sections } = await catalog.getCollection(collection);
  return {
    catalog: name,
    sections,
    publishP10: quantile(alone, 0.1),
    publishP50: quantile(alone, 0.5),
    publishP95: quantile(alone, 0.95),
    publishPerSecond,
    questionP10: quantile(looked, 0.1),
    questionP50: quantile(looked, 0.5),
    questionP95: quantile(looked, 0.95),
  };
}

async function ask(catalog: Catalog, published: readonly Revision[], random: () => number): Promise<number> {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const points = Array.from({ length: asked.points }, () => pick(pick(published).points));
  const shown = points.slice(0, asked.sections);
  const startedAt = performance.now();
  await catalog.getCollection(collection);
  await catalog.listCalibrations(collection);
  await catalog.termStatistics(
    collection,
    Uint32Array.from({ length: asked.terms }, () => termOf(random)),
  );
  await catalog.findDocumentsOfPoints(
    collection,
    points.map(({ id }) => id),
  );
  await catalog.findPoints(
    collection,
    shown.map(({ id }) => id),
  );
  await catalog.findSections(
    collection,
    shown.map(({ sectionId }) => sectionId),
  );
  return performance.now() - startedAt;
}

function generate(id: string, random: () => number): Revision {
  const sections = Array.from({ length: sectionsADocument }, (_, position) => ({
    id: sha256(`${id} ${position}`).slice(0, 36),
    documentId: id,
    headingPath: ['Handbook', `Chapter ${position}`],
    ordinal: 0,
    position,
    text: `Section ${position} of ${id}. ${'words of a section '.repeat(30)}`,
    bodyStart: 0,
    place: { unit: 'line' as const, start: position, end: position + 1, startOffset: 0, endOffset: 600 },
    spans: [{ textStart: 0, sourceStart: position * 600, length: 600 }],
    unitStarts: [0],
  }));
  const points = sections.map((section): PointRecord => {
    const ids = [...new Set(Array.from({ length: termsASection }, () => termOf(random)))].sort((a, b) => a - b);
    const sparse = { ids: Uint32Array.from(ids), weights: Float32Array.from(ids, () => 1) };
    const place = { part: 0, language: 'en' as const, start: 0, end: section.text.length };
    return { id: sha256(section.id).slice(0, 36), sectionId: section.id, documentId: id, ...place, sparse };
  });
  const report = { pages: null, notes: [] } as unknown as Revision['document']['report']; // Only stored.
  const document = {
    collection,
    id,
    revision: sha256(id),
    inputHash: sha256(id),
    mediaType: 'text/markdown' as const,
    title: id,
    metadata: { domain: 'bench' },
    access: [],
    sizeBytes: 24_000,
    sectionCount: sections.length,
    report,
  };
  return { document, sections, points };
}

/** Words are used as often as in texts: few of them often, most of them rarely. */
function termOf(random: () => number): number {
  return Math.floor(vocabulary ** random()) * 70_001;
}

const [url, documents = '250'] = process.argv.slice(2);
if (url === undefined) {
  console.error('Cannot run the benchmark: no database; npm run bench:catalogs -- postgresql://… [documents]');
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'kaoju-catalogs-'));
const sqlite = openSqliteCatalog(join(folder, 'kaoju.sqlite'));
const postgres = await openPostgresCatalog(new PostgresStorage({ url }));
const figures = [
  await benchCatalog('SQLite', sqlite, Number(documents)),
  await benchCatalog('PostgreSQL', postgres, Number(documents)),
];
await postgres.deleteCollection(collection);
await postgres.close();
await sqlite.close();
rmSync(folder, { recursive: true, force: true });
console.table(
  figures.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, rounded(value)]))),
);

function rounded(value: string | number): string | number {
  return typeof value === 'number' ? Number(value.toPrecision(3)) : value;
}
