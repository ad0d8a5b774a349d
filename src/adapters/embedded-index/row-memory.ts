import { instantiateScanKernel, type KernelMemory, type Scan } from './scan-kernel.js';

/** Rows in a block: few enough that a small collection wastes little, enough that a call's cost (50 ns) does not show. */
export const rowsPerBlock = 256;

const pageBytes = 65_536;
/** The first page holds the query (int16, from 0) and a block's scores (int32). */
const queryOffset = 0;
const scoresOffset = 49_152;
/** Longest vector whose query fits before the scores. */
export const maxDimensions: number = scoresOffset / 2;
/** The memory grows by this much at least, so that growing stays rare. */
const growthPages = 64;

/**
 * The one WebAssembly memory that holds the int8 rows of all collections, in blocks of {@link rowsPerBlock} rows. One
 * memory, since an engine reserves gigabytes of address space for each.
 */
export class RowMemory {
  readonly #memory: KernelMemory;
  readonly #scan: Scan;
  /** Offsets of free blocks, by block size. */
  readonly #free = new Map<number, number[]>();
  #end = pageBytes;
  #bytes: Int8Array;

  constructor() {
    const { memory, scan } = instantiateScanKernel();
    this.#memory = memory;
    this.#scan = scan;
    this.#bytes = new Int8Array(memory.buffer);
  }

  /** The whole memory. Not to be kept: it is another array after `allocate`. */
  get bytes(): Int8Array {
    if (this.#bytes.buffer !== this.#memory.buffer) this.#bytes = new Int8Array(this.#memory.buffer);
    return this.#bytes;
  }

  /** Offset of a block for rows of `rowBytes`; its content is undefined. */
  allocate(rowBytes: number): number {
    const blockBytes = rowBytes * rowsPerBlock;
    const free = this.#free.get(blockBytes)?.pop();
    if (free !== undefined) return free;
    const offset = this.#end;
    const missing = offset + blockBytes - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.max(growthPages, Math.ceil(missing / pageBytes)));
    this.#end += blockBytes;
    return offset;
  }

  release(offset: number, rowBytes: number): void {
    const blockBytes = rowBytes * rowsPerBlock;
    const free = this.#free.get(blockBytes);
    if (free) free.push(offset);
    else this.#free.set(blockBytes, [offset]);
  }

  /**
   * Puts the query where the kernel reads it, as int16 and padded with zeros to `rowBytes` values; resolves to its
   * scale (`value ≈ int16 × scale`). As fine as int32 sums allow without overflow: |sum| ≤ 127 × values × largest.
   */
  setQuery(query: Float32Array, rowBytes: number): number {
    const largestInteger = Math.min(32_767, Math.floor((2 ** 31 - 1) / (127 * rowBytes)));
    let largest = 0;
    for (const value of query) largest = Math.max(largest, Math.abs(value));
    const scale = largest === 0 ? 1 : largest / largestInteger;
    const target = new Int16Array(this.#memory.buffer, queryOffset, rowBytes).fill(0);
    for (let index = 0; index < query.length; index++) target[index] = Math.round((query[index] ?? 0) / scale);
    return scale;
  }

  /** Integer scores of up to a block of rows from `offset` on. Valid until the next call. */
  scan(offset: number, rows: number, rowBytes: number): Int32Array {
    this.#scan(offset, queryOffset, rows, rowBytes, scoresOffset);
    return new Int32Array(this.#memory.buffer, scoresOffset, rows);
  }
}
