import type { SparseVector } from '../../core/terms.js';

/**
 * A unit vector as the scan reads it: float32 scale, then one int8 a dimension; `value ≈ int8 × scale`.
 *
 * The scale belongs to the vector (largest component ÷ 127): encoders have outlier components, and one scale for all
 * would waste most of the eight bits on them.
 */
export function toQuantised(dense: Float32Array): Uint8Array {
  let largest = 0;
  for (const value of dense) largest = Math.max(largest, Math.abs(value));
  const scale = largest === 0 ? 1 : largest / 127;
  const blob = new Uint8Array(4 + dense.length);
  new DataView(blob.buffer).setFloat32(0, scale, true);
  const values = new Int8Array(blob.buffer, 4);
  for (let index = 0; index < dense.length; index++) values[index] = Math.round((dense[index] ?? 0) / scale);
  return blob;
}

/** The bytes of a dense vector, little-endian float32 (every platform Node 20 runs on is little-endian). */
export function toDenseBlob(dense: Float32Array): Uint8Array {
  return new Uint8Array(dense.buffer, dense.byteOffset, dense.byteLength);
}

export function fromDenseBlob(blob: Uint8Array): Float32Array {
  return new Float32Array(aligned(blob));
}

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
function aligned(blob: Uint8Array): ArrayBuffer {
  const whole = blob.byteOffset === 0 && blob.byteLength === blob.buffer.byteLength;
  // SQLite's blobs and copies of them never sit in shared memory.
  return (whole ? blob.buffer : blob.slice().buffer) as ArrayBuffer;
}
