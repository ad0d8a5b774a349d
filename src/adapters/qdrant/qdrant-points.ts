import type { Schemas } from '@qdrant/js-client-rest';
import { uuidOf } from '../../core/identity.js';
import type { Language } from '../../core/reply.js';
import type { Point } from '../../core/section.js';
import type { IndexedDocument } from '../../ports/section-index.js';
import { denseName, sparseName } from './qdrant-schema.js';

/** What stands beside a point's vectors. */
export interface QdrantPayload {
  /** The build of a knowledge base: the tenant key. */
  readonly generation: string;
  readonly point_id: string;
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
  generation: string,
  document: IndexedDocument,
  point: Point,
  stagedAt: Date,
): Schemas['PointStruct'] {
  const payload: QdrantPayload = {
    generation,
    point_id: point.id,
    document_id: document.id,
    section_id: point.sectionId,
    language: point.language,
    ...documentPayload(document),
    staged_at: stagedAt.toISOString(),
  };
  const { ids, weights } = point.sparse;
  return {
    id: qdrantPointId(generation, point.id),
    vector: {
      [denseName]: Array.from(point.dense),
      // An empty sparse vector is refused by some versions and found by none.
      ...(ids.length > 0 && { [sparseName]: { indices: Array.from(ids), values: Array.from(weights) } }),
    },
    payload: { ...payload },
  };
}

/** Two builds of a collection have the same points; with one recipe they are in one Qdrant collection. */
export function qdrantPointId(generation: string, pointId: string): string {
  return uuidOf('qdrant', generation, pointId);
}

/** The part of the payload that changes with the document and not with its text. */
export function documentPayload({ metadata, access }: IndexedDocument) {
  return { metadata, access, labelled: access.length > 0 };
}
