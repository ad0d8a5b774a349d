import type { IndexChoice } from './index-choice.js';
import type { SettingsReader } from './settings-reader.js';

/** The PostgreSQL database that holds the catalog in place of the data folder's SQLite file. */
export interface DatabaseChoice {
  /** With user and password: never shown. */
  readonly url: string;
  /** Of this process at a time, one more for its turns not counted. */
  readonly maxConnections: number;
}

/** Reads `KAOJU_DATABASE_URL`; null for the data folder. Its vectors have to be where every server reaches them. */
export function readDatabase(settings: SettingsReader, index: IndexChoice): DatabaseChoice | null {
  const url = settings.text('KAOJU_DATABASE_URL');
  const maxConnections = settings.whole('KAOJU_DATABASE_CONNECTIONS', 10, 2, 1_000);
  if (url === undefined) return null;
  // The value is not quoted: it holds a password.
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol))
    settings.problems.push('KAOJU_DATABASE_URL must be a URL such as postgresql://user:password@127.0.0.1:5432/kaoju');
  if (index.kind === 'embedded') {
    settings.problems.push(
      "KAOJU_DATABASE_URL needs KAOJU_INDEX=qdrant with QDRANT_URL: the embedded index is one process's own; or leave " +
        'KAOJU_DATABASE_URL out, documents are then kept in SQLite under KAOJU_DATA_DIR',
    );
  }
  return { url, maxConnections };
}
