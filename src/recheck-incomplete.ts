import { KnowledgeBaseError } from './core/errors.js';
import type { IncompleteDocuments } from './core/incomplete-documents.js';
import type { Catalog } from './ports/catalog.js';

const recheckMs = 30_000;

/**
 * Takes out of the list what another server has ingested again or deleted since `since`; this one would go on naming it.
 * The returned function stops looking.
 */
export function recheckIncomplete(
  incomplete: IncompleteDocuments,
  catalog: Pick<Catalog, 'findDocument'>,
  since: Date,
): () => void {
  const timer = setInterval(() => void forgetMended(incomplete, catalog, since), recheckMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** One look at the whole list. Never rejects: what cannot be looked up now stays. */
export async function forgetMended(
  incomplete: IncompleteDocuments,
  catalog: Pick<Catalog, 'findDocument'>,
  since: Date,
): Promise<void> {
  for (const { collection, documentId } of incomplete.list()) {
    try {
      const document = await catalog.findDocument(collection, documentId);
      if (document === null || document.updatedAt > since.toISOString()) incomplete.forget(collection, documentId);
    } catch (error) {
      if (error instanceof KnowledgeBaseError && error.code === 'collection_not_found') incomplete.forget(collection);
    }
  }
}
