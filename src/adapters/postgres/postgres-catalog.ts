import type { CollectionRecord } from '../../core/collection.js';
import type { Catalog } from '../../ports/catalog.js';
import { type CollectionRow, toCollectionRecord } from '../catalog-rows/catalog-rows.js';
import { catalogMigrations } from './catalog-migrations.js';
import { migratePostgres } from './migrate-postgres.js';
import { addCalibration, listCalibrations, removeLatestCalibration } from './postgres-calibrations.js';
import { collectionNotFound, deleteCollection, putCollection, switchGeneration } from './postgres-collections.js';
import { findInputs, listDocumentIds, listDocuments, listLiveDocuments, listSections } from './postgres-listings.js';
import {
  findDocument,
  findDocumentsOfPoints,
  findPoints,
  findSections,
  livePointIds,
  termStatistics,
} from './postgres-lookups.js';
import { deleteDocument, publishRevision } from './postgres-publish.js';
import type { PostgresStorage } from './postgres-storage.js';

/**
 * The catalog in PostgreSQL, which any number of processes share: nothing of it is kept in this process. The vectors are
 * elsewhere. Brings the database's schema up to date first; closing it closes the storage.
 *
 * Rejects with `database_unavailable`, `invalid_configuration`, `storage_read_only` or `storage_corrupt`. Every method
 * rejects with the same codes, `storage_full`, `timeout` or `conflict`; a write that fails leaves nothing behind.
 */
export async function openPostgresCatalog(storage: PostgresStorage): Promise<Catalog> {
  await migratePostgres(storage, catalogMigrations);
  return {
    ...collections(storage),
    ...documents(storage),
    ...lookups(storage),
    listCalibrations: (collection) => listCalibrations(storage, collection),
    addCalibration: (collection, calibration) =>
      storage.write(`write a calibration of "${collection}"`, (one) =>
        addCalibration(storage, one, collection, calibration),
      ),
    removeLatestCalibration: (collection) =>
      storage.write(`take back a calibration of "${collection}"`, (one) => removeLatestCalibration(one, collection)),
    close: () => storage.close(),
  };
}

function collections(storage: PostgresStorage) {
  const records = async (action: string, sql: string, ...parameters: string[]): Promise<CollectionRecord[]> =>
    (await storage.all<CollectionRow>(action, sql, ...parameters)).map(toCollectionRecord);
  return {
    putCollection: (name, settings, encoding) =>
      storage.write(`write collection "${name}"`, (one) => putCollection(storage, one, { name, settings, encoding })),
    async getCollection(name) {
      const [record] = await records(`read collection "${name}"`, 'SELECT * FROM collections WHERE name = $1', name);
      if (!record) throw collectionNotFound(name);
      return record;
    },
    listCollections: () =>
      records('list collections', "SELECT * FROM collections WHERE name NOT LIKE '%~%' ORDER BY name"),
    listGenerations: () => records('list builds of collections', 'SELECT * FROM collections ORDER BY name'),
    switchGeneration: (name, incoming, outgoing) =>
      storage.write(`switch collection "${name}"`, (one) =>
        switchGeneration(storage, one, { name, incoming, outgoing }),
      ),
    deleteCollection: (name) => storage.write(`delete collection "${name}"`, (one) => deleteCollection(one, name)),
  } satisfies Partial<Catalog>;
}

function documents(storage: PostgresStorage) {
  return {
    publish: (revision) =>
      storage.write(`publish document "${revision.document.id}"`, (one) => publishRevision(storage, one, revision)),
    deleteDocument: (collection, id) =>
      storage.write(`delete document "${id}"`, (one) => deleteDocument(storage, one, { collection, id })),
    listDocuments: (collection, options) =>
      storage.read(`list documents of "${collection}"`, (one) => listDocuments(one, collection, options)),
    listSections: (collection, documentId, options) =>
      storage.read(`list sections of "${documentId}"`, (one) => listSections(one, { collection, documentId }, options)),
    listLiveDocuments: (collection, options) =>
      storage.read(`list live points of "${collection}"`, (one) => listLiveDocuments(one, collection, options)),
    listDocumentIds: (collection, prefix, labels) =>
      storage.read(`list documents of "${collection}"`, (one) => listDocumentIds(one, collection, { prefix, labels })),
    findInputs: (collection, ids) =>
      storage.read(`compare documents of "${collection}"`, (one) => findInputs(one, collection, ids)),
  } satisfies Partial<Catalog>;
}

function lookups(storage: PostgresStorage) {
  return {
    findDocument: (collection, id) => findDocument(storage, collection, id),
    findSections: (collection, ids) => findSections(storage, collection, ids),
    findPoints: (collection, ids) => findPoints(storage, collection, ids),
    findDocumentsOfPoints: (collection, ids) => findDocumentsOfPoints(storage, collection, ids),
    livePointIds: (collection, documentId) => livePointIds(storage, collection, documentId),
    termStatistics: (collection, termIds) => termStatistics(storage, collection, termIds),
    async countDocumentsWithRevision(revision) {
      const sql = 'SELECT count(*) AS documents FROM documents WHERE revision = $1';
      const [row] = await storage.all<{ documents: number }>('count documents', sql, revision);
      return row?.documents ?? 0;
    },
  } satisfies Partial<Catalog>;
}
