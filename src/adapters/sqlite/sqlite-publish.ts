import type { DocumentRecord } from '../../core/document.js';
import { KnowledgeBaseError } from '../../core/errors.js';
import { sha256 } from '../../core/identity.js';
import type { SectionDiff } from '../../core/ingest-report.js';
import type { Section } from '../../core/section.js';
import type { PointRecord, Revision } from '../../ports/catalog.js';
import { type CollectionRow, type SectionRow, sectionColumns, toSectionValues } from '../catalog-rows/catalog-rows.js';
import { toSparseBlob } from '../catalog-rows/sparse-blob.js';
import { countTerms } from '../catalog-rows/term-changes.js';
import type { SqliteStorage } from './sqlite-storage.js';
import { changeTermFrequencies } from './sqlite-term-frequencies.js';

interface StoredDocument {
  key: number;
  created_at: string;
  section_count: number;
}

interface StoredPoint {
  key: number;
  id: string;
  sparse: Uint8Array;
  start: number;
  end: number;
  part: number;
  complete: number;
}

/** Writes a revision over the one before it. Runs inside one transaction, which the caller opens. */
export function publishRevision(
  storage: SqliteStorage,
  collection: CollectionRow,
  revision: Revision,
): { document: DocumentRecord; diff: SectionDiff; created: boolean } {
  const { document } = revision;
  const now = storage.now().toISOString();
  const stored = storage.get<StoredDocument>(
    'SELECT key, created_at, section_count FROM documents WHERE collection_key = ? AND id = ?',
    collection.key,
    document.id,
  );
  const record: DocumentRecord = { ...document, createdAt: stored?.created_at ?? now, updatedAt: now };
  const documentKey = writeDocument(storage, collection.key, stored?.key ?? null, record);
  const diff = writeSections(storage, documentKey, revision.sections);
  const addedPoints = writePoints(storage, collection, documentKey, revision);
  moveCollection(storage, collection.key, {
    event: ['published', document.id, document.revision],
    documents: stored ? 0 : 1,
    sections: revision.sections.length - (stored?.section_count ?? 0),
    points: addedPoints,
  });
  return { document: record, diff, created: !stored };
}

/**
 * Moves a collection's counts, and its revision: a hash over the revision before and the event, so that it changes
 * every time and tells two histories apart.
 */
export function moveCollection(
  storage: SqliteStorage,
  collectionKey: number,
  change: { event: readonly string[]; documents: number; sections: number; points: number },
): void {
  const row = storage.get<{ revision: string }>('SELECT revision FROM collections WHERE key = ?', collectionKey);
  const revision = sha256(JSON.stringify([row?.revision ?? '', ...change.event])).slice(0, 32);
  storage.run(
    `UPDATE collections SET revision = ?, documents = documents + ?, sections = sections + ?, points = points + ?,
       updated_at = ? WHERE key = ?`,
    revision,
    change.documents,
    change.sections,
    change.points,
    storage.now().toISOString(),
    collectionKey,
  );
}

function writeDocument(
  storage: SqliteStorage,
  collectionKey: number,
  documentKey: number | null,
  record: DocumentRecord,
): number {
  const values = [
    record.revision,
    record.inputHash,
    record.mediaType,
    record.title,
    JSON.stringify(record.metadata),
    JSON.stringify(record.access),
    record.sizeBytes,
    record.sectionCount,
    record.createdAt,
    record.updatedAt,
    JSON.stringify(record.report),
  ];
  if (documentKey === null) {
    return storage.run(
      `INSERT INTO documents (collection_key, id, revision, input_hash, media_type, title, metadata, access,
         size_bytes, section_count, created_at, updated_at, report) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      collectionKey,
      record.id,
      ...values,
    ).key;
  }
  storage.run(
    `UPDATE documents SET revision = ?, input_hash = ?, media_type = ?, title = ?, metadata = ?, access = ?, size_bytes = ?,
       section_count = ?, created_at = ?, updated_at = ?, report = ? WHERE key = ?`,
    ...values,
    documentKey,
  );
  return documentKey;
}

/** A section is updated when its text differs; one that only moved counts as unchanged, and its row follows. */
function writeSections(storage: SqliteStorage, documentKey: number, sections: readonly Section[]): SectionDiff {
  const stored = new Map(
    storage
      .all<SectionRow>(`SELECT key, ${sectionColumns.join(', ')} FROM sections WHERE document_key = ?`, documentKey)
      .map((row) => [row.id, row]),
  );
  const diff = { added: 0, updated: 0, unchanged: 0, removed: 0 };
  for (const section of sections) {
    const values = toSectionValues(section);
    const row = stored.get(section.id);
    stored.delete(section.id);
    if (row === undefined) {
      diff.added++;
      storage.run(
        `INSERT INTO sections (document_key, ${sectionColumns.join(', ')}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        documentKey,
        ...values,
      );
      continue;
    }
    diff[row.text === section.text ? 'unchanged' : 'updated']++;
    if (sectionColumns.some((column, index) => row[column] !== values[index])) {
      const assignments = sectionColumns.map((column) => `${column} = ?`).join(', ');
      storage.run(`UPDATE sections SET ${assignments} WHERE key = ?`, ...values, row.key);
    }
  }
  for (const { key } of stored.values()) {
    diff.removed++;
    storage.run('DELETE FROM sections WHERE key = ?', key);
  }
  return diff;
}

/** Resolves to how many more points are live than before. Term frequencies move by the difference only. */
function writePoints(
  storage: SqliteStorage,
  collection: CollectionRow,
  documentKey: number,
  revision: Revision,
): number {
  const stored = new Map(
    storage
      .all<StoredPoint>(
        `SELECT key, id, sparse, start, "end", part, quantised IS NOT NULL AS complete FROM points WHERE document_key = ?`,
        documentKey,
      )
      .map((row) => [row.id, row]),
  );
  const before = stored.size;
  const change = new Map<number, number>();
  for (const point of revision.points) {
    const row = stored.get(point.id);
    stored.delete(point.id);
    if (row === undefined) {
      countTerms(change, point.sparse.ids, 1);
      insertPoint(storage, collection, documentKey, revision.document.id, point);
      continue;
    }
    if (row.start !== point.start || row.end !== point.end || row.part !== point.part) {
      storage.run(
        'UPDATE points SET start = ?, "end" = ?, part = ? WHERE key = ?',
        point.start,
        point.end,
        point.part,
        row.key,
      );
    }
    if (!row.complete) writeVectors(storage, collection.name, revision.document.id, { id: point.id, key: row.key });
  }
  for (const { key, sparse } of stored.values()) {
    countTerms(change, sparse, -1);
    storage.run('DELETE FROM points WHERE key = ?', key);
  }
  changeTermFrequencies(storage, collection.key, change);
  return revision.points.length - before;
}

function insertPoint(
  storage: SqliteStorage,
  collection: CollectionRow,
  documentKey: number,
  documentId: string,
  point: PointRecord,
): void {
  const { key } = storage.run(
    `INSERT INTO points (collection_key, document_key, id, section_id, part, language, start, "end", sparse)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    collection.key,
    documentKey,
    point.id,
    point.sectionId,
    point.part,
    point.language,
    point.start,
    point.end,
    toSparseBlob(point.sparse),
  );
  writeVectors(storage, collection.name, documentId, { id: point.id, key });
}

/** No live point without its vector: a revision that was not staged completely is not published. */
function writeVectors(
  storage: SqliteStorage,
  collection: string,
  documentId: string,
  point: { id: string; key: number },
): void {
  const vector = storage.staged.find(collection, documentId, point.id);
  if (vector === undefined) {
    if (!storage.vectorsRequired) return;
    throw new KnowledgeBaseError(
      'invariant_broken',
      `Cannot publish document "${documentId}": point ${point.id} has no vector; stage every new point first`,
    );
  }
  storage.run('UPDATE points SET quantised = ? WHERE key = ?', vector.quantised, point.key);
  storage.run('INSERT OR REPLACE INTO vectors VALUES (?, ?)', point.key, vector.dense);
}
