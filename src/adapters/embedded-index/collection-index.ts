import { DocumentTable, type TableDocument } from './document-table.js';
import type { StoredPoint } from './index-reader.js';
import { PostingSegmentBuilder } from './posting-segment.js';
import { Postings } from './postings.js';
import type { RowMemory } from './row-memory.js';
import { RowStore } from './row-store.js';

interface LiveDocument {
  ordinal: number;
  rows: number[];
}

/** Postings read at start before they become a segment: small enough for the sort to stay in the processor's cache. */
const loadSegmentPostings = 1_000_000;
/** Below this many dead rows gaps cost nothing worth closing them for. */
const minDeadRows = 256;

/** What the worker holds of one collection: int8 rows, inverted lists, documents. */
export class CollectionIndex {
  readonly memory: RowMemory;
  readonly rows: RowStore;
  readonly postings = new Postings();
  readonly documents = new DocumentTable();
  readonly #byId = new Map<string, LiveDocument>();
  #builder = new PostingSegmentBuilder();

  constructor(memory: RowMemory, dimensions: number) {
    this.memory = memory;
    this.rows = new RowStore(memory, dimensions);
  }

  /** Adds a point at start; `finishLoad` comes after the last one. */
  load(document: TableDocument, point: StoredPoint): void {
    const live = this.#byId.get(document.id) ?? { ordinal: this.documents.add(document), rows: [] };
    this.#byId.set(document.id, live);
    this.#append(live, point);
    if (this.#builder.size >= loadSegmentPostings) this.finishLoad();
  }

  finishLoad(): void {
    this.postings.addWhole(this.#builder.build());
    this.#builder = new PostingSegmentBuilder();
  }

  /**
   * Makes a document's rows equal to its live points. Rows of points that stayed are kept.
   *
   * @param document null when the document is gone.
   * @param readPoint called for the keys that have no row yet.
   * @returns how many rows the document has now.
   */
  refresh(
    documentId: string,
    document: TableDocument | null,
    keys: readonly number[],
    readPoint: (key: number) => StoredPoint | undefined,
  ): number {
    const live = this.#byId.get(documentId) ?? { ordinal: 0, rows: [] };
    const wanted = new Set(keys);
    const kept = live.rows.filter((row) => wanted.delete(this.rows.keys[row] ?? -1));
    const keptRows = new Set(kept);
    for (const row of live.rows) if (!keptRows.has(row)) this.rows.remove(row);
    live.rows = kept;
    if (document) {
      this.#place(live, document);
      for (const key of wanted) {
        const point = readPoint(key);
        if (point) this.#append(live, point);
      }
      this.postings.add(this.#builder.build());
      this.#builder = new PostingSegmentBuilder();
      this.#byId.set(documentId, live);
    } else {
      this.#byId.delete(documentId);
    }
    if (this.rows.dead >= minDeadRows && this.rows.dead * 4 > this.rows.size) this.#compact();
    return live.rows.length;
  }

  release(): void {
    this.rows.release();
  }

  /** Facts changed or new: a new ordinal, since masks that were decided stay decided. */
  #place(live: LiveDocument, document: TableDocument): void {
    const known = this.documents.get(live.ordinal);
    if (known && sameFacts(known, document)) return;
    live.ordinal = this.documents.add(document);
    for (const row of live.rows) this.rows.documents[row] = live.ordinal;
  }

  #append(live: LiveDocument, { id, key, scale, language, values, ids, weights }: StoredPoint): void {
    const row = this.rows.add({ key, tie: tieKey(id), document: live.ordinal, scale, language, values });
    live.rows.push(row);
    this.#builder.add(row, ids, weights);
  }

  #compact(): void {
    const documents = [...this.#byId.values()].map((live) => ({ live, document: this.documents.get(live.ordinal) }));
    this.documents.clear();
    for (const { live, document } of documents) {
      if (document) live.ordinal = this.documents.add(document);
      for (const row of live.rows) this.rows.documents[row] = live.ordinal;
    }
    const remap = this.rows.compact();
    for (const { live } of documents) live.rows = live.rows.map((row) => remap[row] ?? 0);
    this.postings.remap(remap);
  }
}

/** The first 32 bits of a UUID as a number, which orders as the id does; other ids by their first characters. */
function tieKey(id: string): number {
  const prefix = id.slice(0, 8);
  if (/^[0-9a-f]{8}$/.test(prefix)) return Number.parseInt(prefix, 16);
  return Buffer.concat([Buffer.from(prefix), Buffer.alloc(4)]).readUInt32BE(0);
}

function sameFacts(left: TableDocument, right: TableDocument): boolean {
  return JSON.stringify([left.metadata, left.access]) === JSON.stringify([right.metadata, right.access]);
}
