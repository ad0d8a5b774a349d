import type { BytePins } from '../../ports/byte-pins.js';
import type { PostgresStorage } from '../postgres/postgres-storage.js';

/** No batch takes this long to come in; what is older was left by a process that died. */
const forgottenAfterMs = 24 * 3_600_000;

/** @param holder name of this process; two never have the same. */
export function postgresBytePins(storage: PostgresStorage, holder: string): BytePins {
  const now = 'floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint';
  return {
    async add(revision) {
      await storage.all(
        'hold bytes of a batch',
        `INSERT INTO pinned_bytes (revision, holder, pinned_at) VALUES ($1, $2, ${now})
           ON CONFLICT (revision, holder) DO UPDATE SET pinned_at = excluded.pinned_at`,
        revision,
        holder,
      );
    },
    async remove(revision) {
      await storage.all(
        'let go of bytes of a batch',
        `DELETE FROM pinned_bytes WHERE (revision = $1 AND holder = $2) OR (revision = $1 AND pinned_at < ${now} - $3)`,
        revision,
        holder,
        forgottenAfterMs,
      );
    },
    async has(revision) {
      const sql = `SELECT 1 FROM pinned_bytes WHERE revision = $1 AND pinned_at > ${now} - $2 LIMIT 1`;
      return (await storage.all('look for bytes of batches', sql, revision, forgottenAfterMs)).length > 0;
    },
  };
}
