import { DatabaseSync } from '@photostructure/sqlite';
import { KnowledgeBaseError } from '../../core/errors.js';
import { toStorageError } from '../sqlite/sqlite-errors.js';

/** What a copy of the catalog holds. */
export interface CatalogContent {
  readonly collections: readonly { readonly name: string; readonly documents: number; readonly sections: number }[];
  /** Revisions whose bytes the copy needs. */
  readonly revisions: ReadonlySet<string>;
}

/**
 * Writes one state of the catalog into a new file, from a connection of its own that only reads: whoever serves goes on
 * reading and writing.
 *
 * @throws KnowledgeBaseError the codes of the catalog
 */
export function copyCatalog(from: string, to: string): void {
  let source: InstanceType<typeof DatabaseSync> | undefined;
  try {
    source = new DatabaseSync(from, { readOnly: true });
    source.exec('PRAGMA busy_timeout = 5000');
    source.prepare('VACUUM INTO ?').run(to);
  } catch (error) {
    throw toStorageError(error, 'copy the catalog', from);
  } finally {
    source?.close();
  }
}

/**
 * Checks a copy of the catalog from end to end and says what it holds.
 *
 * @throws KnowledgeBaseError `storage_corrupt`
 */
export function inspectCatalog(path: string): CatalogContent {
  let database: InstanceType<typeof DatabaseSync> | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    const faults = database.prepare('PRAGMA integrity_check').all() as { integrity_check: string }[];
    if (faults[0]?.integrity_check !== 'ok') {
      throw new KnowledgeBaseError(
        'storage_corrupt',
        `Cannot use the catalog "${path}": ${faults[0]?.integrity_check}`,
      );
    }
    const collections = database
      .prepare('SELECT name, documents, sections FROM collections ORDER BY name')
      .all() as unknown as CatalogContent['collections'];
    const rows = database.prepare('SELECT DISTINCT revision FROM documents').all() as { revision: string }[];
    return { collections, revisions: new Set(rows.map(({ revision }) => revision)) };
  } catch (error) {
    throw toStorageError(error, 'read the copy of the catalog', path);
  } finally {
    database?.close();
  }
}
