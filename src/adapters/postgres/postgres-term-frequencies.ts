import { movedTerms } from '../catalog-rows/term-changes.js';
import type { PostgresTransaction } from './postgres-storage.js';

/** Applies what a publication changes, in two statements however many terms there are. The caller holds the collection. */
export async function changeTermFrequencies(
  transaction: PostgresTransaction,
  collectionKey: number,
  change: ReadonlyMap<number, number>,
): Promise<void> {
  const moved = movedTerms(change);
  if (moved.length === 0) return;
  await transaction.run(
    `INSERT INTO term_frequencies (collection_key, term_id, points)
       SELECT $1, term_id, step FROM unnest($2::bigint[], $3::integer[]) AS moved (term_id, step)
       ON CONFLICT (collection_key, term_id) DO UPDATE SET points = term_frequencies.points + excluded.points`,
    collectionKey,
    moved.map(([id]) => id),
    moved.map(([, step]) => step),
  );
  const fallen = moved.filter(([, step]) => step < 0).map(([id]) => id);
  if (fallen.length === 0) return;
  await transaction.run(
    'DELETE FROM term_frequencies WHERE collection_key = $1 AND points <= 0 AND term_id = ANY($2::bigint[])',
    collectionKey,
    fallen,
  );
}
