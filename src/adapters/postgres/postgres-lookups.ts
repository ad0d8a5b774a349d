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
// `OFFSET 0` keeps each lookup what it is written as, one after the other from its index: without statistics, as after the
// first large ingest, the planner would read every point of the collection (340 ms in place of 2 at 100,000 sections).

/** The points, or sections, with the ids of $2 that belong to collection `c`, as `found` with their document as `d`. */
const askedFor = (table: 'points' | 'sections') =>
  `unnest($2::text[]) AS asked (id)
     CROSS JOIN LATERAL (SELECT * FROM ${table} WHERE ${table}.id = asked.id OFFSET 0) AS found
     CROSS JOIN LATERAL (SELECT * FROM documents WHERE documents.key = found.document_key OFFSET 0) AS d
     WHERE d.collection_key = c.key`;

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
    `SELECT s.* FROM collections c LEFT JOIN LATERAL (
       SELECT found.*, d.id AS document_id, d.revision, d.title, d.metadata, d.access FROM ${askedFor('sections')}
     ) AS s ON true WHERE c.name = $1`,
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
    `SELECT p.* FROM collections c LEFT JOIN LATERAL (
       SELECT found.*, d.id AS document_id FROM ${askedFor('points')}
     ) AS p ON true WHERE c.name = $1`,
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
    `SELECT p.id, p.metadata, p.access, p.points FROM collections c LEFT JOIN LATERAL (
       SELECT d.id, d.metadata, d.access, array_agg(found.id) AS points FROM ${askedFor('points')}
         GROUP BY d.id, d.metadata, d.access
     ) AS p ON true WHERE c.name = $1`,
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
       LEFT JOIN documents d ON d.collection_key = c.key AND d.id = $2
       LEFT JOIN points p ON p.document_key = d.key
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
    `SELECT c.points, t.term_id, t.points AS frequency FROM collections c LEFT JOIN LATERAL (
       SELECT one.* FROM unnest($2::bigint[]) AS asked (id) CROSS JOIN LATERAL (
         SELECT * FROM term_frequencies f WHERE f.collection_key = c.key AND f.term_id = asked.id OFFSET 0) AS one
     ) AS t ON true WHERE c.name = $1`,
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
