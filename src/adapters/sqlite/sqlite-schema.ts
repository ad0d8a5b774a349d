import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { KnowledgeBaseError } from '../../core/errors.js';

/** One step forward. Steps are never edited once released: a change is a new step. */
interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/**
 * Keys are SQLite row ids and stay inside this file; ids are what callers see. JSON columns hold what is only ever read
 * whole. `points.quantised` and `vectors` are filled when the embedded index is in use: the small columns of `points`
 * are read in sequence at start, the float32 vectors of `vectors` a few hundred at a time in a search.
 */
const migrations: readonly Migration[] = [
  {
    version: 1,
    name: 'collections, documents, sections, points, vectors, term frequencies',
    sql: `
      CREATE TABLE collections (
        key INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        settings TEXT NOT NULL,
        recipe TEXT NOT NULL,
        revision TEXT NOT NULL,
        documents INTEGER NOT NULL DEFAULT 0,
        sections INTEGER NOT NULL DEFAULT 0,
        points INTEGER NOT NULL DEFAULT 0,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL
      ) STRICT;
      CREATE TABLE documents (
        key INTEGER PRIMARY KEY,
        collection_key INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE,
        id TEXT NOT NULL,
        revision TEXT NOT NULL,
        input_hash TEXT NOT NULL,
        media_type TEXT NOT NULL,
        title TEXT NOT NULL,
        metadata TEXT NOT NULL,
        access TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        section_count INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        report TEXT NOT NULL,
        UNIQUE (collection_key, id)
      ) STRICT;
      CREATE INDEX documents_by_revision ON documents (revision);
      CREATE TABLE sections (
        key INTEGER PRIMARY KEY,
        document_key INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
        id TEXT NOT NULL,
        position INTEGER NOT NULL,
        ordinal INTEGER NOT NULL,
        heading_path TEXT NOT NULL,
        body_start INTEGER NOT NULL,
        place TEXT NOT NULL,
        spans TEXT NOT NULL,
        unit_starts TEXT NOT NULL,
        text TEXT NOT NULL,
        UNIQUE (id, document_key)
      ) STRICT;
      CREATE INDEX sections_by_position ON sections (document_key, position);
      CREATE TABLE points (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        collection_key INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE,
        document_key INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
        id TEXT NOT NULL,
        section_id TEXT NOT NULL,
        part INTEGER NOT NULL,
        language TEXT NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        sparse BLOB NOT NULL,
        quantised BLOB,
        UNIQUE (id, document_key)
      ) STRICT;
      CREATE INDEX points_by_document ON points (document_key);
      CREATE INDEX points_by_collection ON points (collection_key);
      CREATE INDEX points_without_vector ON points (document_key) WHERE quantised IS NULL;
      CREATE TABLE vectors (
        point_key INTEGER PRIMARY KEY REFERENCES points ON DELETE CASCADE,
        dense BLOB NOT NULL
      ) STRICT;
      CREATE TABLE term_frequencies (
        collection_key INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE,
        term_id INTEGER NOT NULL,
        points INTEGER NOT NULL,
        PRIMARY KEY (collection_key, term_id)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE index_collections (
        name TEXT PRIMARY KEY,
        recipe TEXT NOT NULL,
        dimensions INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    version: 2,
    name: 'calibrations of a collection',
    sql: `
      CREATE TABLE calibrations (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        collection_key INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE,
        id TEXT NOT NULL,
        content TEXT NOT NULL,
        hash TEXT NOT NULL,
        created_at TEXT NOT NULL
      ) STRICT;
      CREATE INDEX calibrations_by_collection ON calibrations (collection_key, key);
    `,
  },
  {
    version: 3,
    name: 'answers and feedback',
    sql: `
      CREATE TABLE answers (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        collection_key INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE,
        id TEXT NOT NULL UNIQUE,
        answered_at TEXT NOT NULL,
        route TEXT NOT NULL,
        reason TEXT NOT NULL,
        confidence REAL NOT NULL,
        threshold REAL NOT NULL,
        recipe TEXT NOT NULL,
        collection_revision TEXT NOT NULL,
        calibration_id TEXT NOT NULL,
        calibration_kind TEXT NOT NULL,
        model_revision TEXT,
        labels TEXT,
        passages TEXT NOT NULL,
        question TEXT,
        answer TEXT,
        rated INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE INDEX answers_by_collection ON answers (collection_key);
      CREATE INDEX answers_by_rated ON answers (rated, key);
      CREATE TABLE feedback (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        answer_key INTEGER NOT NULL REFERENCES answers ON DELETE CASCADE,
        caller TEXT NOT NULL,
        caller_labels TEXT,
        rating TEXT NOT NULL,
        correction TEXT,
        document_id TEXT,
        section_id TEXT,
        comment TEXT,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        UNIQUE (answer_key, caller)
      ) STRICT;
    `,
  },
  {
    version: 4,
    name: 'jobs, their documents and events',
    // `active`: not ended; it is the condition of an index, so it cannot be worked out from `state` in a query.
    sql: `
      CREATE TABLE jobs (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        collection TEXT NOT NULL,
        caller TEXT NOT NULL,
        idempotency_key TEXT,
        fingerprint TEXT NOT NULL,
        state TEXT NOT NULL,
        turn INTEGER NOT NULL DEFAULT 0,
        created_at TEXT NOT NULL,
        started_at TEXT,
        finished_at TEXT,
        UNIQUE (caller, idempotency_key)
      ) STRICT;
      CREATE INDEX jobs_by_state ON jobs (state, turn, key);
      CREATE TABLE job_documents (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        job_key INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
        collection TEXT NOT NULL,
        document_id TEXT NOT NULL,
        action TEXT NOT NULL,
        revision TEXT,
        media_type TEXT,
        metadata TEXT NOT NULL,
        access TEXT,
        size_bytes INTEGER NOT NULL,
        state TEXT NOT NULL,
        active INTEGER NOT NULL,
        progress REAL NOT NULL DEFAULT 0,
        attempts INTEGER NOT NULL DEFAULT 0,
        crashes INTEGER NOT NULL DEFAULT 0,
        failures INTEGER NOT NULL DEFAULT 0,
        code TEXT,
        message TEXT,
        outcome TEXT,
        holds_bytes INTEGER NOT NULL,
        worker TEXT,
        lease_until INTEGER,
        due_at INTEGER NOT NULL DEFAULT 0,
        started_at TEXT,
        finished_at TEXT
      ) STRICT;
      CREATE INDEX job_documents_by_state ON job_documents (job_key, state, crashes, key);
      CREATE INDEX job_documents_active ON job_documents (collection, document_id, key) WHERE active = 1;
      CREATE INDEX job_documents_in_work ON job_documents (worker) WHERE worker IS NOT NULL;
      CREATE INDEX job_documents_by_bytes ON job_documents (revision) WHERE holds_bytes = 1;
      CREATE INDEX job_documents_holding ON job_documents (collection, document_id) WHERE holds_bytes = 1;
      CREATE TABLE job_events (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        job_key INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
        document_key INTEGER REFERENCES job_documents ON DELETE CASCADE,
        state TEXT NOT NULL,
        progress REAL NOT NULL,
        code TEXT,
        message TEXT,
        at TEXT NOT NULL
      ) STRICT;
      CREATE INDEX job_events_by_job ON job_events (job_key, number);
      CREATE INDEX job_events_by_document ON job_events (document_key);
    `,
  },
  {
    version: 5,
    name: 'builds of a collection beside it',
    sql: `
      ALTER TABLE collections ADD COLUMN generation TEXT NOT NULL DEFAULT '';
      ALTER TABLE collections ADD COLUMN question_recipe TEXT NOT NULL DEFAULT '';
      ALTER TABLE collections ADD COLUMN dimensions INTEGER NOT NULL DEFAULT 0;
      UPDATE collections SET generation = lower(hex(randomblob(16))),
        dimensions = coalesce((SELECT dimensions FROM index_collections i WHERE i.name = collections.name), 0);
      CREATE UNIQUE INDEX collections_by_generation ON collections (generation);
      DROP TABLE index_collections;
    `,
  },
  {
    version: 6,
    name: 'documents of jobs by id',
    // A retry asks whether a newer version has followed.
    sql: 'CREATE INDEX job_documents_by_document ON job_documents (collection, document_id, key);',
  },
];

/** The schema this version of Kaoju writes. */
export const schemaVersion: number = migrations.at(-1)?.version ?? 0;

/**
 * Brings a database up to this version's schema, every missing step in one transaction of its own.
 *
 * @throws KnowledgeBaseError `storage_corrupt` when a newer version of Kaoju wrote the file.
 */
export function migrate(database: DatabaseSyncInstance, appliedAt: string): void {
  database.exec(
    'CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT',
  );
  const current = currentVersion(database);
  if (current > schemaVersion) {
    throw new KnowledgeBaseError(
      'storage_corrupt',
      `Cannot open the catalog: it has schema ${current}, this version of Kaoju knows up to ${schemaVersion}; install the newer version that wrote it`,
    );
  }
  for (const migration of migrations.filter(({ version }) => version > current)) {
    database.exec('BEGIN IMMEDIATE');
    try {
      database.exec(migration.sql);
      database.prepare('INSERT INTO migrations VALUES (?, ?, ?)').run(migration.version, migration.name, appliedAt);
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  }
}

function currentVersion(database: DatabaseSyncInstance): number {
  const row = database.prepare('SELECT max(version) AS version FROM migrations').get() as { version: number | null };
  return row.version ?? 0;
}
