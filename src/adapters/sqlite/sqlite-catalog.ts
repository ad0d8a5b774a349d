import { randomUUID } from 'node:crypto';
import type { CollectionRecord, CollectionSettings, Encoding } from '../../core/collection.js';
import type { StoredCalibration } from '../../core/collection-calibration.js';
import type { DocumentRecord } from '../../core/document.js';
import { KnowledgeBaseError } from '../../core/errors.js';
import { sha256 } from '../../core/identity.js';
import type { SectionDiff } from '../../core/ingest-report.js';
import type { Section } from '../../core/section.js';
import type { TermStatistics } from '../../core/terms.js';
import type {
  Catalog,
  DocumentInput,
  LiveDocument,
  Page,
  PointDocument,
  PointRecord,
  Revision,
  SectionRecord,
} from '../../ports/catalog.js';
import {
  type CollectionRow,
  type DocumentRow,
  type PointRow,
  type SectionRow,
  toCollectionRecord,
  toDocumentRecord,
  toPointRecord,
  toSection,
} from '../catalog-rows/catalog-rows.js';
import { countTerms } from '../catalog-rows/term-changes.js';
import { addCalibration, listCalibrations, removeLatestCalibration } from './sqlite-calibrations.js';
import { switchGeneration } from './sqlite-generations.js';
import { findInputs, listDocumentIds } from './sqlite-inputs.js';
import { listDocuments, listLiveDocuments, listSections } from './sqlite-listings.js';
import { findDocumentsOfPoints } from './sqlite-point-documents.js';
import { moveCollection, publishRevision } from './sqlite-publish.js';
import { SqliteStorage, type SqliteStorageOptions } from './sqlite-storage.js';
import { changeTermFrequencies } from './sqlite-term-frequencies.js';

/** The catalog on SQLite; `storage` is what the embedded index shares with it. */
export interface SqliteCatalog extends Catalog {
  readonly storage: SqliteStorage;
}

/**
 * Opens the catalog's database, creating it or bringing its schema up to date.
 *
 * @throws KnowledgeBaseError `storage_read_only`, `storage_full`, `storage_corrupt` or `data_folder_in_use`. Every
 * method rejects with the same codes; a write that fails leaves nothing behind.
 */
export function openSqliteCatalog(path: string, options: SqliteStorageOptions = {}): SqliteCatalog {
  return new Sqlite(new SqliteStorage(path, options));
}

class Sqlite implements SqliteCatalog {
  readonly storage: SqliteStorage;

  constructor(storage: SqliteStorage) {
    this.storage = storage;
  }

  async putCollection(
    name: string,
    settings: CollectionSettings,
    encoding: Encoding,
  ): Promise<{ record: CollectionRecord; created: boolean }> {
    return this.storage.write(`write collection "${name}"`, () => {
      const existing = this.#findCollection(name);
      if (existing) assertSameEncoding(existing, encoding);
      const now = this.storage.now().toISOString();
      this.storage.run(
        `INSERT INTO collections (name, settings, generation, recipe, question_recipe, dimensions, revision, created_at,
           updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (name) DO UPDATE SET settings = excluded.settings, updated_at = excluded.updated_at`,
        name,
        JSON.stringify(settings),
        randomUUID(),
        encoding.recipe,
        encoding.questionRecipe,
        encoding.dimensions,
        sha256(JSON.stringify([name, encoding.recipe, now])).slice(0, 32),
        now,
        now,
      );
      return { record: toCollectionRecord(this.#collection(name)), created: !existing };
    });
  }

  async getCollection(name: string): Promise<CollectionRecord> {
    return this.storage.read(`read collection "${name}"`, () => toCollectionRecord(this.#collection(name)));
  }

  async listCollections(): Promise<readonly CollectionRecord[]> {
    return this.storage.read('list collections', () =>
      this.storage
        .all<CollectionRow>(`SELECT * FROM collections WHERE name NOT LIKE '%~%' ORDER BY name`)
        .map(toCollectionRecord),
    );
  }

  async listGenerations(): Promise<readonly CollectionRecord[]> {
    return this.storage.read('list builds of collections', () =>
      this.storage.all<CollectionRow>('SELECT * FROM collections ORDER BY name').map(toCollectionRecord),
    );
  }

  async switchGeneration(name: string, incoming: string, outgoing: string): Promise<CollectionRecord> {
    return this.storage.write(`switch collection "${name}"`, () => {
      switchGeneration(this.storage, { live: this.#collection(name), incoming: this.#collection(incoming) }, outgoing);
      return toCollectionRecord(this.#collection(name));
    });
  }

  async deleteCollection(name: string): Promise<{ documents: number; sections: number; points: number }> {
    return this.storage.write(`delete collection "${name}"`, () => {
      const { key, documents, sections, points } = this.#collection(name);
      this.storage.run('DELETE FROM collections WHERE key = ?', key);
      return { documents, sections, points };
    });
  }

  async publish(revision: Revision): Promise<{ document: DocumentRecord; diff: SectionDiff; created: boolean }> {
    const { collection, id } = revision.document;
    return this.storage.write(`publish document "${id}"`, () =>
      publishRevision(this.storage, this.#collection(collection), revision),
    );
  }

  async findDocument(collection: string, id: string): Promise<DocumentRecord | null> {
    return this.storage.read(`read document "${id}"`, () => {
      const row = this.storage.get<DocumentRow>(
        'SELECT ? AS collection, * FROM documents WHERE collection_key = ? AND id = ?',
        collection,
        this.#collection(collection).key,
        id,
      );
      return row ? toDocumentRecord(row) : null;
    });
  }

  async listDocuments(
    collection: string,
    options: { limit: number; cursor: string | null; labels: readonly string[] | null },
  ): Promise<Page<DocumentRecord>> {
    return this.storage.read(`list documents of "${collection}"`, () =>
      listDocuments(this.storage, this.#collection(collection), options),
    );
  }

  async deleteDocument(collection: string, id: string): Promise<{ sections: number; points: number } | null> {
    return this.storage.write(`delete document "${id}"`, () => {
      const { key: collectionKey } = this.#collection(collection);
      const row = this.storage.get<{ key: number; section_count: number }>(
        'SELECT key, section_count FROM documents WHERE collection_key = ? AND id = ?',
        collectionKey,
        id,
      );
      if (!row) return null;
      const change = new Map<number, number>();
      const points = this.storage.all<{ sparse: Uint8Array }>(
        'SELECT sparse FROM points WHERE document_key = ?',
        row.key,
      );
      for (const { sparse } of points) countTerms(change, sparse, -1);
      changeTermFrequencies(this.storage, collectionKey, change);
      this.storage.run('DELETE FROM documents WHERE key = ?', row.key);
      moveCollection(this.storage, collectionKey, {
        event: ['deleted', id],
        documents: -1,
        sections: -row.section_count,
        points: -points.length,
      });
      return { sections: row.section_count, points: points.length };
    });
  }

  async listSections(
    collection: string,
    documentId: string,
    options: { limit: number; cursor: string | null },
  ): Promise<Page<Section>> {
    return this.storage.read(`list sections of "${documentId}"`, () =>
      listSections(this.storage, this.#collection(collection), documentId, options),
    );
  }

  async findSections(collection: string, ids: readonly string[]): Promise<readonly SectionRecord[]> {
    return this.storage.read('read sections', () => {
      const { key } = this.#collection(collection);
      return ids.flatMap((id) => {
        const row = this.storage.get<
          SectionRow & { revision: string; title: string; metadata: string; access: string }
        >(
          // CROSS JOIN keeps this order: the planner would try every document of the collection (320 ms at 100,000 sections).
          `SELECT s.*, d.id AS document_id, d.revision, d.title, d.metadata, d.access FROM sections s
             CROSS JOIN documents d ON d.key = s.document_key WHERE s.id = ? AND d.collection_key = ?`,
          id,
          key,
        );
        if (!row) return [];
        const { document_id, revision, title, metadata, access } = row;
        const labels = JSON.parse(access);
        const document = { id: document_id, revision, title, metadata: JSON.parse(metadata), access: labels };
        return [{ section: toSection(row), document }];
      });
    });
  }

  async findPoints(collection: string, ids: readonly string[]): Promise<readonly PointRecord[]> {
    return this.storage.read('read points', () => {
      const { key } = this.#collection(collection);
      return ids.flatMap((id) => {
        const row = this.storage.get<PointRow>(
          // The + keeps the planner from the index of the whole collection.
          `SELECT p.id, p.section_id, d.id AS document_id, p.part, p.language, p.start, p."end", p.sparse FROM points p
             JOIN documents d ON d.key = p.document_key WHERE p.id = ? AND +p.collection_key = ?`,
          id,
          key,
        );
        return row ? [toPointRecord(row)] : [];
      });
    });
  }

  async findDocumentsOfPoints(
    collection: string,
    pointIds: readonly string[],
  ): Promise<ReadonlyMap<string, PointDocument>> {
    return this.storage.read('read the documents of points', () =>
      findDocumentsOfPoints(this.storage, this.#collection(collection).key, pointIds),
    );
  }

  async livePointIds(collection: string, documentId: string): Promise<ReadonlySet<string>> {
    return this.storage.read(`read points of "${documentId}"`, () => {
      const rows = this.storage.all<{ id: string }>(
        `SELECT p.id FROM points p JOIN documents d ON d.key = p.document_key
           WHERE d.collection_key = ? AND d.id = ? AND (p.quantised IS NOT NULL OR ?)`,
        this.#collection(collection).key,
        documentId,
        // A live point without a vector has to be encoded again before the embedded index can show it.
        this.storage.vectorsRequired ? 0 : 1,
      );
      return new Set(rows.map(({ id }) => id));
    });
  }

  async listLiveDocuments(
    collection: string,
    options: { limit: number; cursor: string | null },
  ): Promise<Page<LiveDocument>> {
    return this.storage.read(`list live points of "${collection}"`, () =>
      listLiveDocuments(this.storage, this.#collection(collection), options),
    );
  }

  async findInputs(collection: string, ids: readonly string[]): Promise<ReadonlyMap<string, DocumentInput>> {
    return this.storage.read(`compare documents of "${collection}"`, () =>
      findInputs(this.storage, this.#collection(collection), ids),
    );
  }

  async listDocumentIds(
    collection: string,
    prefix: string,
    labels: readonly string[] | null,
  ): Promise<readonly string[]> {
    return this.storage.read(`list documents of "${collection}"`, () =>
      listDocumentIds(this.storage, this.#collection(collection), prefix, labels),
    );
  }

  async countDocumentsWithRevision(revision: string): Promise<number> {
    return this.storage.read('count documents', () => {
      const sql = 'SELECT count(*) AS documents FROM documents WHERE revision = ?';
      return this.storage.get<{ documents: number }>(sql, revision)?.documents ?? 0;
    });
  }

  async termStatistics(collection: string, termIds: Uint32Array): Promise<TermStatistics> {
    return this.storage.read(`read term frequencies of "${collection}"`, () => {
      const { key, points } = this.#collection(collection);
      const sql = 'SELECT points FROM term_frequencies WHERE collection_key = ? AND term_id = ?';
      const frequencies = Array.from(termIds, (id) => this.storage.get<{ points: number }>(sql, key, id)?.points ?? 0);
      return { points, frequencies };
    });
  }

  async listCalibrations(collection: string): Promise<readonly StoredCalibration[]> {
    return this.storage.read(`read calibrations of "${collection}"`, () =>
      listCalibrations(this.storage, this.#collection(collection).key),
    );
  }

  async addCalibration(
    collection: string,
    calibration: Omit<StoredCalibration, 'createdAt'>,
  ): Promise<StoredCalibration> {
    return this.storage.write(`write a calibration of "${collection}"`, () =>
      addCalibration(this.storage, this.#collection(collection).key, calibration),
    );
  }

  async removeLatestCalibration(collection: string): Promise<boolean> {
    return this.storage.write(`take back a calibration of "${collection}"`, () =>
      removeLatestCalibration(this.storage, this.#collection(collection).key),
    );
  }

  async close(): Promise<void> {
    this.storage.close();
  }

  #findCollection(name: string): CollectionRow | undefined {
    return this.storage.get<CollectionRow>('SELECT * FROM collections WHERE name = ?', name);
  }

  #collection(name: string): CollectionRow {
    const row = this.#findCollection(name);
    if (row) return row;
    throw new KnowledgeBaseError(
      'collection_not_found',
      `Cannot use collection "${name}": there is none; create it first`,
      { facts: { collection: name } },
    );
  }
}

function assertSameEncoding(existing: CollectionRow, { recipe, dimensions }: Encoding): void {
  // A collection of the first schema without vectors here does not know how long they are.
  const sameLength = existing.dimensions === 0 || existing.dimensions === dimensions;
  if (existing.recipe === recipe && sameLength) return;
  throw new KnowledgeBaseError(
    'recipe_mismatch',
    `Cannot open collection "${existing.name}": its recipe is ${existing.recipe} with ${existing.dimensions} dimensions, expected ` +
      `${recipe} with ${dimensions}; reindex it or start with the former encoder`,
    { facts: { collection: existing.name, recipe: existing.recipe, expected: recipe } },
  );
}
