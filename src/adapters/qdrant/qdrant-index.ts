import type { Schemas } from '@qdrant/js-client-rest';
import type { CollectionRecord } from '../../core/collection.js';
import { KnowledgeBaseError } from '../../core/errors.js';
import { matchesFilter, mayAccess, type Scalar } from '../../core/filter.js';
import type { Point } from '../../core/section.js';
import type { Catalog } from '../../ports/catalog.js';
import type {
  IndexedDocument,
  IndexHit,
  IndexQuery,
  SectionIndex,
  SynchroniseReport,
} from '../../ports/section-index.js';
import { connectQdrant, type QdrantConnection, type QdrantConnectionOptions } from './qdrant-connection.js';
import { documentConditions, payloadKey, tenantCondition, toQdrantFilter } from './qdrant-filter.js';
import { documentPayload, qdrantPointId, toQdrantPoint } from './qdrant-points.js';
import { ensureQdrantCollection, type QdrantPlacement, qdrantCollectionOf } from './qdrant-schema.js';
import { cutsEquals, rankHits, type ScoredPoint, scoredPointsOf, searchesOf } from './qdrant-search.js';
import { sweepCollection } from './qdrant-sweep.js';

export interface QdrantIndexOptions extends QdrantConnectionOptions {
  /** What says which points are live. */
  readonly catalog: Catalog;
  /** First part of the names of our collections in Qdrant; `kaoju` unless set. */
  readonly prefix?: string | undefined;
  readonly placement?: QdrantPlacement | undefined;
  /**
   * Age in milliseconds from which a point that is not live is swept at start; 0 unless set, right where no other process
   * writes. Others may be staging: a day then.
   */
  readonly sweepAfterMs?: number | undefined;
  readonly now?: (() => Date) | undefined;
}

/** Points a request. Qdrant's manual asks for 64 to 256. */
const batchSize = 128;
/** Candidates beyond those asked for: hits that are not live, and equal scores at the end of a leg. */
const spare = 24;
/** A leg is widened this far when many of its candidates are not live, or many are equal at its end. */
const widestLeg = 4_000;
/** Metadata fields beyond our own that get an index, so that comparisons with strings can be answered. */
const mostFieldIndexes = 64;

/**
 * The index on a Qdrant server: one Qdrant collection for all knowledge bases of a recipe, the knowledge base being the
 * tenant. The catalog alone says what is live: a search asks for more than it needs and drops the rest, so points that
 * are staged, replaced or deleted never show, wherever a publication was interrupted.
 *
 * @throws KnowledgeBaseError `invalid_configuration` when the URL is none. It does not connect yet.
 */
export function openQdrantIndex(options: QdrantIndexOptions): SectionIndex {
  return new Qdrant(options);
}

class Qdrant implements SectionIndex {
  readonly #connection: QdrantConnection;
  readonly #catalog: Catalog;
  readonly #options: QdrantIndexOptions;
  readonly #prefix: string;
  readonly #now: () => Date;
  /** Payload keys known to be indexed, by Qdrant collection. */
  readonly #indexedKeys = new Map<string, Set<string>>();

  constructor(options: QdrantIndexOptions) {
    this.#connection = connectQdrant(options);
    this.#catalog = options.catalog;
    this.#options = options;
    this.#prefix = options.prefix ?? 'kaoju';
    this.#now = options.now ?? (() => new Date());
  }

  async createCollection(collection: string): Promise<void> {
    const { name, dimensions } = await this.#placeOf(collection);
    await ensureQdrantCollection(this.#connection, name, dimensions, this.#options.placement ?? {});
  }

  async dropCollection(collection: CollectionRecord): Promise<void> {
    await this.#delete(this.#nameOf(collection), [tenantCondition(collection.generation)]);
  }

  async stage(collection: string, document: IndexedDocument, points: readonly Point[]): Promise<void> {
    const { name, generation, dimensions } = await this.#placeOf(collection);
    const wrong = points.find(({ dense }) => dense.length !== dimensions);
    if (wrong) throw wrongLength(`stage document "${document.id}"`, collection, wrong.dense.length, dimensions);
    await this.#indexFields(name, document);
    const stagedAt = this.#now();
    for (let start = 0; start < points.length; start += batchSize) {
      const batch = points
        .slice(start, start + batchSize)
        .map((point) => toQdrantPoint(generation, document, point, stagedAt));
      await this.#connection.call(`stage document "${document.id}"`, (client) =>
        client.upsert(name, { points: batch, wait: true, ordering: 'medium' }),
      );
    }
  }

  async unstage(collection: string, documentId: string): Promise<void> {
    const live = await this.#catalog.livePointIds(collection, documentId);
    await this.#deleteBut(await this.#placeOf(collection), documentId, [...live]);
  }

  async published(collection: string, document: IndexedDocument, pointIds: readonly string[]): Promise<void> {
    try {
      const place = await this.#placeOf(collection);
      await this.#connection.call(`publish document "${document.id}"`, (client) =>
        client.setPayload(place.name, {
          payload: documentPayload(document),
          filter: { must: documentConditions(place.generation, document.id) },
          wait: true,
          ordering: 'medium',
        }),
      );
      await this.#deleteBut(place, document.id, pointIds);
    } catch (error) {
      // It is published all the same: what Qdrant was not told, `synchronise` mends at the next start.
      if (!(error instanceof KnowledgeBaseError && error.code === 'index_unavailable')) throw error;
    }
  }

  async removeDocument(collection: string, documentId: string): Promise<number> {
    const { name, generation } = await this.#placeOf(collection);
    await this.#delete(name, documentConditions(generation, documentId));
    return this.#count(name, documentConditions(generation, documentId));
  }

  async query(collection: string, query: IndexQuery, options: { signal?: AbortSignal } = {}): Promise<IndexHit[]> {
    const { signal } = options;
    signal?.throwIfAborted();
    const { name, generation, dimensions } = await this.#placeOf(collection);
    if (query.dense.length !== dimensions) throw wrongLength('search', collection, query.dense.length, dimensions);
    const listValues = (key: string) => this.#listValues(name, generation, key, signal);
    const filter = await toQdrantFilter(generation, query.filter, query.labels, listValues);
    for (let limit = query.limit + spare; ; limit = Math.min(limit * 2, widestLeg)) {
      const searches = searchesOf(query, filter, limit);
      const answers = await this.#connection.call(
        `search collection "${collection}"`,
        (client) => client.queryBatch(name, { searches }),
        signal,
      );
      const found = scoredPointsOf(answers.map(({ points }) => points));
      const live = await this.#liveOf(collection, query, found);
      // A leg can lack some of its best only when more was dropped than was spare.
      const short = found.length - live.length > limit - query.limit;
      const complete = !short && !cutsEquals(found, query.limit, limit);
      if (complete || limit >= widestLeg) return rankHits(live, query.limit);
    }
  }

  async count(collection: string, documentId?: string): Promise<number> {
    const { name, generation } = await this.#placeOf(collection);
    const conditions =
      documentId === undefined ? [tenantCondition(generation)] : documentConditions(generation, documentId);
    return this.#count(name, conditions);
  }

  async synchronise(catalog: Catalog): Promise<SynchroniseReport> {
    const before = new Date(this.#now().getTime() - (this.#options.sweepAfterMs ?? 0));
    let sweptPoints = 0;
    const incomplete: SynchroniseReport['incomplete'][number][] = [];
    for (const collection of await catalog.listGenerations()) {
      const name = this.#nameOf(collection);
      await ensureQdrantCollection(this.#connection, name, collection.dimensions, this.#options.placement ?? {});
      const report = await sweepCollection({ connection: this.#connection, name, collection, catalog, before });
      sweptPoints += report.sweptPoints;
      incomplete.push(...report.incomplete);
    }
    return { sweptPoints, incomplete };
  }

  /** Asks for the state of every Qdrant collection in use; one that is gone or has lost its shards answers no search. */
  async health(): Promise<KnowledgeBaseError | null> {
    try {
      const collections = await this.#catalog.listCollections();
      const names = [...new Set(collections.map((collection) => this.#nameOf(collection)))];
      const states = await Promise.all(
        names.map((name) => this.#connection.call(`read "${name}"`, (client) => client.getCollection(name))),
      );
      const red = states.findIndex(({ status }) => status === 'red');
      if (red < 0) return null;
      return new KnowledgeBaseError(
        'index_unavailable',
        `Cannot search: collection "${names[red]}" of Qdrant is red; see the log of Qdrant`,
      );
    } catch (error) {
      if (error instanceof KnowledgeBaseError) return error;
      throw error;
    }
  }

  async close(): Promise<void> {}

  /** What the catalog says is live, and may be seen: the payload follows a publication, it does not lead it. */
  async #liveOf(collection: string, query: IndexQuery, found: readonly ScoredPoint[]): Promise<ScoredPoint[]> {
    const documents = await this.#catalog.findDocumentsOfPoints(
      collection,
      found.map(({ pointId }) => pointId),
    );
    return found.filter(({ pointId }) => {
      const document = documents.get(pointId);
      return (
        document !== undefined &&
        mayAccess(document.access, query.labels) &&
        matchesFilter(document.id, document.metadata, query.filter)
      );
    });
  }

  /** Where the build is that has this name now: names change hands. */
  async #placeOf(collection: string): Promise<Place> {
    const record = await this.#catalog.getCollection(collection);
    return { name: this.#nameOf(record), generation: record.generation, dimensions: record.dimensions };
  }

  #nameOf({ recipe, dimensions }: CollectionRecord): string {
    return qdrantCollectionOf(this.#prefix, recipe, dimensions);
  }

  async #deleteBut({ name, generation }: Place, documentId: string, kept: readonly string[]): Promise<void> {
    const filter: Schemas['Filter'] = { must: documentConditions(generation, documentId) };
    if (kept.length > 0) filter.must_not = [{ has_id: kept.map((id) => qdrantPointId(generation, id)) }];
    await this.#connection.call(`sweep document "${documentId}"`, (client) =>
      client.delete(name, { filter, wait: true, ordering: 'medium' }),
    );
  }

  async #delete(name: string, must: Schemas['Condition'][]): Promise<void> {
    await this.#connection.call('delete points', (client) =>
      client.delete(name, { filter: { must }, wait: true, ordering: 'medium' }),
    );
  }

  async #count(name: string, must: Schemas['Condition'][]): Promise<number> {
    const { count } = await this.#connection.call('count points', (client) =>
      client.count(name, { filter: { must }, exact: true }),
    );
    return count;
  }

  /** Fields of metadata get their index when a document first brings them, never when a search asks for them. */
  async #indexFields(name: string, { metadata }: IndexedDocument): Promise<void> {
    const keys = Object.entries(metadata).flatMap(([field, value]) => {
      const sample = Array.isArray(value) ? value[0] : value;
      return typeof sample === 'string' ? [payloadKey(field)] : [];
    });
    const known = await this.#knownKeys(name);
    for (const key of keys) {
      if (known.has(key) || known.size >= mostFieldIndexes) continue;
      await this.#connection.call(`index "${key}"`, (client) =>
        client.createPayloadIndex(name, { field_name: key, field_schema: 'keyword', wait: true }),
      );
      known.add(key);
    }
  }

  async #knownKeys(name: string): Promise<Set<string>> {
    const known = this.#indexedKeys.get(name);
    if (known) return known;
    const info = await this.#connection.call(`read "${name}"`, (client) => client.getCollection(name));
    const keys = new Set(Object.keys(info.payload_schema));
    this.#indexedKeys.set(name, keys);
    return keys;
  }

  async #listValues(
    name: string,
    generation: string,
    key: string,
    signal: AbortSignal | undefined,
  ): Promise<readonly Scalar[]> {
    if (!(await this.#knownKeys(name)).has(key)) {
      // Another process may have indexed it since.
      this.#indexedKeys.delete(name);
      if (!(await this.#knownKeys(name)).has(key)) return [];
    }
    const { hits } = await this.#connection.call(
      `list the values of "${key}"`,
      (client) => client.facet(name, { key, filter: { must: [tenantCondition(generation)] }, limit: 10_000 }),
      signal,
    );
    return hits.map(({ value }) => value);
  }
}

/** The build of a collection on the server. */
interface Place {
  /** Of the Qdrant collection. */
  readonly name: string;
  /** The tenant in it. */
  readonly generation: string;
  readonly dimensions: number;
}

function wrongLength(action: string, collection: string, length: number, dimensions: number): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'recipe_mismatch',
    `Cannot ${action}: a vector has ${length} dimensions, collection "${collection}" has ${dimensions}; ` +
      'reindex it or start with the former encoder',
  );
}
