import { KnowledgeBaseError } from '../core/errors.js';
import { mayAccess } from '../core/filter.js';
import type { JobDocument } from '../core/job.js';
import type { Catalog } from '../ports/catalog.js';
import type { JobDocumentReport } from './ingest-jobs.js';

export type VisibilityCatalog = Pick<Catalog, 'findDocument'>;

/** Null when the caller may not see the document: neither as it would be nor as it is. */
export async function withReport(
  catalog: VisibilityCatalog,
  document: JobDocument,
  labels: readonly string[] | null,
): Promise<JobDocumentReport | null> {
  const published = await findPublished(catalog, document.collection, document.documentId);
  if (document.access !== null && !mayAccess(document.access, labels)) return null;
  if (published && !mayAccess(published.access, labels)) return null;
  const isIts = document.state === 'done' && document.action === 'put';
  return { ...document, report: isIts && published ? published.report : null };
}

/** Whether an event may be shown: it names no document, or one that the labels reach. */
export async function maySee(
  catalog: VisibilityCatalog,
  collection: string,
  document: { readonly id: string; readonly access: readonly string[] | null } | null,
  labels: readonly string[] | null,
): Promise<boolean> {
  if (document === null || labels === null) return true;
  if (document.access !== null && !mayAccess(document.access, labels)) return false;
  const published = await findPublished(catalog, collection, document.id);
  return published === null || mayAccess(published.access, labels);
}

/** The collection may be gone meanwhile; the job is remembered all the same. */
async function findPublished(catalog: VisibilityCatalog, collection: string, id: string) {
  return await catalog.findDocument(collection, id).catch((error: unknown) => {
    if (error instanceof KnowledgeBaseError && error.code === 'collection_not_found') return null;
    throw error;
  });
}
