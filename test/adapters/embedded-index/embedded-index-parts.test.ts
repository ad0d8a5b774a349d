import { describe, expect, it } from 'vitest';
import { CollectionIndex } from '../../../src/adapters/embedded-index/collection-index.js';
import { DocumentTable } from '../../../src/adapters/embedded-index/document-table.js';
import type { StoredPoint } from '../../../src/adapters/embedded-index/index-reader.js';
import { PostingSegmentBuilder } from '../../../src/adapters/embedded-index/posting-segment.js';
import { Postings } from '../../../src/adapters/embedded-index/postings.js';
import { RowMemory } from '../../../src/adapters/embedded-index/row-memory.js';
import { TopRows } from '../../../src/adapters/embedded-index/top-rows.js';

describe('TopRows', () => {
  it('keeps the best rows, the lower tie key first among equals, in any order of offers', () => {
    const offers = Array.from({ length: 500 }, (_, row) => ({
      row,
      score: (row * 7919) % 50,
      tie: (row * 104729) % 997,
    }));
    const expected = [...offers].sort((a, b) => b.score - a.score || a.tie - b.tie).slice(0, 20);
    for (const order of [offers, [...offers].reverse()]) {
      const top = new TopRows(20);
      for (const { row, score, tie } of order) top.offer(row, score, tie);
      expect([...top.rows()].sort((a, b) => a - b)).toEqual(expected.map(({ row }) => row).sort((a, b) => a - b));
    }
  });

  it('keeps none when asked for none', () => {
    const top = new TopRows(0);
    top.offer(1, 1, 1);
    expect(top.rows()).toHaveLength(0);
  });
});

describe('Postings', () => {
  function rowTerms(row: number): { ids: Uint32Array; weights: Float32Array } {
    const ids = Uint32Array.from(new Set([row % 13, 4_000_000_000 + (row % 5), row * 1000])).sort();
    return { ids, weights: Float32Array.from(ids, (id) => (id % 7) + 1) };
  }

  it('scores as a sum over rows does, after many additions and after rows have gone', () => {
    const postings = new Postings();
    for (let row = 0; row < 300; row++) {
      const builder = new PostingSegmentBuilder();
      builder.add(row, rowTerms(row).ids, rowTerms(row).weights);
      postings.add(builder.build());
    }
    const query = { ids: Uint32Array.of(3, 5000, 4_000_000_002), weights: Float32Array.of(1, 2, 0.5) };
    const expectedFor = (row: number) => {
      const { ids, weights } = rowTerms(row);
      return query.ids.reduce((sum, id, at) => {
        const place = ids.indexOf(id);
        return sum + (place < 0 ? 0 : (query.weights[at] ?? 0) * (weights[place] ?? 0));
      }, 0);
    };
    const scores = new Float32Array(300);
    postings.accumulate(query, scores);
    expect([...scores]).toEqual(Array.from(scores, (_, row) => expectedFor(row)));
    const remap = Uint32Array.from({ length: 300 }, (_, row) => (row % 2 === 0 ? row / 2 : 0xffff_ffff));
    postings.remap(remap);
    const halved = new Float32Array(150);
    postings.accumulate(query, halved);
    expect([...halved]).toEqual(Array.from(halved, (_, row) => expectedFor(row * 2)));
  });

  it('grows through millions of postings and terms without losing one', () => {
    const builder = new PostingSegmentBuilder();
    for (let row = 0; row < 3000; row++) {
      const ids = Uint32Array.from({ length: 50 }, (_, at) => row * 50 + at);
      builder.add(row, ids, new Float32Array(50).fill(1));
    }
    const { terms, offsets, rows } = builder.build();
    expect(terms).toEqual(Uint32Array.from({ length: 150_000 }, (_, id) => id));
    expect(offsets.at(-1)).toBe(150_000);
    expect(rows[149_999]).toBe(2999);
  });
});

describe('DocumentTable.mask()', () => {
  it('decides documents that come later, and never nobody', () => {
    const table = new DocumentTable();
    const first = table.add({ id: 'a', metadata: { year: 1 }, access: [] });
    expect([...table.mask({ year: 1 }, null).subarray(0, 2)]).toEqual([0, 1]);
    const second = table.add({ id: 'b', metadata: { year: 1 }, access: ['x'] });
    const mask = table.mask({ year: 1 }, []);
    expect([mask[0], mask[first], mask[second]]).toEqual([0, 1, 0]);
    expect(table.mask({ year: 1 }, null)[second]).toBe(1);
    for (let year = 0; year < 100; year++) table.mask({ year }, null);
    expect(table.mask({ year: 1 }, ['x'])[second]).toBe(1);
  });
});

describe('CollectionIndex.refresh()', () => {
  it('closes the gaps when more than a quarter of the rows are dead', () => {
    const index = new CollectionIndex(new RowMemory(), 16);
    const point = (key: number): StoredPoint => ({
      key,
      documentKey: 1,
      id: key.toString(16).padStart(8, '0'),
      scale: 1,
      language: 'en',
      values: new Int8Array(16).fill(key % 127),
      ids: Uint32Array.of(7),
      weights: Float32Array.of(key),
    });
    const document = (id: string) => ({ id, metadata: {}, access: [] });
    const keys = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);
    index.refresh('a', document('a'), keys(0, 1000), point);
    index.refresh('b', document('b'), keys(1000, 2000), point);
    index.refresh('a', document('a'), keys(500, 1000), point);
    expect([index.rows.size, index.rows.dead]).toEqual([2000, 500]);
    expect(index.refresh('a', document('a'), keys(600, 1000), point)).toBe(400);
    expect([index.rows.size, index.rows.dead, index.postings.size]).toEqual([1400, 0, 1400]);
    expect([...index.rows.keys.subarray(0, 1400)]).toEqual(keys(600, 2000));
    const scores = new Float32Array(1400);
    index.postings.accumulate({ ids: Uint32Array.of(7), weights: Float32Array.of(1) }, scores);
    expect([...scores]).toEqual(keys(600, 2000));
    index.memory.setQuery(new Float32Array(16).fill(1), 16);
    const [score] = index.rows.scan(1399, 1400);
    expect(score).toBeGreaterThan(0);
    expect(index.refresh('a', null, [], point)).toBe(0);
    expect(index.documents.get(index.rows.documents[1399] ?? 0)?.id).toBe('b');
  });
});
