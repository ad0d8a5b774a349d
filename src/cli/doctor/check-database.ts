import { inspectPostgres, oldestPostgres, type PostgresInspection } from '../../adapters/postgres/inspect-postgres.js';
import type { Config } from '../../config.js';
import { type Check, checkOf } from './check.js';

/** The PostgreSQL database; empty where the catalog is in the data folder. */
export async function checkDatabase({ database }: Pick<Config, 'database'>): Promise<Check[]> {
  if (database === null) return [];
  const check = await checkOf('PostgreSQL', async () => {
    const found = await inspectPostgres(database);
    const { version, where, connections, sizeBytes } = found;
    const detail = `${version} at ${where}, ${Math.ceil(sizeBytes / 1_000_000)} MB, ${connections.used} of ${connections.most} connections in use`;
    const remedy = remedyOf(found, database.maxConnections);
    return remedy === null ? detail : { name: 'PostgreSQL', ok: false, detail, remedy };
  });
  return [check];
}

function remedyOf(
  { recent, encoding, mayCreate, connections }: PostgresInspection,
  maxConnections: number,
): string | null {
  if (!recent) return `install PostgreSQL ${oldestPostgres} or later`;
  if (encoding !== 'UTF8') return `it is encoded in ${encoding}: create it with ENCODING 'UTF8' TEMPLATE template0`;
  if (!mayCreate)
    return 'its user may not create tables: make the user owner of the database, or GRANT CREATE ON SCHEMA';
  if (connections.most - connections.used < maxConnections + 1)
    return `a server needs ${maxConnections + 1}: raise max_connections, or lower KAOJU_DATABASE_CONNECTIONS`;
  return null;
}
