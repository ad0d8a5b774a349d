import type { CollectionRecord, CollectionSettings, Encoding } from '../core/collection.js';
import type { StoredCalibration } from '../core/collection-calibration.js';
import type { DocumentRecord } from '../core/document.js';
import type { SectionDiff } from '../core/ingest-report.js';
import type { Language } from '../core/reply.js';
import type { Section } from '../core/section.js';
import type { SparseVector, TermStatistics } from '../core/terms.js';

/** A live point as the catalog knows it. */
export interface PointRecord {
  readonly id: string;
  readonly sectionId: string;
  readonly documentId: string;
  readonly part: number;
  readonly language: Language;
  readonly start: number;
  readonly end: number;
  readonly sparse: SparseVector;
}

/** A revision ready to be published. */
export interface Revision {
  readonly document: Omit<DocumentRecord, 'createdAt' | 'updatedAt'>;
  readonly sections: readonly Section[];
  readonly points: readonly PointRecord[];
}

/** One page of a listing; `nextCursor` is null at the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** A section with the document it belongs to, as answering needs it. */
export interface SectionRecord {
  readonly section: Section;
  readonly document: Pick<DocumentRecord, 'id' | 'revision' | 'title' | 'metadata' | 'access'>;
}

/** The document a live point belongs to, with what a search filters on. */
export type PointDocument = Pick<DocumentRecord, 'id' | 'metadata' | 'access'>;
/** What a document was made of, as far as it decides whether a new ingest would change anything. */
export type DocumentInput = Pick<DocumentRecord, 'inputHash' | 'revision' | 'access'>;

/** Which points of a document are live, with what an index filters on. */
export interface LiveDocument {
  readonly id: string;
  readonly metadata: DocumentRecord['metadata'];
  readonly access: readonly string[];
  readonly pointIds: readonly string[];
}

/**
 * The truth about collections, documents, sections, and which points are live. Every method is one transaction.
 * Methods that name a collection reject with `collection_not_found` when there is none.
 */
export interface Catalog {
  /** Creates the collection or updates its settings; the encoding is fixed at creation (`recipe_mismatch` otherwise). */
  putCollection(
    name: string,
    settings: CollectionSettings,
    encoding: Encoding,
  ): Promise<{ record: CollectionRecord; created: boolean }>;
  getCollection(name: string): Promise<CollectionRecord>;
  /** Those that people see: not the builds beside them. */
  listCollections(): Promise<readonly CollectionRecord[]>;
  /** Every build of every collection, those that people see and those beside them. */
  listGenerations(): Promise<readonly CollectionRecord[]>;
  /**
   * Puts the build named `incoming` in the place of the collection, which goes on under the name `outgoing`, in one
   * transaction; a build that has that name already is deleted with it. Answers and feedback stay with the collection.
   */
  switchGeneration(name: string, incoming: string, outgoing: string): Promise<CollectionRecord>;
  /** Resolves to what was removed. */
  deleteCollection(name: string): Promise<{ documents: number; sections: number; points: number }>;

  /**
   * Publishing: replaces a document's sections, live points and term frequencies, and moves the collection's revision,
   * all in one transaction. The only act of publishing there is.
   */
  publish(revision: Revision): Promise<{ document: DocumentRecord; diff: SectionDiff; created: boolean }>;
  /** Null when there is no such document. */
  findDocument(collection: string, id: string): Promise<DocumentRecord | null>;
  /** In order of id; documents that come or go between two pages disturb no others. Labels fail closed. */
  listDocuments(
    collection: string,
    options: { limit: number; cursor: string | null; labels: readonly string[] | null },
  ): Promise<Page<DocumentRecord>>;
  deleteDocument(collection: string, id: string): Promise<{ sections: number; points: number } | null>;
  /** In order of position; goes on behind the last section seen, wherever a new revision has put it. */
  listSections(
    collection: string,
    documentId: string,
    options: { limit: number; cursor: string | null },
  ): Promise<Page<Section>>;
  /** Sections by id, those that are live only; order as asked, missing ones left out. */
  findSections(collection: string, ids: readonly string[]): Promise<readonly SectionRecord[]>;
  /** Live points by id; missing ones left out, order as asked. */
  findPoints(collection: string, ids: readonly string[]): Promise<readonly PointRecord[]>;
  /**
   * The document of each of these points that is live, by point id: what an index outside the catalog checks its hits
   * against, since only the catalog knows what is published, under which metadata and labels.
   */
  findDocumentsOfPoints(collection: string, pointIds: readonly string[]): Promise<ReadonlyMap<string, PointDocument>>;
  /** Ids of a document's live points, to reuse what need not be encoded again. */
  livePointIds(collection: string, documentId: string): Promise<ReadonlySet<string>>;
  /** Every document with its live points, in order of document id: what an index compares itself with at start. */
  listLiveDocuments(collection: string, options: { limit: number; cursor: string | null }): Promise<Page<LiveDocument>>;
  /** What the documents with these ids were made of; ids without a document are left out. */
  findInputs(collection: string, ids: readonly string[]): Promise<ReadonlyMap<string, DocumentInput>>;
  /** Ids that begin with `prefix`, in order of their UTF-8 bytes. Labels fail closed. */
  listDocumentIds(collection: string, prefix: string, labels: readonly string[] | null): Promise<readonly string[]>;
  /** Documents of any collection that have these bytes: bytes may go when it is 0. */
  countDocumentsWithRevision(revision: string): Promise<number>;
  termStatistics(collection: string, termIds: Uint32Array): Promise<TermStatistics>;
  /** Calibrations of a collection, newest first: the first is in force. Empty while the shipped one is. */
  listCalibrations(collection: string): Promise<readonly StoredCalibration[]>;
  /** Puts a calibration in force; those before it are kept, up to ten. They go with the collection. */
  addCalibration(collection: string, calibration: Omit<StoredCalibration, 'createdAt'>): Promise<StoredCalibration>;
  /** Takes out the one in force, so that the one before it is; false when there is none. */
  removeLatestCalibration(collection: string): Promise<boolean>;
  close(): Promise<void>;
}
