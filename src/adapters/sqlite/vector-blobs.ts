import { aligned } from '../catalog-rows/sparse-blob.js';

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
