import type { IngestPorts } from '../../ingest/ingest-document.js';
import { forgetBytes, ingestDocument } from '../../ingest/ingest-document.js';
import { allDocuments } from '../all-documents.js';
import type { CollectionRecord } from '../core/collection.js';
import { KnowledgeBaseError } from '../core/errors.js';

export interface BringUpToDateRequest {
  /** The collection as it is served. */
  readonly live: CollectionRecord;
  /** The build that shall hold the same documents. */
  readonly build: CollectionRecord;
  readonly signal: AbortSignal;
  /** Runs a task while nobody else writes or deletes that document; left out where nobody writes anyway. */
  readonly exclusively?: <T>(documentId: string, task: () => Promise<T>) => Promise<T>;
  /** After every document looked at. */
  readonly onDocument: () => void;
}

export interface Difference {
  /** Documents made or made again. */
  readonly made: number;
  /** Documents taken out, because the collection has them no more. */
  readonly removed: number;
  readonly failed: readonly { readonly documentId: string; readonly message: string }[];
}

/**
 * Makes a build hold what the collection holds: documents that it lacks, or has of other bytes, metadata or labels, are
 * made from the bytes that were kept; those that are gone are taken out. What is the same already costs nothing, so a build
 * that was interrupted goes on where it stopped, and doing it again catches up with what has changed meanwhile.
 *
 * Rejects with what catalog, index and document store reject with, or the signal's reason. A document that fails does not
 * stop the rest.
 */
export async function bringUpToDate(ports: IngestPorts, request: BringUpToDateRequest): Promise<Difference> {
  const { live, build, signal, exclusively = (_id, task) => task() } = request;
  const stale = new Map<string, string>();
  for await (const { id, inputHash } of allDocuments(ports.catalog, build.name)) stale.set(id, inputHash);
  const failed: { documentId: string; message: string }[] = [];
  let made = 0;
  for await (const document of allDocuments(ports.catalog, live.name)) {
    signal.throwIfAborted();
    const same = stale.get(document.id) === document.inputHash;
    stale.delete(document.id);
    if (!same) {
      try {
        if (await exclusively(document.id, () => make(ports, request, document.id))) made += 1;
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof KnowledgeBaseError)) throw error;
        failed.push({ documentId: document.id, message: error.message });
      }
    }
    request.onDocument();
  }
  for (const id of stale.keys()) await removeFromBuild(ports, build.name, id);
  return { made, removed: stale.size, failed };
}

/** Deletes a document from a build that is there; nothing where it does not hold it. Rejects with `collection_not_found`. */
export async function removeFromBuild(
  ports: Pick<IngestPorts, 'catalog' | 'index' | 'documentStore'>,
  build: string,
  id: string,
): Promise<void> {
  const document = await ports.catalog.findDocument(build, id);
  if (!document) return;
  await ports.catalog.deleteDocument(build, id);
  await ports.index.removeDocument(build, id);
  await forgetBytes(ports, document.revision);
}

/** Makes the document as it is now: since it was listed, it may have been replaced or deleted. False when it is gone. */
async function make(ports: IngestPorts, { live, build, signal }: BringUpToDateRequest, id: string): Promise<boolean> {
  const document = await ports.catalog.findDocument(live.name, id);
  if (!document) return false;
  const bytes = await ports.documentStore.get(document.revision);
  if (!bytes) {
    throw new KnowledgeBaseError(
      'storage_corrupt',
      `Cannot build document "${document.id}" anew: its bytes are gone from the data folder; ingest it again`,
    );
  }
  await ingestDocument(ports, {
    collection: build.name,
    identity: live.name,
    inputHash: document.inputHash,
    id: document.id,
    bytes,
    mediaType: document.mediaType,
    metadata: document.metadata,
    access: document.access,
    headingLevel: build.settings.headingLevel,
    signal,
  });
  return true;
}
