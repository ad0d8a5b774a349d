import type { Schemas } from '@qdrant/js-client-rest';
import type { Language } from '../../core/reply.js';
import type { Point } from '../../core/section.js';
import type { IndexedDocument } from '../../ports/section-index.js';
import { denseName, sparseName } from './qdrant-schema.js';

/** What stands beside a point's vectors. */
export interface QdrantPayload {
  /** The knowledge base: the tenant key. */
  readonly collection: string;
  readonly document_id: string;
  readonly section_id: string;
  readonly language: Language;
  readonly metadata: IndexedDocument['metadata'];
  readonly access: readonly string[];
  /** Whether `access` names any label: "no labels" is not a condition that an index serves fast. */
  readonly labelled: boolean;
  /** When it was staged, RFC 3339, UTC. */
  readonly staged_at: string;
}

/** A point as Qdrant takes it. */
export function toQdrantPoint(
  collection: string,
  document: IndexedDocument,
  point: Point,
  stagedAt: Date,
): Schemas['PointStruct'] {
  const payload: QdrantPayload = {
    collection,
    document_id: document.id,
    section_id: point.sectionId,
    language: point.language,
    ...documentPayload(document),
    staged_at: stagedAt.toISOString(),
  };
  const { ids, weights } = point.sparse;
  return {
    id: point.id,
    vector: {
      [denseName]: Array.from(point.dense),
      // An empty sparse vector is refused by some versions and found by none.
      ...(ids.length > 0 && { [sparseName]: { indices: Array.from(ids), values: Array.from(weights) } }),
    },
    payload: { ...payload },
  };
}

/** The part of the payload that changes with the document and not with its text. */
export function documentPayload({ metadata, access }: IndexedDocument) {
  return { metadata, access, labelled: access.length > 0 };
}
