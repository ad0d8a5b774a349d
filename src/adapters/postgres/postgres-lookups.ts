import type { DocumentRecord } from '../../core/document.js';
import type { TermStatistics } from '../../core/terms.js';
import type { PointDocument, PointRecord, SectionRecord } from '../../ports/catalog.js';
import {
  type DocumentRow,
  type PointRow,
  type SectionRow,
  toDocumentRecord,
  toPointRecord,
  toSection,
} from '../catalog-rows/catalog-rows.js';
import { collectionNotFound } from './postgres-collections.js';
import type { PostgresStorage } from './postgres-storage.js';

// What a question looks up. Each is one statement, so one way to the database and back: the collection is joined from the
// left, so that no row at all means that there is no such collection, and a row without an id that nothing was found.

export async function findDocument(
  storage: PostgresStorage,
  collection: string,
  id: string,
): Promise<DocumentRecord | null> {
  const rows = await storage.all<DocumentRow | Nothing>(
    `read document "${id}"`,
    `SELECT c.name AS collection, d.* FROM collections c LEFT JOIN documents d ON d.collection_key = c.key AND d.id = $2
       WHERE c.name = $1`,
    collection,
    id,
  );
  const [row] = found(collection, rows);
  return row ? toDocumentRecord(row) : null;
}

export async function findSections(
  storage: PostgresStorage,
  collection: string,
  ids: readonly string[],
): Promise<readonly SectionRecord[]> {
  type Row = SectionRow & Pick<DocumentRow, 'revision' | 'title' | 'metadata' | 'access'>;
  const rows = await storage.all<Row | Nothing>(
    'read sections',
    `SELECT s.*, d.id AS document_id, d.revision, d.title, d.metadata, d.access FROM collections c
       LEFT JOIN (sections s JOIN documents d ON d.key = s.document_key) ON s.id = ANY($2::text[]) AND d.collection_key = c.key
       WHERE c.name = $1`,
    collection,
    ids,
  );
  const byId = new Map(found(collection, rows).map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (!row) return [];
    const { document_id, revision, title, metadata, access } = row;
    const document = { id: document_id, revision, title, metadata: JSON.parse(metadata), access: JSON.parse(access) };
    return [{ section: toSection(row), document }];
  });
}

export async function findPoints(
  storage: PostgresStorage,
  collection: string,
  ids: readonly string[],
): Promise<readonly PointRecord[]> {
  const rows = await storage.all<PointRow | Nothing>(
    'read points',
    `SELECT p.id, p.section_id, d.id AS document_id, p.part, p.language, p.start, p."end", p.sparse FROM collections c
       LEFT JOIN (points p JOIN documents d ON d.key = p.document_key) ON p.id = ANY($2::text[]) AND d.collection_key = c.key
       WHERE c.name = $1`,
    collection,
    ids,
  );
  const byId = new Map(found(collection, rows).map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    return row ? [toPointRecord(row)] : [];
  });
}

export async function findDocumentsOfPoints(
  storage: PostgresStorage,
  collection: string,
  pointIds: readonly string[],
): Promise<ReadonlyMap<string, PointDocument>> {
  const rows = await storage.all<(Pick<DocumentRow, 'id' | 'metadata' | 'access'> & { points: string[] }) | Nothing>(
    'read the documents of points',
    `SELECT d.id, d.metadata, d.access, array_agg(p.id) AS points FROM collections c
       LEFT JOIN (points p JOIN documents d ON d.key = p.document_key) ON p.id = ANY($2::text[]) AND d.collection_key = c.key
       WHERE c.name = $1 GROUP BY d.key, d.id, d.metadata, d.access`,
    collection,
    pointIds,
  );
  const documents = new Map<string, PointDocument>();
  for (const { id, metadata, access, points } of found(collection, rows)) {
    const document = { id, metadata: JSON.parse(metadata), access: JSON.parse(access) };
    for (const point of points) documents.set(point, document);
  }
  return documents;
}

export async function livePointIds(
  storage: PostgresStorage,
  collection: string,
  documentId: string,
): Promise<ReadonlySet<string>> {
  const rows = await storage.all<{ id: string } | Nothing>(
    `read points of "${documentId}"`,
    `SELECT p.id FROM collections c
       LEFT JOIN (points p JOIN documents d ON d.key = p.document_key AND d.id = $2) ON d.collection_key = c.key
       WHERE c.name = $1`,
    collection,
    documentId,
  );
  return new Set(found(collection, rows).map(({ id }) => id));
}

export async function termStatistics(
  storage: PostgresStorage,
  collection: string,
  termIds: Uint32Array,
): Promise<TermStatistics> {
  const rows = await storage.all<{ points: number; term_id: number | null; frequency: number }>(
    `read term frequencies of "${collection}"`,
    `SELECT c.points, t.term_id, t.points AS frequency FROM collections c
       LEFT JOIN term_frequencies t ON t.collection_key = c.key AND t.term_id = ANY($2::bigint[]) WHERE c.name = $1`,
    collection,
    [...termIds],
  );
  const [first] = rows;
  if (!first) throw collectionNotFound(collection);
  const frequencies = new Map(rows.map((row) => [row.term_id, row.frequency]));
  return { points: first.points, frequencies: Array.from(termIds, (id) => frequencies.get(id) ?? 0) };
}

/** The row of a collection in which nothing was found. */
interface Nothing {
  readonly id: null;
}

/** @throws KnowledgeBaseError `collection_not_found` */
function found<Row extends { readonly id: string }>(collection: string, rows: readonly (Row | Nothing)[]): Row[] {
  if (rows.length === 0) throw collectionNotFound(collection);
  return rows.filter((row): row is Row => row.id !== null);
}
