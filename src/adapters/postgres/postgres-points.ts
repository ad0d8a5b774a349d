import type { PointRecord } from '../../ports/catalog.js';
import { toSparseBlob } from '../catalog-rows/sparse-blob.js';
import { countTerms } from '../catalog-rows/term-changes.js';
import type { PostgresTransaction } from './postgres-storage.js';
import { changeTermFrequencies } from './postgres-term-frequencies.js';

interface StoredPoint {
  readonly key: number;
  readonly id: string;
  readonly sparse: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly part: number;
}

/**
 * Puts a revision's live points in the place of those that are stored; resolves to how many more there are than before.
 * Term frequencies move by the difference only.
 */
export async function writePoints(
  transaction: PostgresTransaction,
  keys: { readonly collection: number; readonly document: number },
  points: readonly PointRecord[],
): Promise<number> {
  const rows = await transaction.all<StoredPoint>(
    'SELECT key, id, sparse, start, "end", part FROM points WHERE document_key = $1',
    keys.document,
  );
  const stored = new Map(rows.map((row) => [row.id, row]));
  const change = new Map<number, number>();
  const added: PointRecord[] = [];
  const moved: (PointRecord & { readonly key: number })[] = [];
  for (const point of points) {
    const row = stored.get(point.id);
    stored.delete(point.id);
    if (row === undefined) {
      countTerms(change, point.sparse.ids, 1);
      added.push(point);
    } else if (row.start !== point.start || row.end !== point.end || row.part !== point.part) {
      moved.push({ ...point, key: row.key });
    }
  }
  for (const { sparse } of stored.values()) countTerms(change, sparse, -1);
  await insertPoints(transaction, keys.document, added);
  await movePoints(transaction, moved);
  await deletePoints(transaction, [...stored.values()]);
  await changeTermFrequencies(transaction, keys.collection, change);
  return points.length - rows.length;
}

/** Takes out all points of a document that is about to be deleted; resolves to how many there were. */
export async function withdrawPoints(
  transaction: PostgresTransaction,
  keys: { readonly collection: number; readonly document: number },
): Promise<number> {
  const added = await writePoints(transaction, keys, []);
  return -added;
}

async function insertPoints(
  transaction: PostgresTransaction,
  documentKey: number,
  points: readonly PointRecord[],
): Promise<void> {
  if (points.length === 0) return;
  await transaction.run(
    `INSERT INTO points (document_key, id, section_id, part, language, start, "end", sparse)
       SELECT $1, * FROM unnest($2::text[], $3::text[], $4::integer[], $5::text[], $6::integer[], $7::integer[], $8::bytea[])`,
    documentKey,
    points.map(({ id }) => id),
    points.map(({ sectionId }) => sectionId),
    points.map(({ part }) => part),
    points.map(({ language }) => language),
    points.map(({ start }) => start),
    points.map(({ end }) => end),
    points.map(({ sparse }) => Buffer.from(toSparseBlob(sparse))),
  );
}

async function movePoints(
  transaction: PostgresTransaction,
  points: readonly (PointRecord & { readonly key: number })[],
): Promise<void> {
  if (points.length === 0) return;
  await transaction.run(
    `UPDATE points SET start = moved.start, "end" = moved."end", part = moved.part
       FROM unnest($1::bigint[], $2::integer[], $3::integer[], $4::integer[]) AS moved (key, start, "end", part)
       WHERE points.key = moved.key`,
    points.map(({ key }) => key),
    points.map(({ start }) => start),
    points.map(({ end }) => end),
    points.map(({ part }) => part),
  );
}

async function deletePoints(transaction: PostgresTransaction, points: readonly StoredPoint[]): Promise<void> {
  if (points.length === 0) return;
  await transaction.run(
    'DELETE FROM points WHERE key = ANY($1::bigint[])',
    points.map(({ key }) => key),
  );
}
