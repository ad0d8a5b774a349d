import type { CollectionRecord } from '../../core/collection.js';
import { KnowledgeBaseError } from '../../core/errors.js';
import type { Point } from '../../core/section.js';
import type {
  IndexedDocument,
  IndexHit,
  IndexQuery,
  SectionIndex,
  SynchroniseReport,
} from '../../ports/section-index.js';
import type { SqliteStorage } from '../sqlite/sqlite-storage.js';
import type { WorkerMemory } from './protocol.js';
import { maxDimensions } from './row-memory.js';
import { SearchWorkerClient } from './search-worker-client.js';

/** The embedded index; `memory` says what its worker holds. */
export interface EmbeddedIndex extends SectionIndex {
  memory(): Promise<WorkerMemory>;
}

/**
 * Opens the index that lives in the SQLite catalog's own file; resolves when its worker has read every live point.
 *
 * Staged vectors wait in memory, and the catalog writes them in the transaction that publishes them: the index can never
 * hold what the catalog has not published, and needs no sweeping after a crash.
 *
 * @throws KnowledgeBaseError the codes of {@link openSqliteCatalog}, or `index_unavailable`
 */
export async function openEmbeddedIndex(options: { storage: SqliteStorage }): Promise<EmbeddedIndex> {
  const { storage } = options;
  storage.vectorsRequired = true;
  const worker = new SearchWorkerClient({ path: storage.path });
  await worker.open();
  return new Embedded(storage, worker);
}

class Embedded implements EmbeddedIndex {
  readonly #storage: SqliteStorage;
  readonly #worker: SearchWorkerClient;

  constructor(storage: SqliteStorage, worker: SearchWorkerClient) {
    this.#storage = storage;
    this.#worker = worker;
  }

  async createCollection(collection: string): Promise<void> {
    const { generation, dimensions } = this.#collection(collection);
    if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > maxDimensions) {
      throw new KnowledgeBaseError(
        'recipe_mismatch',
        `Cannot index collection "${collection}": vectors of ${dimensions} dimensions; use an encoder with 1 to ${maxDimensions}`,
      );
    }
    await this.#worker.request('create', { generation, dimensions });
  }

  async dropCollection({ name, generation }: CollectionRecord): Promise<void> {
    this.#storage.staged.forget(name);
    await this.#worker.request('drop', { generation });
  }

  async stage(collection: string, document: IndexedDocument, points: readonly Point[]): Promise<void> {
    const { dimensions } = this.#collection(collection);
    const wrong = points.find(({ dense }) => dense.length !== dimensions);
    if (wrong) {
      throw new KnowledgeBaseError(
        'recipe_mismatch',
        `Cannot stage document "${document.id}": a vector has ${wrong.dense.length} dimensions, collection ` +
          `"${collection}" has ${dimensions}; reindex it or start with the former encoder`,
      );
    }
    this.#storage.staged.add(collection, document.id, points);
  }

  async unstage(collection: string, documentId: string): Promise<void> {
    this.#storage.staged.forget(collection, documentId);
  }

  async published(collection: string, document: IndexedDocument): Promise<void> {
    this.#storage.staged.forget(collection, document.id);
    try {
      const { generation } = this.#collection(collection);
      await this.#worker.request('refresh', { generation, documentId: document.id });
    } catch (error) {
      // The worker died: the one that replaces it reads this publication with all the others.
      if (!(error instanceof KnowledgeBaseError && error.code === 'index_unavailable')) throw error;
    }
  }

  async removeDocument(collection: string, documentId: string): Promise<number> {
    this.#storage.staged.forget(collection, documentId);
    const { generation } = this.#collection(collection);
    const rows = await this.#worker.request('refresh', { generation, documentId });
    return Math.max(rows, await this.count(collection, documentId));
  }

  async query(collection: string, query: IndexQuery, options: { signal?: AbortSignal } = {}): Promise<IndexHit[]> {
    options.signal?.throwIfAborted();
    const { generation } = this.#collection(collection);
    return this.#worker.request('query', { generation, query }, options.signal);
  }

  async count(collection: string, documentId?: string): Promise<number> {
    return this.#storage.read('count points', () => {
      const from = `FROM points p JOIN documents d ON d.key = p.document_key JOIN collections c ON c.key = d.collection_key
        WHERE c.name = ?1 AND (?2 IS NULL OR d.id = ?2) AND p.quantised IS NOT NULL`;
      const parameters = [collection, documentId ?? null];
      const stored = this.#storage.get<{ points: number }>(`SELECT count(*) AS points ${from}`, ...parameters);
      const staged = new Set(this.#storage.staged.pointIds(collection, documentId));
      if (staged.size > 0) {
        // A point staged again is one point.
        for (const { id } of this.#storage.all<{ id: string }>(`SELECT p.id ${from}`, ...parameters)) staged.delete(id);
      }
      return (stored?.points ?? 0) + staged.size;
    });
  }

  /**
   * There is nothing to sweep: a point's two vectors are written with its row and go with it. What may be missing are
   * the vectors of points that were published while another index was in use; an index of its own finds them at once.
   */
  async synchronise(): Promise<SynchroniseReport> {
    const incomplete = this.#storage.read('check the index', () =>
      this.#storage.all<SynchroniseReport['incomplete'][number]>(
        `SELECT c.name AS collection, d.id AS documentId, count(*) AS points FROM points p
           JOIN documents d ON d.key = p.document_key JOIN collections c ON c.key = d.collection_key
           WHERE p.quantised IS NULL GROUP BY d.key ORDER BY c.name, d.id`,
      ),
    );
    return { sweptPoints: 0, incomplete };
  }

  /** A search worker that died is replaced by the next request. */
  async health(): Promise<null> {
    return null;
  }

  async memory(): Promise<WorkerMemory> {
    return this.#worker.request('memory', {});
  }

  async close(): Promise<void> {
    await this.#worker.close();
  }

  /** The build that has this name now: the worker knows builds, names change hands. */
  #collection(name: string): { generation: string; dimensions: number } {
    const found = this.#storage.get<{ generation: string; dimensions: number }>(
      'SELECT generation, dimensions FROM collections WHERE name = ?',
      name,
    );
    if (found) return found;
    throw new KnowledgeBaseError(
      'collection_not_found',
      `Cannot use the index of collection "${name}": there is none; create it first`,
      { facts: { collection: name } },
    );
  }
}
