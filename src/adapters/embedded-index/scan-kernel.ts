/** `scan-kernel.wat`, assembled with wabt; a test assembles it again and compares. */
export const scanKernelBase64: string =
  'AGFzbQEAAAABCQFgBX9/f39/AAMCAQAFBgEBAYCABAcRAgZtZW1vcnkCAARzY2FuAAAKzAEByQECAn8DewJAA0AgAkUNAf0MAAAAAAAAAAAAAAAAAAAAACEH/QwAAAAAAAAAAAAAAAAAAAAAIQhBACEFA0AgACAFav0ABAAhCSABIAVBAXRqIQYgByAJ/YcBIAb9AAQA/boB/a4BIQcgCCAJ/YgBIAb9AAQQ/boB/a4BIQggBUEQaiEFIAUgA0kNAAsgByAI/a4BIQcgBCAH/RsAIAf9GwFqIAf9GwIgB/0bA2pqNgIAIARBBGohBCAAIANqIQAgAkEBayECDAALCws=';

/**
 * Scores rows at byte offset `row` against the query at `query`; one int32 a row is written from `scores` on.
 * `rowBytes` is a multiple of 16.
 */
export type Scan = (row: number, query: number, rows: number, rowBytes: number, scores: number) => void;

/** A WebAssembly memory; `buffer` is another one after `grow`. */
export interface KernelMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** The part of the platform's WebAssembly that is used: its types come with browser libraries only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
  ) => { readonly exports: { readonly memory: KernelMemory; readonly scan: Scan } };
};

/** An instance of the kernel with a memory of its own: one page (64 KiB) at first, 4 GiB at most. */
export function instantiateScanKernel(): { readonly memory: KernelMemory; readonly scan: Scan } {
  return new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(scanKernelBase64, 'base64'))).exports;
}
