/** A document whose live points have no vectors in the index: it is not found until it is ingested again. */
export interface IncompleteDocument {
  readonly collection: string;
  readonly documentId: string;
}

/**
 * Documents that the catalog has and the index lacks, as after a change of the index or a restored catalog. Filled once at
 * start; ingesting one again takes it out, although its bytes are the same.
 */
export class IncompleteDocuments {
  readonly #byCollection = new Map<string, Set<string>>();

  constructor(documents: readonly IncompleteDocument[] = []) {
    for (const { collection, documentId } of documents) {
      const ids = this.#byCollection.get(collection) ?? new Set();
      this.#byCollection.set(collection, ids.add(documentId));
    }
  }

  has(collection: string, documentId: string): boolean {
    return this.#byCollection.get(collection)?.has(documentId) ?? false;
  }

  list(): IncompleteDocument[] {
    return [...this.#byCollection].flatMap(([collection, ids]) =>
      [...ids].map((documentId) => ({ collection, documentId })),
    );
  }

  /** Takes out one document, or all of a collection. */
  forget(collection: string, documentId?: string): void {
    if (documentId === undefined) this.#byCollection.delete(collection);
    else this.#byCollection.get(collection)?.delete(documentId);
  }

  /** One sentence a collection, with its remedy. */
  messages(): string[] {
    return [...this.#byCollection].flatMap(([collection, ids]) => {
      if (ids.size === 0) return [];
      const some = [...ids].slice(0, 3).map((id) => JSON.stringify(id));
      const named = ids.size > some.length ? `${some.join(', ')} and ${ids.size - some.length} more` : some.join(', ');
      return [`Cannot search ${named} of collection "${collection}": their vectors are missing; ingest them again`];
    });
  }
}
