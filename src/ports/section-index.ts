import type { CollectionRecord } from '../core/collection.js';
import type { Metadata } from '../core/document.js';
import type { KnowledgeBaseError } from '../core/errors.js';
import type { Filter } from '../core/filter.js';
import type { Language } from '../core/reply.js';
import type { Point } from '../core/section.js';
import type { SparseVector } from '../core/terms.js';
import type { Catalog } from './catalog.js';

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
  /** Candidates of the sparse leg, and of the dense leg in each language. */
  readonly limit: number;
}

/**
 * A candidate of either leg. Both scores are always there; a rank is null where the leg did not reach it. The dense rank
 * counts within the candidate's language.
 */
export interface IndexHit {
  readonly pointId: string;
  readonly sectionId: string;
  readonly documentId: string;
  readonly language: Language;
  readonly denseScore: number;
  readonly sparseScore: number;
  /** 1-based. */
  readonly denseRank: number | null;
  readonly sparseRank: number | null;
}

/** What bringing an index in line with the catalog found. */
export interface SynchroniseReport {
  /** Points removed because the catalog does not say that they are live. */
  readonly sweptPoints: number;
  /** Documents with live points whose vectors are missing: they must be ingested again. */
  readonly incomplete: readonly { readonly collection: string; readonly documentId: string; readonly points: number }[];
}

/**
 * Vectors of sections, one leg dense and one sparse. It holds candidates, not truth: a point shows only while the
 * catalog says that it is live.
 */
export interface SectionIndex {
  /** Makes room for a collection that the catalog has just created. Idempotent. Rejects with `recipe_mismatch` where its
   * vectors cannot be kept, `collection_not_found` when the catalog has none. */
  createCollection(collection: string): Promise<void>;
  /** Forgets a collection, or a build of one, that the catalog has deleted. Idempotent. */
  dropCollection(collection: CollectionRecord): Promise<void>;
  /** Takes points that are not live yet; several calls add up. Idempotent by point id. */
  stage(collection: string, document: IndexedDocument, points: readonly Point[]): Promise<void>;
  /** Forgets what was staged of a document whose ingest failed before publishing. Idempotent; live points stay. */
  unstage(collection: string, documentId: string): Promise<void>;
  /**
   * Says that the catalog has just published this revision: exactly `pointIds` of the document are live now, with this
   * metadata and these labels. Never fails the publication: what is missed here, `synchronise` at start mends.
   */
  published(collection: string, document: IndexedDocument, pointIds: readonly string[]): Promise<void>;
  /** Removes every point of a document that the catalog has deleted; resolves to how many remain (0). */
  removeDocument(collection: string, documentId: string): Promise<number>;
  /**
   * The union of both legs' best `limit` live points that pass the filter and the labels: those of the dense leg in
   * order, then those only the sparse leg found. The dense leg takes the best `limit` of each language: an encoder puts
   * texts in the question's own language first, and the others would never be seen. Equal scores are ordered by point id. A point without any of the
   * query's terms is never in the sparse leg. Rejects with `collection_not_found`, `recipe_mismatch` (length of vector),
   * `index_unavailable` or the signal's reason.
   */
  query(collection: string, query: IndexQuery, options?: { signal?: AbortSignal }): Promise<IndexHit[]>;
  /** Stored points, live or not, of a collection or of one document. */
  count(collection: string, documentId?: string): Promise<number>;
  /** Run once at start, before queries: sweeps what is not live, names what is missing. */
  synchronise(catalog: Catalog): Promise<SynchroniseReport>;
  /** Why no search can be answered now; null when all is well. */
  health(): Promise<KnowledgeBaseError | null>;
  close(): Promise<void>;
}
