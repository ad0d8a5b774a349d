import { forgetBytes } from '../ingest/ingest-document.js';
import { KnowledgeBaseError } from './core/errors.js';
import type { IncompleteDocuments } from './core/incomplete-documents.js';
import type { DeleteDocumentResult } from './knowledge-base.js';
import type { Catalog } from './ports/catalog.js';
import type { DocumentStore } from './ports/document-store.js';
import type { JobStore } from './ports/job-store.js';
import type { SectionIndex } from './ports/section-index.js';
import { removeFromBuild } from './reindex/bring-up-to-date.js';
import { dropBuild, listBuildsBeside } from './reindex/builds.js';

export interface DeletePorts {
  readonly catalog: Catalog;
  readonly index: SectionIndex;
  readonly documentStore: DocumentStore;
  readonly jobStore: Pick<JobStore, 'needsRevision'>;
  readonly incomplete?: IncompleteDocuments;
}

/**
 * Deletes a document everywhere and proves it.
 *
 * @param withdrawn how many jobs had it before them: with one, a document that was never published is deleted as well.
 */
export async function deleteDocument(
  ports: DeletePorts,
  collection: string,
  id: string,
  withdrawn: number,
): Promise<DeleteDocumentResult> {
  const { catalog, index, documentStore, jobStore } = ports;
  // First, so that after a crash in between the document is still there for another try to find and delete everywhere.
  const builds = await listBuildsBeside(catalog, collection);
  for (const build of builds) await removeFromBuild(ports, build.name, id);
  const document = await catalog.findDocument(collection, id);
  const removed = document && (await catalog.deleteDocument(collection, id));
  if (!document || !removed) {
    if (withdrawn === 0) throw documentNotFound(collection, id);
    return { ...nothing, pointsRemaining: await index.count(collection, id), jobsWithdrawn: withdrawn };
  }
  await index.removeDocument(collection, id);
  ports.incomplete?.forget(collection, id);
  await forgetBytes(ports, document.revision);
  // The proof looks again instead of trusting what was just asked for.
  const shared =
    (await catalog.countDocumentsWithRevision(document.revision)) > 0 ||
    (await jobStore.needsRevision(document.revision));
  return {
    sectionsBefore: removed.sections,
    pointsBefore: removed.points,
    sectionsRemaining: (await catalog.findDocument(collection, id))?.sectionCount ?? 0,
    pointsRemaining: await countPoints(index, [collection, ...builds.map(({ name }) => name)], id),
    // The same bytes may be another document's, which keeps them.
    bytesRemaining: shared ? 0 : ((await documentStore.get(document.revision))?.byteLength ?? 0),
    jobsWithdrawn: withdrawn,
  };
}

const nothing = { sectionsBefore: 0, pointsBefore: 0, sectionsRemaining: 0, bytesRemaining: 0 };

async function countPoints(index: SectionIndex, builds: readonly string[], id: string): Promise<number> {
  let points = 0;
  for (const name of builds) points += await index.count(name, id);
  return points;
}

export async function deleteCollection(
  ports: DeletePorts,
  name: string,
): Promise<{ documents: number; sections: number; points: number }> {
  const { catalog } = ports;
  for (const build of await listBuildsBeside(catalog, name)) await dropBuild(ports, build);
  const removed = await dropBuild(ports, await catalog.getCollection(name));
  ports.incomplete?.forget(name);
  return removed;
}

export function documentNotFound(collection: string, id: string): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'document_not_found',
    `Cannot find document ${JSON.stringify(id.slice(0, 80))} in collection "${collection}": check the id`,
  );
}
