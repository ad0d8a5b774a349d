import type { StoredCalibration } from '../../core/collection-calibration.js';
import type { SqliteStorage } from './sqlite-storage.js';

/** Calibrations kept of one collection: enough to go back, and a bound. */
const maxKept = 10;

/** Newest first. */
export function listCalibrations(storage: SqliteStorage, collectionKey: number): StoredCalibration[] {
  return storage.all<StoredCalibration>(
    'SELECT id, content, hash, created_at AS createdAt FROM calibrations WHERE collection_key = ? ORDER BY key DESC',
    collectionKey,
  );
}

export function addCalibration(
  storage: SqliteStorage,
  collectionKey: number,
  { id, content, hash }: Omit<StoredCalibration, 'createdAt'>,
): StoredCalibration {
  const createdAt = storage.now().toISOString();
  storage.run(
    'INSERT INTO calibrations (collection_key, id, content, hash, created_at) VALUES (?, ?, ?, ?, ?)',
    collectionKey,
    id,
    content,
    hash,
    createdAt,
  );
  storage.run(
    `DELETE FROM calibrations WHERE collection_key = ?1 AND key NOT IN (
       SELECT key FROM calibrations WHERE collection_key = ?1 ORDER BY key DESC LIMIT ?2)`,
    collectionKey,
    maxKept,
  );
  return { id, content, hash, createdAt };
}

export function removeLatestCalibration(storage: SqliteStorage, collectionKey: number): boolean {
  const sql = 'DELETE FROM calibrations WHERE key = (SELECT max(key) FROM calibrations WHERE collection_key = ?)';
  return storage.run(sql, collectionKey).changes > 0;
}
