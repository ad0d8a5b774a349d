import type { DocumentInput } from '../../ports/catalog.js';
import type { CollectionRow } from '../catalog-rows/catalog-rows.js';
import type { SqliteStorage } from './sqlite-storage.js';

/** One query for all of them: a folder of ten thousand files is compared in one go. */
export function findInputs(
  storage: SqliteStorage,
  { key }: CollectionRow,
  ids: readonly string[],
): ReadonlyMap<string, DocumentInput> {
  const rows = storage.all<{ id: string; input_hash: string; revision: string; access: string }>(
    `SELECT d.id, d.input_hash, d.revision, d.access FROM json_each(?) asked
       CROSS JOIN documents d ON d.collection_key = ? AND d.id = asked.value`,
    JSON.stringify(ids),
    key,
  );
  return new Map(
    rows.map((row) => [row.id, { inputHash: row.input_hash, revision: row.revision, access: JSON.parse(row.access) }]),
  );
}

/** U+10FFFF sorts behind every character that an id holds, so the range is the prefix's. */
export function listDocumentIds(
  storage: SqliteStorage,
  { key }: CollectionRow,
  prefix: string,
  labels: readonly string[] | null,
): string[] {
  const rows = storage.all<{ id: string }>(
    `SELECT d.id FROM documents d WHERE d.collection_key = ?1 AND d.id >= ?2 AND d.id < ?3
       AND (?4 IS NULL OR d.access = '[]' OR EXISTS (
         SELECT 1 FROM json_each(d.access) a WHERE a.value IN (SELECT value FROM json_each(?4))))
       ORDER BY d.id`,
    key,
    prefix,
    `${prefix}\u{10ffff}`,
    labels === null ? null : JSON.stringify(labels),
  );
  return rows.map(({ id }) => id);
}
