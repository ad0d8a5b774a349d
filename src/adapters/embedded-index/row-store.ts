import { type Language, languages } from '../../core/reply.js';
import { goneRow } from './posting-segment.js';
import { type RowMemory, rowsPerBlock } from './row-memory.js';

/** Ordinal of the document that nobody may see: what a dead row belongs to. */
export const noDocument = 0;

/** The rows of one collection: int8 values in the shared memory, the small facts of each row in arrays beside it. */
export class RowStore {
  readonly dimensions: number;
  /** Bytes of a row: dimensions rounded up to a multiple of 16; the padding is zero. */
  readonly rowBytes: number;
  readonly #memory: RowMemory;
  readonly #blocks: number[] = [];
  /** The point's key in SQLite. */
  keys = new Float64Array(rowsPerBlock);
  /** First 32 bits of the point's id: ties are broken by it before ids are read. */
  ties = new Uint32Array(rowsPerBlock);
  /** Ordinal of the row's document; {@link noDocument} for a dead row. */
  documents = new Uint32Array(rowsPerBlock);
  scales = new Float32Array(rowsPerBlock);
  /** Index of the row's language in {@link languages}. */
  languages = new Uint8Array(rowsPerBlock);
  size = 0;
  dead = 0;

  constructor(memory: RowMemory, dimensions: number) {
    this.#memory = memory;
    this.dimensions = dimensions;
    this.rowBytes = Math.ceil(dimensions / 16) * 16;
  }

  add(row: {
    key: number;
    tie: number;
    document: number;
    scale: number;
    language: Language;
    values: Int8Array;
  }): number {
    const at = this.size++;
    if (at === this.#blocks.length * rowsPerBlock) this.#blocks.push(this.#memory.allocate(this.rowBytes));
    if (at === this.keys.length) this.#grow();
    this.keys[at] = row.key;
    this.ties[at] = row.tie;
    this.documents[at] = row.document;
    this.scales[at] = row.scale;
    this.languages[at] = languages.indexOf(row.language);
    const offset = this.#offsetOf(at);
    const bytes = this.#memory.bytes;
    bytes.set(row.values, offset);
    bytes.fill(0, offset + this.dimensions, offset + this.rowBytes);
    return at;
  }

  remove(row: number): void {
    if (this.documents[row] === noDocument) return;
    this.documents[row] = noDocument;
    this.dead++;
  }

  /** Integer scores of rows `from` up to `to`, which lie in one block. Valid until the next call. */
  scan(from: number, to: number): Int32Array {
    return this.#memory.scan(this.#offsetOf(from), to - from, this.rowBytes);
  }

  /** Closes the gaps of dead rows, keeping the order; resolves to the new row of each old one. */
  compact(): Uint32Array {
    const remap = new Uint32Array(this.size).fill(goneRow);
    const bytes = this.#memory.bytes;
    let next = 0;
    for (let row = 0; row < this.size; row++) {
      if (this.documents[row] === noDocument) continue;
      remap[row] = next;
      if (next !== row) {
        const from = this.#offsetOf(row);
        bytes.copyWithin(this.#offsetOf(next), from, from + this.rowBytes);
        this.keys[next] = this.keys[row] ?? 0;
        this.ties[next] = this.ties[row] ?? 0;
        this.documents[next] = this.documents[row] ?? 0;
        this.scales[next] = this.scales[row] ?? 0;
        this.languages[next] = this.languages[row] ?? 0;
      }
      next++;
    }
    this.size = next;
    this.dead = 0;
    this.#releaseBlocks(Math.ceil(next / rowsPerBlock));
    return remap;
  }

  release(): void {
    this.#releaseBlocks(0);
    this.size = 0;
  }

  #releaseBlocks(keep: number): void {
    for (const offset of this.#blocks.splice(keep)) this.#memory.release(offset, this.rowBytes);
  }

  #offsetOf(row: number): number {
    return (this.#blocks[Math.floor(row / rowsPerBlock)] ?? 0) + (row % rowsPerBlock) * this.rowBytes;
  }

  #grow(): void {
    const capacity = Math.ceil(this.keys.length * 1.5);
    const keys = new Float64Array(capacity);
    const ties = new Uint32Array(capacity);
    const documents = new Uint32Array(capacity);
    const scales = new Float32Array(capacity);
    const languageIndexes = new Uint8Array(capacity);
    keys.set(this.keys);
    ties.set(this.ties);
    documents.set(this.documents);
    scales.set(this.scales);
    languageIndexes.set(this.languages);
    Object.assign(this, { keys, ties, documents, scales, languages: languageIndexes });
  }
}
