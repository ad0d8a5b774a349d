import type { DocumentRecord } from '../../core/document.js';
import type { SectionDiff } from '../../core/ingest-report.js';
import type { Revision } from '../../ports/catalog.js';
import { lockCollection, moveCollection } from './postgres-collections.js';
import { withdrawPoints, writePoints } from './postgres-points.js';
import { writeSections } from './postgres-sections.js';
import type { PostgresStorage, PostgresTransaction } from './postgres-storage.js';
import { storableText } from './storable-text.js';

interface StoredDocument {
  readonly key: number;
  readonly created_at: string;
  readonly section_count: number;
}

/** Writes a revision over the one before it, in the caller's transaction. */
export async function publishRevision(
  storage: PostgresStorage,
  transaction: PostgresTransaction,
  { document, sections, points }: Revision,
): Promise<{ document: DocumentRecord; diff: SectionDiff; created: boolean }> {
  const collection = await lockCollection(transaction, document.collection);
  const stored = await findStored(transaction, collection.key, document.id);
  const now = storage.now().toISOString();
  const record: DocumentRecord = { ...document, createdAt: stored?.created_at ?? now, updatedAt: now };
  const key = await writeDocument(transaction, collection.key, record);
  const diff = await writeSections(transaction, key, sections);
  const addedPoints = await writePoints(transaction, { collection: collection.key, document: key }, points);
  await moveCollection(storage, transaction, collection, {
    event: ['published', document.id, document.revision],
    documents: stored ? 0 : 1,
    sections: sections.length - (stored?.section_count ?? 0),
    points: addedPoints,
  });
  return { document: record, diff, created: !stored };
}

/** Deletes a document in the caller's transaction; null when there is none. */
export async function deleteDocument(
  storage: PostgresStorage,
  transaction: PostgresTransaction,
  { collection: name, id }: { readonly collection: string; readonly id: string },
): Promise<{ sections: number; points: number } | null> {
  const collection = await lockCollection(transaction, name);
  const stored = await findStored(transaction, collection.key, id);
  if (!stored) return null;
  const points = await withdrawPoints(transaction, { collection: collection.key, document: stored.key });
  await transaction.run('DELETE FROM documents WHERE key = $1', stored.key);
  const { section_count: sections } = stored;
  const event = ['deleted', id];
  await moveCollection(storage, transaction, collection, {
    event,
    documents: -1,
    sections: -sections,
    points: -points,
  });
  return { sections, points };
}

function findStored(
  transaction: PostgresTransaction,
  collectionKey: number,
  id: string,
): Promise<StoredDocument | undefined> {
  const sql = 'SELECT key, created_at, section_count FROM documents WHERE collection_key = $1 AND id = $2';
  return transaction.get<StoredDocument>(sql, collectionKey, id);
}

async function writeDocument(
  transaction: PostgresTransaction,
  collectionKey: number,
  record: DocumentRecord,
): Promise<number> {
  const row = await transaction.get<{ key: number }>(
    `INSERT INTO documents (collection_key, id, revision, input_hash, media_type, title, metadata, access, size_bytes,
       section_count, created_at, updated_at, report) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     ON CONFLICT (collection_key, id) DO UPDATE SET revision = excluded.revision, input_hash = excluded.input_hash,
       media_type = excluded.media_type, title = excluded.title, metadata = excluded.metadata, access = excluded.access,
       size_bytes = excluded.size_bytes, section_count = excluded.section_count, updated_at = excluded.updated_at,
       report = excluded.report RETURNING key`,
    collectionKey,
    record.id,
    record.revision,
    record.inputHash,
    record.mediaType,
    storableText(record.title),
    JSON.stringify(record.metadata),
    JSON.stringify(record.access),
    record.sizeBytes,
    record.sectionCount,
    record.createdAt,
    record.updatedAt,
    JSON.stringify(record.report),
  );
  if (!row) throw new TypeError('an upsert returns its row');
  return row.key;
}
