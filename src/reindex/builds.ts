import { forgetBytes, type IngestPorts } from '../../ingest/ingest-document.js';
import type { CollectionRecord } from '../core/collection.js';
import type { Catalog } from '../ports/catalog.js';

/** A build by its name; null when there is none. */
export async function findBuild(catalog: Catalog, name: string): Promise<CollectionRecord | null> {
  return (await catalog.listGenerations()).find((build) => build.name === name) ?? null;
}

/** Deletes a build with its points, and the bytes that only it needed. */
export async function dropBuild(
  ports: Pick<IngestPorts, 'catalog' | 'index' | 'documentStore'>,
  build: CollectionRecord,
): Promise<void> {
  const revisions = new Set<string>();
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Catalog['listDocuments']>> = await ports.catalog.listDocuments(build.name, {
      limit: 1000,
      cursor,
      labels: null,
    });
    for (const { revision } of page.items) revisions.add(revision);
    cursor = page.nextCursor;
  } while (cursor !== null);
  await ports.catalog.deleteCollection(build.name);
  await ports.index.dropCollection(build);
  for (const revision of revisions) await forgetBytes(ports, revision);
}
