import type { BytePins } from '../../ports/turns.js';
import type { PostgresStorage } from './postgres-storage.js';

/** A pin of a process that died counts no longer; no batch takes as long to come in. By the database's clock. */
const pinLife = "interval '1 day'";

/** Pins that all servers see. Opened after the catalog, which makes their table. */
export function postgresBytePins(storage: PostgresStorage): BytePins {
  return {
    async add(revision) {
      const [pin] = await storage.all<{ key: number }>(
        'pin document bytes',
        'INSERT INTO byte_pins (revision) VALUES ($1) RETURNING key',
        revision,
      );
      const sql = `DELETE FROM byte_pins WHERE key = $1 OR pinned_at < now() - ${pinLife}`;
      return async () => void (await storage.all('unpin document bytes', sql, pin?.key ?? 0));
    },
    async has(revision) {
      const rows = await storage.all(
        'look for pins of document bytes',
        `SELECT 1 FROM byte_pins WHERE revision = $1 AND pinned_at >= now() - ${pinLife} LIMIT 1`,
        revision,
      );
      return rows.length > 0;
    },
  };
}
