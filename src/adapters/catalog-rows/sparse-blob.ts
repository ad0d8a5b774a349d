import type { SparseVector } from '../../core/terms.js';

/** All term ids (uint32), then all weights (float32). */
export function toSparseBlob({ ids, weights }: SparseVector): Uint8Array {
  const blob = new Uint8Array(ids.byteLength + weights.byteLength);
  blob.set(new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength));
  blob.set(new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength), ids.byteLength);
  return blob;
}

export function fromSparseBlob(blob: Uint8Array): SparseVector {
  const buffer = aligned(blob);
  const length = buffer.byteLength / 8;
  return { ids: new Uint32Array(buffer, 0, length), weights: new Float32Array(buffer, length * 4, length) };
}

/** The blob's own buffer where it spans it, else a copy: typed arrays need an aligned start. */
export function aligned(blob: Uint8Array): ArrayBuffer {
  const whole = blob.byteOffset === 0 && blob.byteLength === blob.buffer.byteLength;
  // A database's blobs and copies of them never sit in shared memory. A Buffer's `slice` would not copy.
  return (whole ? blob.buffer : new Uint8Array(blob).buffer) as ArrayBuffer;
}
