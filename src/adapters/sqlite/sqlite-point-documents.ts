import type { PointDocument } from '../../ports/catalog.js';
import type { SqliteStorage } from './sqlite-storage.js';

interface PointDocumentRow {
  readonly id: string;
  readonly metadata: string;
  readonly access: string;
}

/** The documents of those points that are live, by point id; a document is read once however many points it has. */
export function findDocumentsOfPoints(
  storage: SqliteStorage,
  collectionKey: number,
  pointIds: readonly string[],
): ReadonlyMap<string, PointDocument> {
  const found = new Map<string, PointDocument>();
  const documents = new Map<number, PointDocument>();
  for (const pointId of pointIds) {
    const point = storage.get<{ document_key: number }>(
      // The + keeps the planner from the index of the whole collection.
      'SELECT document_key FROM points WHERE id = ? AND +collection_key = ?',
      pointId,
      collectionKey,
    );
    if (!point) continue;
    const document = documents.get(point.document_key) ?? readDocument(storage, point.document_key);
    if (!document) continue;
    documents.set(point.document_key, document);
    found.set(pointId, document);
  }
  return found;
}

function readDocument(storage: SqliteStorage, key: number): PointDocument | undefined {
  const row = storage.get<PointDocumentRow>('SELECT id, metadata, access FROM documents WHERE key = ?', key);
  return row && { id: row.id, metadata: JSON.parse(row.metadata), access: JSON.parse(row.access) };
}
