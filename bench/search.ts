import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedIndex } from '../src/adapters/embedded-index/embedded-index.js';
import { openSqliteCatalog, type SqliteCatalog } from '../src/adapters/sqlite/sqlite-catalog.js';
import { fromDenseBlob } from '../src/adapters/sqlite/vector-blobs.js';
import type { DocumentRecord } from '../src/core/document.js';
import { pointIdOf, sectionIdOf } from '../src/core/identity.js';
import type { Point, Section } from '../src/core/section.js';
import { neighbourOf, seededRandom } from './generated-vectors.js';
import { benchIngest } from './ingest.js';
import { measureSearch, type SearchFigures } from './measure-search.js';

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
      figures.push(await measureSearch(folder));
    }
    return figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
