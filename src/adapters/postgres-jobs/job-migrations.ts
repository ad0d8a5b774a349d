import type { MigrationSet } from '../postgres/migrate-postgres.js';

/**
 * The ledger of jobs. Times are milliseconds of the database's clock where they are compared, RFC 3339 where they are shown.
 * `turn` is where a document stands between all jobs; `delivery` the engine's message for it, `announced` whether it can be
 * taken by that message. `seen_at` is when any worker was there last.
 */
export const jobMigrations: MigrationSet = {
  name: 'jobs',
  migrations: [
    {
      version: 1,
      name: 'jobs, their documents and events',
      sql: `
        CREATE TABLE jobs (
          key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          id text COLLATE "C" NOT NULL UNIQUE,
          collection text COLLATE "C" NOT NULL,
          caller text NOT NULL,
          idempotency_key text,
          fingerprint text NOT NULL,
          state text NOT NULL,
          created_at text NOT NULL,
          started_at text,
          finished_at text COLLATE "C",
          UNIQUE (caller, idempotency_key)
        );
        CREATE TABLE job_documents (
          key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          job_key bigint NOT NULL REFERENCES jobs ON DELETE CASCADE,
          collection text COLLATE "C" NOT NULL,
          document_id text COLLATE "C" NOT NULL,
          action text NOT NULL,
          revision text COLLATE "C",
          media_type text,
          metadata text NOT NULL,
          access text,
          size_bytes bigint NOT NULL,
          state text NOT NULL,
          active boolean NOT NULL,
          progress double precision NOT NULL DEFAULT 0,
          attempts integer NOT NULL DEFAULT 0,
          crashes integer NOT NULL DEFAULT 0,
          failures integer NOT NULL DEFAULT 0,
          code text,
          message text,
          outcome text,
          holds_bytes boolean NOT NULL,
          worker text,
          lease_until bigint,
          due_at bigint NOT NULL DEFAULT 0,
          turn bigint NOT NULL DEFAULT 0,
          delivery uuid,
          announced boolean NOT NULL DEFAULT false,
          started_at text,
          finished_at text COLLATE "C"
        );
        CREATE INDEX job_documents_by_job ON job_documents (job_key, key);
        CREATE INDEX job_documents_by_state ON job_documents (job_key, state);
        CREATE INDEX job_documents_by_document ON job_documents (collection, document_id, key);
        CREATE INDEX job_documents_active ON job_documents (collection, document_id, key) WHERE active;
        CREATE INDEX job_documents_waiting ON job_documents (turn) WHERE active AND state = 'queued';
        CREATE INDEX job_documents_in_work ON job_documents (worker) WHERE worker IS NOT NULL;
        CREATE INDEX job_documents_by_bytes ON job_documents (revision) WHERE holds_bytes;
        CREATE INDEX job_documents_holding ON job_documents (collection, document_id) WHERE holds_bytes;
        CREATE INDEX job_documents_by_delivery ON job_documents (delivery) WHERE delivery IS NOT NULL;
        CREATE INDEX job_documents_settled ON job_documents (key) WHERE delivery IS NOT NULL AND NOT active;
        CREATE INDEX job_documents_returned ON job_documents (key) WHERE active AND state = 'queued' AND NOT announced;
        CREATE TABLE job_events (
          number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          job_key bigint NOT NULL REFERENCES jobs ON DELETE CASCADE,
          document_key bigint REFERENCES job_documents ON DELETE CASCADE,
          state text NOT NULL,
          progress double precision NOT NULL,
          code text,
          message text,
          at text NOT NULL
        );
        CREATE INDEX job_events_by_job ON job_events (job_key, number);
        CREATE INDEX job_events_by_document ON job_events (document_key);
      `,
    },
    {
      version: 2,
      name: 'documents by turn',
      sql: `
        DROP INDEX job_documents_returned;
        CREATE INDEX job_documents_unannounced ON job_documents (turn, key) WHERE active AND state = 'queued' AND NOT announced;
        CREATE INDEX job_documents_outdated ON job_documents (key)
          WHERE delivery IS NOT NULL AND active AND state = 'queued' AND NOT announced;
        CREATE INDEX job_documents_announced ON job_documents (turn) WHERE active AND state = 'queued' AND announced;
      `,
    },
    {
      version: 3,
      name: 'when a worker was last seen',
      sql: `
        CREATE TABLE job_attendance (
          only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
          seen_at bigint NOT NULL
        );
      `,
    },
  ],
};
