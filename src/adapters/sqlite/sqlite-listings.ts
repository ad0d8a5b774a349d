import type { DocumentRecord } from '../../core/document.js';
import { KnowledgeBaseError } from '../../core/errors.js';
import type { Section } from '../../core/section.js';
import type { LiveDocument, Page } from '../../ports/catalog.js';
import {
  type CollectionRow,
  type DocumentRow,
  type SectionRow,
  toDocumentRecord,
  toSection,
} from '../catalog-rows/catalog-rows.js';
import { fromCursor, toCursor, toPage } from '../catalog-rows/listing-page.js';
import type { SqliteStorage } from './sqlite-storage.js';

/** Ids are compared by their UTF-8 bytes, and the last one seen is the cursor. */
export function listDocuments(
  storage: SqliteStorage,
  collection: CollectionRow,
  options: { limit: number; cursor: string | null; labels: readonly string[] | null },
): Page<DocumentRecord> {
  const { limit, cursor, labels } = options;
  const [after] = cursor === null ? [''] : fromCursor(cursor, ['string']);
  const rows = storage.all<DocumentRow>(
    `SELECT ?1 AS collection, d.* FROM documents d WHERE d.collection_key = ?2 AND d.id > ?3
       AND (?4 IS NULL OR d.access = '[]' OR EXISTS (
         SELECT 1 FROM json_each(d.access) a WHERE a.value IN (SELECT value FROM json_each(?4))))
       ORDER BY d.id LIMIT ?5`,
    collection.name,
    collection.key,
    after,
    labels === null ? null : JSON.stringify(labels),
    limit + 1,
  );
  return toPage(rows, limit, toDocumentRecord, (row) => toCursor([row.id]));
}

export function listLiveDocuments(
  storage: SqliteStorage,
  collection: CollectionRow,
  { limit, cursor }: { limit: number; cursor: string | null },
): Page<LiveDocument> {
  const [after] = cursor === null ? [''] : fromCursor(cursor, ['string']);
  const rows = storage.all<{ id: string; metadata: string; access: string; points: string }>(
    `SELECT d.id, d.metadata, d.access,
       (SELECT json_group_array(p.id) FROM points p WHERE p.document_key = d.key) AS points
       FROM documents d WHERE d.collection_key = ? AND d.id > ? ORDER BY d.id LIMIT ?`,
    collection.key,
    after,
    limit + 1,
  );
  return toPage(
    rows,
    limit,
    (row) => ({
      id: row.id,
      metadata: JSON.parse(row.metadata),
      access: JSON.parse(row.access),
      pointIds: JSON.parse(row.points),
    }),
    (row) => toCursor([row.id]),
  );
}

/** The cursor holds the last section seen and its position then: where that section is gone, the position counts. */
export function listSections(
  storage: SqliteStorage,
  collection: CollectionRow,
  documentId: string,
  { limit, cursor }: { limit: number; cursor: string | null },
): Page<Section> {
  const sql = 'SELECT key FROM documents WHERE collection_key = ? AND id = ?';
  const document = storage.get<{ key: number }>(sql, collection.key, documentId);
  if (!document) {
    throw new KnowledgeBaseError(
      'document_not_found',
      `Cannot list sections of document "${documentId}": there is none in collection "${collection.name}"`,
      { facts: { collection: collection.name, documentId } },
    );
  }
  const rows = storage.all<SectionRow>(
    `SELECT ? AS document_id, * FROM sections WHERE document_key = ? AND position > ? ORDER BY position LIMIT ?`,
    documentId,
    document.key,
    cursor === null ? -1 : positionAfter(storage, document.key, cursor),
    limit + 1,
  );
  return toPage(rows, limit, toSection, (row) => toCursor([row.position, row.id]));
}

function positionAfter(storage: SqliteStorage, documentKey: number, cursor: string): number {
  const [position, id] = fromCursor(cursor, ['number', 'string']);
  const sql = 'SELECT position FROM sections WHERE document_key = ? AND id = ?';
  return storage.get<{ position: number }>(sql, documentKey, id)?.position ?? Number(position);
}
