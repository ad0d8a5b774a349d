import type { StoredCalibration } from '../../core/collection-calibration.js';
import { collectionNotFound, lockCollection } from './postgres-collections.js';
import type { PostgresStorage, PostgresTransaction } from './postgres-storage.js';

/** Calibrations kept of one collection: enough to go back, and a bound. */
const maxKept = 10;

/** Newest first. Every question reads them, so that a calibration made on one server is in force on all at once. */
export async function listCalibrations(storage: PostgresStorage, collection: string): Promise<StoredCalibration[]> {
  const rows = await storage.all<StoredCalibration | { readonly id: null }>(
    `read calibrations of "${collection}"`,
    `SELECT a.id, a.content, a.hash, a.created_at AS "createdAt" FROM collections c
       LEFT JOIN calibrations a ON a.collection_key = c.key WHERE c.name = $1 ORDER BY a.key DESC`,
    collection,
  );
  if (rows.length === 0) throw collectionNotFound(collection);
  return rows.filter((row): row is StoredCalibration => row.id !== null);
}

/** The collection's row is held, so that the key says in which order two servers did it. */
export async function addCalibration(
  storage: PostgresStorage,
  transaction: PostgresTransaction,
  collection: string,
  { id, content, hash }: Omit<StoredCalibration, 'createdAt'>,
): Promise<StoredCalibration> {
  const { key } = await lockCollection(transaction, collection);
  const createdAt = storage.now().toISOString();
  await transaction.run(
    'INSERT INTO calibrations (collection_key, id, content, hash, created_at) VALUES ($1, $2, $3, $4, $5)',
    key,
    id,
    content,
    hash,
    createdAt,
  );
  await transaction.run(
    `DELETE FROM calibrations WHERE collection_key = $1 AND key NOT IN (
       SELECT key FROM calibrations WHERE collection_key = $1 ORDER BY key DESC LIMIT $2)`,
    key,
    maxKept,
  );
  return { id, content, hash, createdAt };
}

export async function removeLatestCalibration(transaction: PostgresTransaction, collection: string): Promise<boolean> {
  const { key } = await lockCollection(transaction, collection);
  const sql = 'DELETE FROM calibrations WHERE key = (SELECT max(key) FROM calibrations WHERE collection_key = $1)';
  return (await transaction.run(sql, key)) > 0;
}
