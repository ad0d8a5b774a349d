import type { Metadata } from '../../core/document.js';
import { type Filter, matchesFilter, mayAccess } from '../../core/filter.js';

/** A document as the index filters on it. */
export interface TableDocument {
  readonly id: string;
  readonly metadata: Metadata;
  readonly access: readonly string[];
}

interface Mask {
  allowed: Uint8Array;
  /** Ordinals below this are decided. */
  decided: number;
}

/** Masks kept: the filters in use at a time, one entry for each combination with access labels. */
const maxMasks = 32;

/**
 * The documents of one collection by ordinal, and which of them a filter lets through. Ordinal 0 is nobody's. An
 * ordinal's facts never change (a changed document gets a new one), so a decided mask stays true and only grows.
 */
export class DocumentTable {
  #documents: (TableDocument | null)[] = [null];
  readonly #masks = new Map<string, Mask>();

  add(document: TableDocument): number {
    return this.#documents.push(document) - 1;
  }

  get(ordinal: number): TableDocument | null {
    return this.#documents[ordinal] ?? null;
  }

  /** 1 for each document that passes the filter and may be seen with the labels. */
  mask(filter: Filter, labels: readonly string[] | null): Uint8Array {
    const key = JSON.stringify([filter, labels]);
    const mask = this.#masks.get(key) ?? { allowed: new Uint8Array(64), decided: 0 };
    // Taken out and put back: the map's order is the order of use.
    this.#masks.delete(key);
    this.#masks.set(key, mask);
    const [oldest] = this.#masks.keys();
    if (this.#masks.size > maxMasks && oldest !== undefined) this.#masks.delete(oldest);
    this.#decide(mask, filter, labels);
    return mask.allowed;
  }

  /** Forgets every ordinal and mask; the caller adds the living documents again. */
  clear(): void {
    this.#documents = [null];
    this.#masks.clear();
  }

  #decide(mask: Mask, filter: Filter, labels: readonly string[] | null): void {
    const count = this.#documents.length;
    if (mask.allowed.length < count) {
      const larger = new Uint8Array(Math.max(count, mask.allowed.length * 2));
      larger.set(mask.allowed);
      mask.allowed = larger;
    }
    for (; mask.decided < count; mask.decided++) {
      const document = this.#documents[mask.decided];
      const passes =
        document != null && mayAccess(document.access, labels) && matchesFilter(document.id, document.metadata, filter);
      mask.allowed[mask.decided] = passes ? 1 : 0;
    }
  }
}
