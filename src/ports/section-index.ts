import type { Metadata } from '../core/document.js';
import type { Filter } from '../core/filter.js';
import type { Point } from '../core/section.js';
import type { SparseVector } from '../core/terms.js';

/** What the index must know of a document to filter inside the search. */
export interface IndexedDocument {
  readonly id: string;
  readonly metadata: Metadata;
  readonly access: readonly string[];
}

export interface IndexQuery {
  readonly dense: Float32Array;
  /** Term weights with the collection's inverse document frequency already in them. */
  readonly sparse: SparseVector;
  readonly filter: Filter;
  /** Access labels of the caller; null for full access. */
  readonly labels: readonly string[] | null;
  /** Candidates per leg. */
  readonly limit: number;
}

/** A candidate of either leg. Both scores are always there; a rank is null where the leg did not reach it. */
export interface IndexHit {
  readonly pointId: string;
  readonly sectionId: string;
  readonly documentId: string;
  readonly denseScore: number;
  readonly sparseScore: number;
  /** 1-based. */
  readonly denseRank: number | null;
  readonly sparseRank: number | null;
}

/**
 * Vectors of sections, one leg dense and one sparse. It holds candidates, not truth: a point shows only while the
 * catalog says that it is live.
 */
export interface SectionIndex {
  /** Idempotent. */
  createCollection(collection: string, recipe: string, dimensions: number): Promise<void>;
  dropCollection(collection: string): Promise<void>;
  /** Stores points that are not live yet. Idempotent by point id. */
  stage(collection: string, document: IndexedDocument, points: readonly Point[]): Promise<void>;
  /**
   * Says that the catalog has just published this revision: exactly `pointIds` of the document are live now, with this
   * metadata and these labels. Never fails the publication: what is missed here, `synchronise` at start mends.
   */
  published(collection: string, document: IndexedDocument, pointIds: readonly string[]): Promise<void>;
  /** Removes every point of a document; resolves to how many remain (0). */
  removeDocument(collection: string, documentId: string): Promise<number>;
  /** The union of both legs' best `limit` live points that pass the filter and the labels. */
  query(collection: string, query: IndexQuery, options?: { signal?: AbortSignal }): Promise<IndexHit[]>;
  /** Stored points, live or not, of a collection or of one document. */
  count(collection: string, documentId?: string): Promise<number>;
  close(): Promise<void>;
}
