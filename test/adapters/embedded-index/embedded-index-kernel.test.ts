import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { RowMemory, rowsPerBlock } from '../../../src/adapters/embedded-index/row-memory.js';
import { scanKernelBase64 } from '../../../src/adapters/embedded-index/scan-kernel.js';

describe('scanKernelBase64', () => {
  it('is what wabt makes of scan-kernel.wat', async () => {
    const path = new URL('../../../src/adapters/embedded-index/scan-kernel.wat', import.meta.url);
    const { parseWat } = await wabt();
    const { buffer } = parseWat('scan-kernel.wat', readFileSync(path, 'utf8'), { simd: true }).toBinary({});
    expect(scanKernelBase64).toBe(Buffer.from(buffer).toString('base64'));
  });
});

describe('RowMemory.scan()', () => {
  function score(rows: readonly Int8Array[], query: Float32Array): { scores: number[]; exact: number[] } {
    const rowBytes = Math.ceil(query.length / 16) * 16;
    const memory = new RowMemory();
    memory.allocate(rowBytes);
    const offset = memory.allocate(rowBytes);
    memory.bytes.fill(0, offset, offset + rowBytes * rowsPerBlock);
    rows.forEach((row, at) => {
      memory.bytes.set(row, offset + at * rowBytes);
    });
    const scale = memory.setQuery(query, rowBytes);
    const scores = [...memory.scan(offset, rows.length, rowBytes)].map((value) => value * scale);
    const exact = rows.map((row) => row.reduce((sum, value, at) => sum + value * (query[at] ?? 0), 0));
    return { scores, exact };
  }

  it.each([1, 16, 24, 384, 1000])('equals the exact product for %i dimensions', (dimensions) => {
    const rows = Array.from({ length: 7 }, (_, row) =>
      Int8Array.from({ length: dimensions }, (_, at) => ((row * 31 + at * 17) % 255) - 127),
    );
    const query = Float32Array.from({ length: dimensions }, (_, at) => Math.sin(at + 1) / Math.sqrt(dimensions));
    const { scores, exact } = score(rows, query);
    // Rounding the query to 16 bits is off by half a step a value at most.
    for (const [at, value] of scores.entries()) expect(Math.abs(value - (exact[at] ?? 0))).toBeLessThan(0.02);
  });

  it.each([384, 4096, 24_576])('does not overflow on the largest values of %i dimensions', (dimensions) => {
    const query = new Float32Array(dimensions).fill(1 / Math.sqrt(dimensions));
    const { scores, exact } = score([new Int8Array(dimensions).fill(127), new Int8Array(dimensions).fill(-127)], query);
    expect((scores[0] ?? 0) / (exact[0] ?? 1)).toBeCloseTo(1, 2);
    expect((scores[1] ?? 0) / (exact[1] ?? 1)).toBeCloseTo(1, 2);
  });
});
