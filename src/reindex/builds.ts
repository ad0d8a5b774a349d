import { forgetBytes, type IngestPorts } from '../../ingest/ingest-document.js';
import { allDocuments } from '../all-documents.js';
import type { CollectionRecord } from '../core/collection.js';
import type { Catalog } from '../ports/catalog.js';
import { buildsBeside } from './build-names.js';

/** A build by its name; null when there is none. */
export async function findBuild(catalog: Catalog, name: string): Promise<CollectionRecord | null> {
  return (await catalog.listGenerations()).find((build) => build.name === name) ?? null;
}

/** The builds that a collection has beside itself now. */
export async function listBuildsBeside(catalog: Catalog, collection: string): Promise<readonly CollectionRecord[]> {
  const names = new Set(buildsBeside(collection));
  return (await catalog.listGenerations()).filter(({ name }) => names.has(name));
}

/** Deletes a build, or the collection itself, with its points and the bytes that only it needed; resolves to what it held. */
export async function dropBuild(
  ports: Pick<IngestPorts, 'catalog' | 'index' | 'documentStore'>,
  build: CollectionRecord,
): Promise<{ documents: number; sections: number; points: number }> {
  const revisions = new Set<string>();
  for await (const { revision } of allDocuments(ports.catalog, build.name)) revisions.add(revision);
  const removed = await ports.catalog.deleteCollection(build.name);
  await ports.index.dropCollection(build);
  for (const revision of revisions) await forgetBytes(ports, revision);
  return removed;
}
