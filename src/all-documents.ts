import type { DocumentRecord } from './core/document.js';
import type { Catalog } from './ports/catalog.js';

/** Documents read at a time. */
const documentsAtOnce = 200;

/**
 * Every document of a collection, or of a build of one, in order of id; those that come or go meanwhile disturb no others.
 *
 * @param labels of the caller; null, full access, unless given.
 */
export async function* allDocuments(
  catalog: Pick<Catalog, 'listDocuments'>,
  collection: string,
  labels: readonly string[] | null = null,
): AsyncGenerator<DocumentRecord> {
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Catalog['listDocuments']>> = await catalog.listDocuments(collection, {
      limit: documentsAtOnce,
      cursor,
      labels,
    });
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== null);
}
