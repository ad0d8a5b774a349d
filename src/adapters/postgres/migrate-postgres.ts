import { KnowledgeBaseError } from '../../core/errors.js';
import type { PostgresStorage, PostgresTransaction } from './postgres-storage.js';

/** One step forward. Steps are never edited once released: a change is a new step. */
export interface PostgresMigration {
  /** 1, 2, 3, … inside its set. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** The steps of one adapter's tables; every adapter has a set of its own. */
export interface MigrationSet {
  /** `catalog`, `jobs`. */
  readonly name: string;
  readonly migrations: readonly PostgresMigration[];
}

/** Key of the advisory lock under which schemas change: "kaoju" in ASCII, so that no other program takes it by chance. */
const migrationLock = 0x6b616f6a75;

/**
 * Brings the tables of a set up to this version, every missing step in one transaction of its own. Any number of
 * processes may start at the same time: an advisory lock lets one of them do each step.
 *
 * @throws KnowledgeBaseError `storage_corrupt` when a newer version of Kaoju wrote the database, `invalid_configuration`
 * when it is not encoded in UTF-8; and what a transaction rejects with.
 */
export async function migratePostgres(storage: PostgresStorage, set: MigrationSet): Promise<void> {
  await storage.write(`prepare the tables of the ${set.name}`, async (transaction) => {
    await assertUtf8(storage, transaction);
    await locked(transaction);
    await transaction.run(
      `CREATE TABLE IF NOT EXISTS migrations (set_name text NOT NULL, version integer NOT NULL, name text NOT NULL,
         applied_at text NOT NULL, PRIMARY KEY (set_name, version))`,
    );
  });
  for (const migration of set.migrations) await applyOnce(storage, set, migration);
}

async function applyOnce(storage: PostgresStorage, set: MigrationSet, migration: PostgresMigration): Promise<void> {
  const newest = set.migrations.at(-1)?.version ?? 0;
  await storage.write(`bring the ${set.name} up to schema ${migration.version}`, async (transaction) => {
    await locked(transaction);
    const sql = 'SELECT coalesce(max(version), 0) AS version FROM migrations WHERE set_name = $1';
    const current = (await transaction.get<{ version: number }>(sql, set.name))?.version ?? 0;
    if (current > newest) {
      throw new KnowledgeBaseError(
        'storage_corrupt',
        `Cannot open the ${set.name} in "${storage.where}": it has schema ${current}, this version of Kaoju knows up to ${newest}; install the newer version that wrote it`,
      );
    }
    if (current >= migration.version) return;
    await transaction.run(migration.sql);
    await transaction.run(
      'INSERT INTO migrations VALUES ($1, $2, $3, $4)',
      set.name,
      migration.version,
      migration.name,
      storage.now().toISOString(),
    );
  });
}

/** Held until the transaction ends. */
async function locked(transaction: PostgresTransaction): Promise<void> {
  await transaction.run('SELECT pg_advisory_xact_lock($1)', migrationLock);
}

async function assertUtf8(storage: PostgresStorage, transaction: PostgresTransaction): Promise<void> {
  const row = await transaction.get<{ server_encoding: string }>('SHOW server_encoding');
  if (row?.server_encoding === 'UTF8') return;
  throw new KnowledgeBaseError(
    'invalid_configuration',
    `Cannot use "${storage.where}": its encoding is ${row?.server_encoding}; create it with ENCODING 'UTF8' TEMPLATE template0`,
  );
}
