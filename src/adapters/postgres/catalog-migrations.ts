import type { MigrationSet } from './migrate-postgres.js';

/**
 * Keys are the database's own and stay inside this folder; ids are what callers see. Ids and names are compared by their
 * UTF-8 bytes (`COLLATE "C"`), so that listings are in the same order everywhere. Text columns hold JSON that is only ever
 * read whole. Vectors are in Qdrant; `points.sparse` is what the term frequencies were counted from.
 */
export const catalogMigrations: MigrationSet = {
  name: 'catalog',
  migrations: [
    {
      version: 1,
      name: 'collections, documents, sections, points, term frequencies, calibrations',
      sql: `
        CREATE TABLE collections (
          key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          name text COLLATE "C" NOT NULL UNIQUE,
          settings text NOT NULL,
          generation text COLLATE "C" NOT NULL UNIQUE,
          recipe text NOT NULL,
          question_recipe text NOT NULL,
          dimensions integer NOT NULL,
          revision text NOT NULL,
          documents integer NOT NULL DEFAULT 0,
          sections integer NOT NULL DEFAULT 0,
          points integer NOT NULL DEFAULT 0,
          created_at text NOT NULL,
          updated_at text NOT NULL
        );
        CREATE TABLE documents (
          key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          collection_key bigint NOT NULL REFERENCES collections ON DELETE CASCADE,
          id text COLLATE "C" NOT NULL,
          revision text COLLATE "C" NOT NULL,
          input_hash text NOT NULL,
          media_type text NOT NULL,
          title text NOT NULL,
          metadata text NOT NULL,
          access jsonb NOT NULL,
          size_bytes bigint NOT NULL,
          section_count integer NOT NULL,
          created_at text NOT NULL,
          updated_at text NOT NULL,
          report text NOT NULL,
          UNIQUE (collection_key, id)
        );
        CREATE INDEX documents_by_revision ON documents (revision);
        CREATE TABLE sections (
          key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          document_key bigint NOT NULL REFERENCES documents ON DELETE CASCADE,
          id text COLLATE "C" NOT NULL,
          position integer NOT NULL,
          ordinal integer NOT NULL,
          heading_path text NOT NULL,
          body_start integer NOT NULL,
          place text NOT NULL,
          spans text NOT NULL,
          unit_starts text NOT NULL,
          text text NOT NULL,
          UNIQUE (id, document_key)
        );
        CREATE INDEX sections_by_position ON sections (document_key, position);
        CREATE TABLE points (
          key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          document_key bigint NOT NULL REFERENCES documents ON DELETE CASCADE,
          id text COLLATE "C" NOT NULL,
          section_id text COLLATE "C" NOT NULL,
          part integer NOT NULL,
          language text NOT NULL,
          start integer NOT NULL,
          "end" integer NOT NULL,
          sparse bytea NOT NULL,
          UNIQUE (id, document_key)
        );
        CREATE INDEX points_by_document ON points (document_key);
        -- Free room on every page keeps the many small updates of a publication on the page they came from.
        CREATE TABLE term_frequencies (
          collection_key bigint NOT NULL REFERENCES collections ON DELETE CASCADE,
          term_id bigint NOT NULL,
          points integer NOT NULL,
          PRIMARY KEY (collection_key, term_id)
        ) WITH (fillfactor = 80);
        CREATE TABLE calibrations (
          key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          collection_key bigint NOT NULL REFERENCES collections ON DELETE CASCADE,
          id text NOT NULL,
          content text NOT NULL,
          hash text NOT NULL,
          created_at text NOT NULL
        );
        CREATE INDEX calibrations_by_collection ON calibrations (collection_key, key);
      `,
    },
    {
      version: 2,
      name: 'answers and feedback',
      sql: `
        CREATE TABLE answers (
          key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          collection_key bigint NOT NULL REFERENCES collections ON DELETE CASCADE,
          id text COLLATE "C" NOT NULL UNIQUE,
          answered_at text NOT NULL,
          route text NOT NULL,
          reason text NOT NULL,
          confidence double precision NOT NULL,
          threshold double precision NOT NULL,
          recipe text NOT NULL,
          collection_revision text NOT NULL,
          calibration_id text NOT NULL,
          calibration_kind text NOT NULL,
          model_revision text,
          labels text,
          passages text NOT NULL,
          question text,
          answer text,
          rated boolean NOT NULL DEFAULT false
        );
        CREATE INDEX answers_by_collection ON answers (collection_key);
        CREATE INDEX answers_by_rated ON answers (rated, key);
        CREATE TABLE feedback (
          key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          answer_key bigint NOT NULL REFERENCES answers ON DELETE CASCADE,
          caller text NOT NULL,
          caller_labels text,
          rating text NOT NULL,
          correction text,
          document_id text,
          section_id text,
          comment text,
          created_at text NOT NULL,
          updated_at text NOT NULL,
          UNIQUE (answer_key, caller)
        );
      `,
    },
    {
      version: 3,
      name: 'bytes of documents, and what keeps them',
      // Most bytes are compressed already (PDF, Office): trying again costs time and saves nothing.
      sql: `
        CREATE TABLE document_bytes (
          revision text COLLATE "C" NOT NULL,
          number integer NOT NULL,
          bytes bytea NOT NULL,
          PRIMARY KEY (revision, number)
        );
        ALTER TABLE document_bytes ALTER COLUMN bytes SET STORAGE EXTERNAL;
        CREATE TABLE byte_pins (
          key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          revision text COLLATE "C" NOT NULL,
          pinned_at timestamptz NOT NULL DEFAULT now()
        );
        CREATE INDEX byte_pins_by_revision ON byte_pins (revision);
        CREATE INDEX byte_pins_by_time ON byte_pins (pinned_at);
      `,
    },
    {
      version: 4,
      name: 'secrets, and documents that answers must not quote any more',
      sql: `
        CREATE TABLE secrets (
          name text PRIMARY KEY,
          secret bytea NOT NULL
        );
        CREATE TABLE forgotten_documents (
          collection_key bigint NOT NULL REFERENCES collections ON DELETE CASCADE,
          document_id text COLLATE "C" NOT NULL,
          forgotten_at text NOT NULL,
          PRIMARY KEY (collection_key, document_id)
        );
      `,
    },
  ],
};
