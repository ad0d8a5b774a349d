import type { Point } from '../../core/section.js';
import { toDenseBlob, toQuantised } from './vector-blobs.js';

/** Both stored forms of one dense vector. */
export interface StagedVector {
  readonly dense: Uint8Array;
  readonly quantised: Uint8Array;
}

/**
 * Vectors of revisions that are not published yet, in memory: the catalog writes them in the publishing transaction, so
 * that all of one document is in one transaction, and a crash before it leaves nothing to sweep.
 */
export class StagedVectors {
  readonly #documents = new Map<string, Map<string, StagedVector>>();

  add(collection: string, documentId: string, points: readonly Point[]): void {
    const key = keyOf(collection, documentId);
    const vectors = this.#documents.get(key) ?? new Map<string, StagedVector>();
    this.#documents.set(key, vectors);
    for (const { id, dense } of points) {
      vectors.set(id, { dense: toDenseBlob(dense.slice()), quantised: toQuantised(dense) });
    }
  }

  find(collection: string, documentId: string, pointId: string): StagedVector | undefined {
    return this.#documents.get(keyOf(collection, documentId))?.get(pointId);
  }

  /** Ids staged of one document, or of all documents of a collection. */
  pointIds(collection: string, documentId?: string): string[] {
    const prefix = keyOf(collection, documentId ?? '');
    return [...this.#documents]
      .filter(([key]) => (documentId === undefined ? key.startsWith(prefix) : key === prefix))
      .flatMap(([, vectors]) => [...vectors.keys()]);
  }

  forget(collection: string, documentId?: string): void {
    if (documentId !== undefined) {
      this.#documents.delete(keyOf(collection, documentId));
      return;
    }
    for (const key of [...this.#documents.keys()]) {
      if (key.startsWith(keyOf(collection, ''))) this.#documents.delete(key);
    }
  }
}

/** Collection names hold no control characters, so the prefix is unambiguous. */
function keyOf(collection: string, documentId: string): string {
  return `${collection}\u0000${documentId}`;
}
