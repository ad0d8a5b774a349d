import { movedTerms } from '../catalog-rows/term-changes.js';
import type { SqliteStorage } from './sqlite-storage.js';

/** Applies what a publication changes, in one statement: a call for each of a document's thousands of terms is slower. */
export function changeTermFrequencies(
  storage: SqliteStorage,
  collectionKey: number,
  change: ReadonlyMap<number, number>,
): void {
  const moved = movedTerms(change);
  if (moved.length === 0) return;
  storage.run(
    `INSERT INTO term_frequencies (collection_key, term_id, points)
       SELECT ?, value ->> 0, value ->> 1 FROM json_each(?) WHERE true
       ON CONFLICT DO UPDATE SET points = points + excluded.points`,
    collectionKey,
    JSON.stringify(moved),
  );
  const fallen = moved.filter(([, step]) => step < 0).map(([id]) => id);
  if (fallen.length === 0) return;
  storage.run(
    `DELETE FROM term_frequencies WHERE collection_key = ? AND points <= 0
       AND term_id IN (SELECT value FROM json_each(?))`,
    collectionKey,
    JSON.stringify(fallen),
  );
}
