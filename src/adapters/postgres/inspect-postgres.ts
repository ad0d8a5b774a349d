import { PostgresStorage } from './postgres-storage.js';

/** What a PostgreSQL server says of itself and of our database on it. */
export interface PostgresInspection {
  /** Without user and password. */
  readonly where: string;
  /** `15.8`. */
  readonly version: string;
  /** Whether that version has all we ask of it. */
  readonly recent: boolean;
  /** `UTF8` is what we need. */
  readonly encoding: string;
  /** Whether the user may make tables; there is nothing to make once they are there. */
  readonly mayCreate: boolean;
  /** Connections in use of all there may be. */
  readonly connections: { readonly used: number; readonly most: number };
  readonly sizeBytes: number;
}

/** The first version with all of it: 12 is out of support, and on 13 and later these adapters were thought through. */
export const oldestPostgres = 13;

/** Looks at a database; changes nothing. Rejects with `database_unavailable` or `invalid_configuration`. */
export async function inspectPostgres(options: { readonly url: string }): Promise<PostgresInspection> {
  const storage = new PostgresStorage({ ...options, maxConnections: 1 });
  try {
    const [row] = await storage.all<Row>(
      'look at the database',
      `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::integer AS number,
         current_setting('server_encoding') AS encoding, pg_database_size(current_database()) AS size,
         has_schema_privilege(current_schema(), 'CREATE') AS may_create,
         (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS used,
         current_setting('max_connections')::integer AS most`,
    );
    if (!row) throw new TypeError('a SELECT of values has one row');
    return {
      where: storage.where,
      version: row.version.split(' ')[0] ?? row.version,
      recent: row.number >= oldestPostgres * 10_000,
      encoding: row.encoding,
      mayCreate: row.may_create === true,
      connections: { used: row.used, most: row.most },
      sizeBytes: row.size,
    };
  } finally {
    await storage.close();
  }
}

interface Row {
  readonly version: string;
  readonly number: number;
  readonly encoding: string;
  readonly size: number;
  readonly may_create: boolean | null;
  readonly used: number;
  readonly most: number;
}
