import { DatabaseSync } from '@photostructure/sqlite';
import { fromSparseBlob } from '../src/adapters/catalog-rows/sparse-blob.js';
import { fromDenseBlob } from '../src/adapters/sqlite/vector-blobs.js';
import type { RealVectors } from './generated-vectors.js';

/** The vectors of an ingested data folder's database (`kaoju.sqlite`), up to `limit`, spread over all of it. */
export function readStoredVectors(path: string, limit: number): RealVectors {
  const database = new DatabaseSync(path, { readOnly: true });
  // Keys times a large prime: a sample in no particular order, and the same one every time.
  const rows = database
    .prepare(
      `SELECT p.sparse, v.dense FROM points p JOIN vectors v ON v.point_key = p.key
         ORDER BY p.key * 2654435761 % 4294967291 LIMIT ?`,
    )
    .all(limit) as { sparse: Uint8Array; dense: Uint8Array }[];
  database.close();
  return {
    dense: rows.map(({ dense }) => fromDenseBlob(dense)),
    sparse: rows.map(({ sparse }) => fromSparseBlob(sparse)),
  };
}
