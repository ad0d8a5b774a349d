import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite';
import { toStorageError } from './sqlite-errors.js';
import { migrate } from './sqlite-schema.js';
import { StagedVectors } from './staged-vectors.js';

export interface SqliteStorageOptions {
  /** Largest size of the database file; unlimited unless set. Beyond it writing rejects with `storage_full`. */
  readonly maxSizeBytes?: number;
  /** Opens an existing file for reading only. */
  readonly readOnly?: boolean;
  /** Clock; the system's unless set. */
  readonly now?: () => Date;
}

/** 8 KiB pages: a point's row (int8 vector and terms, about 1.3 kB) then wastes a sixth of a page at most. */
const pageSize = 8192;
/** How long a write waits for another connection. Ours never write at the same time, so only a foreign process does. */
const busyTimeoutMs = 5_000;

/** One connection to the data folder's database, shared by the catalog and the embedded index. Writes on the main thread. */
export class SqliteStorage {
  readonly path: string;
  readonly staged = new StagedVectors();
  readonly now: () => Date;
  /** Set by the embedded index: every live point must have its vectors in this file. */
  vectorsRequired = false;
  readonly #database: DatabaseSyncInstance;
  readonly #statements = new Map<string, StatementSyncInstance>();

  /** @throws KnowledgeBaseError `storage_read_only`, `storage_full`, `storage_corrupt` or `data_folder_in_use` */
  constructor(path: string, options: SqliteStorageOptions = {}) {
    this.path = path;
    this.now = options.now ?? (() => new Date());
    try {
      this.#database = new DatabaseSync(path, { readOnly: options.readOnly ?? false });
      this.#database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
      if (options.readOnly) return;
      this.#database.exec(`PRAGMA page_size = ${pageSize}`);
      this.#database.exec('PRAGMA journal_mode = WAL');
      // FULL: a publication that was acknowledged survives a power cut, not only a killed process.
      this.#database.exec('PRAGMA synchronous = FULL');
      this.#database.exec('PRAGMA foreign_keys = ON');
      migrate(this.#database, this.now().toISOString());
      if (options.maxSizeBytes !== undefined) {
        this.#database.exec(`PRAGMA max_page_count = ${Math.ceil(options.maxSizeBytes / pageSize)}`);
      }
    } catch (error) {
      throw toStorageError(error, 'open the catalog', path);
    }
  }

  /** Rows of a query. A column's type is the schema's; the caller names it. */
  all<Row>(sql: string, ...parameters: readonly unknown[]): Row[] {
    return this.#prepare(sql).all(...parameters) as Row[];
  }

  get<Row>(sql: string, ...parameters: readonly unknown[]): Row | undefined {
    return this.#prepare(sql).get(...parameters) as Row | undefined;
  }

  /** Resolves to the number of changed rows and the key of the last inserted one. */
  run(sql: string, ...parameters: readonly unknown[]): { changes: number; key: number } {
    const { changes, lastInsertRowid } = this.#prepare(sql).run(...parameters);
    return { changes: Number(changes), key: Number(lastInsertRowid) };
  }

  /** Runs `work` in one transaction: all of it or nothing. */
  write<T>(action: string, work: () => T): T {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        this.#database.exec('COMMIT');
        return result;
      } catch (error) {
        // A full disk makes SQLite roll back by itself.
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw error;
      }
    } catch (error) {
      throw toStorageError(error, action, this.path);
    }
  }

  /** Runs `work` on one snapshot of the database. */
  read<T>(action: string, work: () => T): T {
    try {
      this.#database.exec('BEGIN');
      try {
        return work();
      } finally {
        if (this.#database.isTransaction) this.#database.exec('COMMIT');
      }
    } catch (error) {
      throw toStorageError(error, action, this.path);
    }
  }

  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  #prepare(sql: string): StatementSyncInstance {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
