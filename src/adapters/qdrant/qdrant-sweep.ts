import type { Schemas } from '@qdrant/js-client-rest';
import type { CollectionRecord } from '../../core/collection.js';
import type { Catalog, LiveDocument, Page } from '../../ports/catalog.js';
import type { SynchroniseReport } from '../../ports/section-index.js';
import type { QdrantConnection } from './qdrant-connection.js';
import { tenantCondition } from './qdrant-filter.js';
import { documentPayload, qdrantPointId } from './qdrant-points.js';

/** Points read or deleted a request. */
const pageSize = 1_000;
/** Documents of the catalog compared at a time. */
const documentsPerPage = 200;

interface SweepRequest {
  readonly connection: QdrantConnection;
  /** The Qdrant collection. */
  readonly name: string;
  /** The build in it. */
  readonly collection: CollectionRecord;
  readonly catalog: Catalog;
  /** Points staged before this that are not live are swept. */
  readonly before: Date;
}

/**
 * Brings one knowledge base in line with the catalog: points that are not live go, payloads that a publication did not
 * reach are mended, documents whose points are missing are named.
 *
 * Rejects with what Qdrant and the catalog reject with.
 */
export async function sweepCollection(request: SweepRequest): Promise<SynchroniseReport> {
  const stored = await readStored(request);
  const incomplete: SynchroniseReport['incomplete'][number][] = [];
  let cursor: string | null = null;
  do {
    const page: Page<LiveDocument> = await request.catalog.listLiveDocuments(request.collection.name, {
      limit: documentsPerPage,
      cursor,
    });
    for (const document of page.items) {
      const missing = document.pointIds.filter((id) => !stored.has(id));
      if (missing.length > 0) {
        incomplete.push({ collection: request.collection.name, documentId: document.id, points: missing.length });
      }
      await mendPayload(request, document, stored);
      for (const id of document.pointIds) stored.delete(id);
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
  const before = request.before.toISOString();
  const stale = [...stored].flatMap(([id, { stagedAt }]) =>
    stagedAt <= before ? [qdrantPointId(request.collection.generation, id)] : [],
  );
  for (let start = 0; start < stale.length; start += pageSize) {
    const points = stale.slice(start, start + pageSize);
    await request.connection.call('sweep points', (client) => client.delete(request.name, { points, wait: true }));
  }
  return { sweptPoints: stale.length, incomplete };
}

interface StoredPoint {
  readonly stagedAt: string;
  /** The document's part of the payload, as text. */
  readonly payload: string;
}

async function readStored({ connection, name, collection }: SweepRequest): Promise<Map<string, StoredPoint>> {
  const stored = new Map<string, StoredPoint>();
  let offset: Schemas['ExtendedPointId'] | undefined;
  do {
    const page = await connection.call('read points', (client) =>
      client.scroll(name, {
        filter: { must: [tenantCondition(collection.generation)] },
        limit: pageSize,
        with_payload: ['point_id', 'staged_at', 'metadata', 'access', 'labelled'],
        ...(offset !== undefined && { offset }),
      }),
    );
    for (const { payload } of page.points) {
      const { point_id: id, staged_at: stagedAt = '', ...document } = payload ?? {};
      stored.set(String(id), { stagedAt: String(stagedAt), payload: canonical(document) });
    }
    offset = typeof page.next_page_offset === 'object' ? undefined : page.next_page_offset;
  } while (offset !== undefined);
  return stored;
}

/** A publication that Qdrant was not told of leaves old metadata, or old labels, on points that stayed. */
async function mendPayload(
  { connection, name, collection }: SweepRequest,
  document: Parameters<typeof documentPayload>[0] & { readonly pointIds: readonly string[] },
  stored: ReadonlyMap<string, StoredPoint>,
): Promise<void> {
  const payload = documentPayload(document);
  const wanted = canonical(payload);
  const points = document.pointIds
    .filter((id) => stored.has(id) && stored.get(id)?.payload !== wanted)
    .map((id) => qdrantPointId(collection.generation, id));
  if (points.length === 0) return;
  await connection.call('mend payloads', (client) => client.setPayload(name, { payload, points, wait: true }));
}

/** JSON with its keys in order, so that the same payload is the same text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, one) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([left], [right]) => (left < right ? -1 : 1)))
      : one,
  );
}
