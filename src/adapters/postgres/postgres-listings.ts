import type { DocumentRecord } from '../../core/document.js';
import { KnowledgeBaseError } from '../../core/errors.js';
import type { Section } from '../../core/section.js';
import type { DocumentInput, LiveDocument, Page } from '../../ports/catalog.js';
import { type DocumentRow, type SectionRow, toDocumentRecord, toSection } from '../catalog-rows/catalog-rows.js';
import { fromCursor, toCursor, toPage } from '../catalog-rows/listing-page.js';
import { readCollection } from './postgres-collections.js';
import type { PostgresTransaction } from './postgres-storage.js';

/** Whether labels ($4 in a listing) reach a document; null reaches everything. */
const reached = (parameter: string) =>
  `(${parameter}::text[] IS NULL OR d.access = '[]'::jsonb OR d.access ?| ${parameter}::text[])`;

/** Ids are compared by their UTF-8 bytes, and the last one seen is the cursor. */
export async function listDocuments(
  transaction: PostgresTransaction,
  collection: string,
  { limit, cursor, labels }: { limit: number; cursor: string | null; labels: readonly string[] | null },
): Promise<Page<DocumentRecord>> {
  const { key } = await readCollection(transaction, collection);
  const [after] = cursor === null ? [''] : fromCursor(cursor, ['string']);
  const rows = await transaction.all<DocumentRow>(
    `SELECT $1::text AS collection, d.* FROM documents d WHERE d.collection_key = $2 AND d.id > $3 AND ${reached('$4')}
       ORDER BY d.id LIMIT $5`,
    collection,
    key,
    after,
    labels,
    limit + 1,
  );
  return toPage(rows, limit, toDocumentRecord, (row) => toCursor([row.id]));
}

/** U+10FFFF sorts behind every character that an id holds, so the range is the prefix's. */
export async function listDocumentIds(
  transaction: PostgresTransaction,
  collection: string,
  { prefix, labels }: { readonly prefix: string; readonly labels: readonly string[] | null },
): Promise<string[]> {
  const { key } = await readCollection(transaction, collection);
  const rows = await transaction.all<{ id: string }>(
    `SELECT d.id FROM documents d WHERE d.collection_key = $1 AND d.id >= $2 AND d.id < $3 AND ${reached('$4')} ORDER BY d.id`,
    key,
    prefix,
    `${prefix}\u{10ffff}`,
    labels,
  );
  return rows.map(({ id }) => id);
}

export async function listLiveDocuments(
  transaction: PostgresTransaction,
  collection: string,
  { limit, cursor }: { limit: number; cursor: string | null },
): Promise<Page<LiveDocument>> {
  const { key } = await readCollection(transaction, collection);
  const [after] = cursor === null ? [''] : fromCursor(cursor, ['string']);
  const rows = await transaction.all<{ id: string; metadata: string; access: string; points: string[] }>(
    `SELECT d.id, d.metadata, d.access, ARRAY(SELECT p.id FROM points p WHERE p.document_key = d.key) AS points
       FROM documents d WHERE d.collection_key = $1 AND d.id > $2 ORDER BY d.id LIMIT $3`,
    key,
    after,
    limit + 1,
  );
  return toPage(
    rows,
    limit,
    ({ id, metadata, access, points }) => ({
      id,
      metadata: JSON.parse(metadata),
      access: JSON.parse(access),
      pointIds: points,
    }),
    (row) => toCursor([row.id]),
  );
}

/** One query for all of them: a folder of ten thousand files is compared in one go. */
export async function findInputs(
  transaction: PostgresTransaction,
  collection: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, DocumentInput>> {
  const { key } = await readCollection(transaction, collection);
  const rows = await transaction.all<{ id: string; input_hash: string; revision: string; access: string }>(
    // OFFSET 0: each id from the index, whatever the planner thinks of their number.
    `SELECT d.id, d.input_hash, d.revision, d.access FROM unnest($2::text[]) AS asked (id)
       CROSS JOIN LATERAL (SELECT * FROM documents WHERE collection_key = $1 AND documents.id = asked.id OFFSET 0) AS d`,
    key,
    ids,
  );
  return new Map(
    rows.map((row) => [row.id, { inputHash: row.input_hash, revision: row.revision, access: JSON.parse(row.access) }]),
  );
}

/** The cursor holds the last section seen and its position then: where that section is gone, the position counts. */
export async function listSections(
  transaction: PostgresTransaction,
  { collection, documentId }: { readonly collection: string; readonly documentId: string },
  { limit, cursor }: { limit: number; cursor: string | null },
): Promise<Page<Section>> {
  const { key } = await readCollection(transaction, collection);
  const sql = 'SELECT key FROM documents WHERE collection_key = $1 AND id = $2';
  const document = await transaction.get<{ key: number }>(sql, key, documentId);
  if (!document) {
    throw new KnowledgeBaseError(
      'document_not_found',
      `Cannot list sections of document "${documentId}": there is none in collection "${collection}"`,
      { facts: { collection, documentId } },
    );
  }
  const rows = await transaction.all<SectionRow>(
    `SELECT $1::text AS document_id, s.* FROM sections s WHERE s.document_key = $2 AND s.position > $3
       ORDER BY s.position LIMIT $4`,
    documentId,
    document.key,
    cursor === null ? -1 : await positionAfter(transaction, document.key, cursor),
    limit + 1,
  );
  return toPage(rows, limit, toSection, (row) => toCursor([row.position, row.id]));
}

async function positionAfter(transaction: PostgresTransaction, documentKey: number, cursor: string): Promise<number> {
  const [position, id] = fromCursor(cursor, ['number', 'string']);
  const sql = 'SELECT position FROM sections WHERE document_key = $1 AND id = $2';
  return (await transaction.get<{ position: number }>(sql, documentKey, id))?.position ?? Number(position);
}
