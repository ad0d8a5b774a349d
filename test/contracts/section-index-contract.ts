import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultCollectionSettings } from '../../src/core/collection.js';
import type { Filter } from '../../src/core/filter.js';
import { emptySparseVector } from '../../src/core/terms.js';
import type { Catalog } from '../../src/ports/catalog.js';
import type { IndexHit, SectionIndex } from '../../src/ports/section-index.js';
import { encoding, encodingOf, ingest, sparseOf, synthesise, vectorOf } from './synthetic-document.js';

/** An index with the catalog that says what is live. `reopen` closes both and opens them on what is stored. */
export interface IndexUnderTest {
  readonly catalog: Catalog;
  readonly index: SectionIndex;
  reopen(): Promise<IndexUnderTest>;
  dispose(): Promise<void>;
}

/** What every SectionIndex does, whatever is behind it. */
export function sectionIndexContract(name: string, open: () => Promise<IndexUnderTest>): void {
  describe(`${name} as a SectionIndex`, () => {
    let subject: IndexUnderTest;

    beforeEach(async () => {
      subject = await open();
      await create('docs');
    });
    afterEach(() => subject.dispose());

    async function create(collection: string): Promise<void> {
      await subject.catalog.putCollection(collection, defaultCollectionSettings, encoding);
      await subject.index.createCollection(collection);
    }

    async function drop(collection: string): Promise<void> {
      const record = await subject.catalog.getCollection(collection);
      await subject.catalog.deleteCollection(collection);
      await subject.index.dropCollection(record);
    }

    function put(input: Parameters<typeof ingest>[2]): Promise<void> {
      return ingest(subject.catalog, subject.index, input);
    }

    function search(
      text: string,
      options: { filter?: Filter; labels?: readonly string[] | null; limit?: number; collection?: string } = {},
    ): Promise<IndexHit[]> {
      const { filter = {}, labels = null, limit = 10, collection = 'docs' } = options;
      return subject.index.query(collection, { dense: vectorOf(text), sparse: sparseOf(text), filter, labels, limit });
    }

    async function foundDocuments(...parameters: Parameters<typeof search>): Promise<string[]> {
      const hits = await search(...parameters);
      return [...new Set(hits.map(({ documentId }) => documentId))].sort();
    }

    it('query() finds a published section with both legs, and gives exact scores', async () => {
      await put({ id: 'a', texts: ['red apple', 'green pear'] });
      const [first, second] = await search('red apple');
      const { points } = synthesise({ id: 'a', texts: ['red apple', 'green pear'] });
      expect(first).toMatchObject({ pointId: points[0]?.id, sectionId: points[0]?.sectionId, documentId: 'a' });
      expect(first).toMatchObject({ denseRank: 1, sparseRank: 1 });
      expect(first?.denseScore).toBeCloseTo(1, 5);
      expect(first?.sparseScore).toBeCloseTo(2 * (1 / 3) ** 2, 5);
      expect(second).toMatchObject({ pointId: points[1]?.id, denseRank: 2, sparseRank: null, sparseScore: 0 });
    });

    it('query() ranks the dense leg in each language by itself, so that no language hides the other', async () => {
      await put({ id: 'en', texts: ['red apple', 'green pear', 'red pear'] });
      await put({ id: 'zh', texts: ['苹果是红的', '梨是绿的'] });
      const hits = await search('red', { limit: 1 });
      const ranked = hits.filter(({ denseRank }) => denseRank !== null);
      expect(ranked.map(({ language, denseRank }) => [language, denseRank]).sort()).toEqual([
        ['en', 1],
        ['zh', 1],
      ]);
    });

    it('query() gives hits of one leg the score of the other', async () => {
      await put({ id: 'a', texts: ['red apple', 'green pear'] });
      const hits = await subject.index.query('docs', {
        dense: vectorOf('green pear'),
        sparse: sparseOf('apple'),
        filter: {},
        labels: null,
        limit: 1,
      });
      expect(hits.map(({ denseRank, sparseRank }) => [denseRank, sparseRank])).toEqual([
        [1, null],
        [null, 1],
      ]);
      const cosine = vectorOf('green pear').reduce(
        (sum, value, at) => sum + value * (vectorOf('red apple')[at] ?? 0),
        0,
      );
      expect(hits[1]?.denseScore).toBeCloseTo(cosine, 5);
      expect(hits[1]?.sparseScore).toBeCloseTo((1 / 2) * (1 / 3), 5);
    });

    it('query() matches the exact ranking of every section in both legs', async () => {
      const texts = Array.from({ length: 300 }, (_, at) => `word${at} common${at % 7} shared${at % 11} all`);
      await put({ id: 'a', texts: texts.slice(0, 150) });
      await put({ id: 'b', texts: texts.slice(150) });
      const question = 'common3 shared5 all';
      const hits = await search(question, { limit: 20 });
      const { points } = synthesise({ id: 'a', texts: texts.slice(0, 150) });
      const others = synthesise({ id: 'b', texts: texts.slice(150) }).points;
      const query = { dense: vectorOf(question), sparse: sparseOf(question) };
      const exact = [...points, ...others].map(({ id, dense, sparse }) => ({
        id,
        dense: dense.reduce((sum, value, at) => sum + value * (query.dense[at] ?? 0), 0),
        sparse: query.sparse.ids.reduce((sum, term, at) => {
          const place = sparse.ids.indexOf(term);
          return sum + (place < 0 ? 0 : Math.fround((query.sparse.weights[at] ?? 0) * (sparse.weights[place] ?? 0)));
        }, 0),
      }));
      const best = (leg: 'dense' | 'sparse') =>
        [...exact]
          .sort((left, right) => Math.fround(right[leg]) - Math.fround(left[leg]) || (left.id < right.id ? -1 : 1))
          .slice(0, 20)
          .map(({ id }) => id);
      const ranked = (leg: 'denseRank' | 'sparseRank') =>
        hits
          .filter((hit) => hit[leg] !== null)
          .sort((left, right) => (left[leg] ?? 0) - (right[leg] ?? 0))
          .map(({ pointId }) => pointId);
      expect(ranked('denseRank')).toEqual(best('dense'));
      expect(ranked('sparseRank')).toEqual(best('sparse'));
    });

    it('query() orders equal scores by point id, whatever the order of ingest', async () => {
      for (const id of ['c', 'a', 'd', 'b']) await put({ id, texts: ['same words here'] });
      const first = (await search('same words here', { limit: 2 })).map(({ pointId }) => pointId);
      const all = (await search('same words here')).map(({ pointId }) => pointId);
      expect(all).toEqual([...all].sort());
      expect(first).toEqual(all.slice(0, 2));
      await put({ id: 'c', texts: ['other'] });
      await put({ id: 'c', texts: ['same words here'] });
      expect((await search('same words here')).map(({ pointId }) => pointId)).toEqual(all);
    });

    it('query() with an empty sparse vector answers from the dense leg alone', async () => {
      await put({ id: 'a', texts: ['red apple'] });
      const query = { dense: vectorOf('red apple'), sparse: emptySparseVector, filter: {}, labels: null, limit: 5 };
      expect(await subject.index.query('docs', query)).toMatchObject([{ denseRank: 1, sparseRank: null }]);
    });

    it('query() on an empty collection finds nothing', async () => {
      expect(await search('anything')).toEqual([]);
    });

    it('query() applies filters inside both legs: a rare match is found behind thousands of better ones', async () => {
      const crowd = Array.from({ length: 400 }, (_, at) => `needle needle crowd${at}`);
      await put({ id: 'crowd', metadata: { domain: '人事', year: 2024, tags: ['x', 'y'] }, texts: crowd });
      await put({
        id: 'rare',
        metadata: { domain: '技术', year: 2020, tags: ['z'], open: true, period: '2020-05' },
        texts: ['needle far'],
      });
      const filters: Filter[] = [
        { domain: '技术' },
        { domain: ['技术', '财务'] },
        { year: { lt: 2022 } },
        { year: { gte: 2019, lte: 2020 } },
        { tags: 'z' },
        { open: true },
        { domain: { not: '人事' } },
        { document_id: 'rare' },
        { domain: { contains: '术' } },
        { domain: { not_contains: '人' } },
        { tags: { starts_with: 'z' } },
        { open: { empty: false } },
        { year: { before: '2022' } },
        { year: { lt: '2022' } },
        { period: { after: '2019', before: '2021-06' } },
        { $or: [{ domain: '没有' }, { $and: [{ tags: 'z' }, { year: { lt: 2022 } }] }] },
      ];
      for (const filter of filters) {
        const [hit, ...others] = await search('needle needle crowd1', { filter, limit: 3 });
        expect(others).toEqual([]);
        expect(hit).toMatchObject({ documentId: 'rare', denseRank: 1, sparseRank: 1 });
      }
      expect(await search('needle', { filter: { domain: '没有' } })).toEqual([]);
    });

    it('query() shows labelled documents only to callers with one of the labels', async () => {
      await put({ id: 'open', texts: ['budget plan one'] });
      await put({ id: 'finance', access: ['finance'], texts: ['budget plan two'] });
      await put({ id: 'both', access: ['board', 'finance'], texts: ['budget plan three'] });
      expect(await foundDocuments('budget plan', { labels: [] })).toEqual(['open']);
      expect(await foundDocuments('budget plan', { labels: ['sales'] })).toEqual(['open']);
      expect(await foundDocuments('budget plan', { labels: ['board'] })).toEqual(['both', 'open']);
      expect(await foundDocuments('budget plan', { labels: ['finance'] })).toEqual(['both', 'finance', 'open']);
      expect(await foundDocuments('budget plan', { labels: null })).toEqual(['both', 'finance', 'open']);
    });

    it('published() with other labels and metadata changes who finds a document whose text stayed', async () => {
      await put({ id: 'a', metadata: { year: 1 }, texts: ['budget plan'] });
      expect(await foundDocuments('budget', { labels: [], filter: { year: 1 } })).toEqual(['a']);
      await put({ id: 'a', metadata: { year: 2 }, access: ['board'], texts: ['budget plan'] });
      expect(await foundDocuments('budget', { labels: [], filter: { year: 2 } })).toEqual([]);
      expect(await foundDocuments('budget', { labels: ['board'], filter: { year: 1 } })).toEqual([]);
      expect(await foundDocuments('budget', { labels: ['board'], filter: { year: 2 } })).toEqual(['a']);
    });

    it('stage() shows nothing before the catalog publishes, and hides nothing that is live', async () => {
      await put({ id: 'a', texts: ['old words'] });
      const { document, points } = synthesise({ id: 'a', texts: ['new words'] });
      await subject.index.stage('docs', document, points);
      await subject.index.stage('docs', document, points);
      const old = synthesise({ id: 'a', texts: ['old words'] }).points;
      expect((await search('new words')).map(({ pointId }) => pointId)).toEqual(old.map(({ id }) => id));
      expect(await subject.index.count('docs', 'a')).toBe(2);
      await subject.index.unstage('docs', 'a');
      expect(await subject.index.count('docs', 'a')).toBe(1);
    });

    it('published() replaces a revision: new sections are found, removed ones never again', async () => {
      await put({ id: 'a', texts: ['first stays', 'second goes', 'third changes'] });
      await put({ id: 'a', texts: ['first stays', 'third changed now', 'fourth comes'] });
      const live = synthesise({ id: 'a', texts: ['first stays', 'third changed now', 'fourth comes'] }).points;
      const found = (await search('second goes')).map(({ pointId }) => pointId);
      expect(found.sort()).toEqual(live.map(({ id }) => id).sort());
      expect(await subject.index.count('docs')).toBe(3);
    });

    it('removeDocument() proves itself: nothing is found and none remain', async () => {
      await put({ id: 'a', texts: ['red apple', 'green pear'] });
      await put({ id: 'b', texts: ['red apple'] });
      await subject.catalog.deleteDocument('docs', 'a');
      expect(await subject.index.removeDocument('docs', 'a')).toBe(0);
      expect(await subject.index.count('docs', 'a')).toBe(0);
      expect(await foundDocuments('red apple')).toEqual(['b']);
      expect(await subject.index.removeDocument('docs', 'a')).toBe(0);
    });

    it('keeps collections apart, and dropCollection() leaves the others whole', async () => {
      await create('other');
      await put({ id: 'a', texts: ['red apple'] });
      await put({ collection: 'other', id: 'a', texts: ['red apple'] });
      expect(await search('red apple')).toHaveLength(1);
      await drop('other');
      expect(await search('red apple')).toHaveLength(1);
      await expect(search('red apple', { collection: 'other' })).rejects.toMatchObject({
        code: 'collection_not_found',
      });
    });

    it('a dropped collection can be made again with another recipe', async () => {
      await put({ id: 'a', texts: ['red apple'] });
      await drop('docs');
      await subject.catalog.putCollection('docs', defaultCollectionSettings, encodingOf('recipe-two'));
      await subject.index.createCollection('docs');
      expect(await search('red apple')).toEqual([]);
    });

    it('createCollection() is idempotent, and query() refuses another length of vector and names the remedy', async () => {
      await put({ id: 'a', texts: ['red apple'] });
      await subject.index.createCollection('docs');
      const query = { dense: new Float32Array(32), sparse: emptySparseVector, filter: {}, labels: null, limit: 5 };
      await expect(subject.index.query('docs', query)).rejects.toMatchObject({
        code: 'recipe_mismatch',
        message: expect.stringContaining('reindex'),
      });
      expect(await search('red apple')).toHaveLength(1);
      await expect(subject.index.createCollection('nothing')).rejects.toMatchObject({ code: 'collection_not_found' });
    });

    it('keeps two builds of a collection apart, which change places with their names', async () => {
      await put({ id: 'a', texts: ['red apple', 'green pear'] });
      await create('docs~next');
      // The same document, and so the same points, beside the first.
      await put({ collection: 'docs~next', identity: 'docs', id: 'a', texts: ['red apple', 'blue plum'] });
      expect((await search('red apple')).map(({ pointId }) => pointId)).toHaveLength(2);
      expect(await subject.index.count('docs~next')).toBe(2);
      const before = (await search('blue plum')).map(({ pointId }) => pointId);
      await subject.catalog.switchGeneration('docs', 'docs~next', 'docs~previous');
      const after = (await search('blue plum')).map(({ pointId }) => pointId);
      expect(after[0]).not.toBe(before[0]);
      expect(await foundDocuments('green pear', { collection: 'docs~previous' })).toEqual(['a']);
      await put({ id: 'b', texts: ['a new one'] });
      expect(await subject.index.count('docs')).toBe(3);
      expect(await subject.index.count('docs~previous')).toBe(2);
      subject = await subject.reopen();
      await subject.index.synchronise(subject.catalog);
      expect((await search('blue plum')).map(({ pointId }) => pointId)[0]).toBe(after[0]);
      await subject.catalog.switchGeneration('docs', 'docs~previous', 'docs~next');
      expect(await foundDocuments('green pear')).toEqual(['a']);
      await drop('docs~next');
      expect(await search('red apple')).toHaveLength(2);
    });

    it('finds the same after it was closed and opened again', async () => {
      await put({ id: 'a', metadata: { year: 1 }, texts: ['red apple', 'green pear'] });
      await put({ id: 'b', access: ['board'], texts: ['red apple pie'] });
      await put({ id: 'a', metadata: { year: 2 }, texts: ['red apple', 'blue plum'] });
      const before = await search('red apple');
      subject = await subject.reopen();
      expect(await search('red apple')).toEqual(before);
      expect(await foundDocuments('red apple', { labels: [] })).toEqual(['a']);
      expect(await foundDocuments('red apple', { filter: { year: 2 } })).toEqual(['a']);
    });

    it('forgets what was staged and never published', async () => {
      const { document, points } = synthesise({ id: 'a', texts: ['red apple'] });
      await subject.index.stage('docs', document, points);
      subject = await subject.reopen();
      await subject.index.synchronise(subject.catalog);
      expect(await search('red apple')).toEqual([]);
      expect(await subject.index.count('docs')).toBe(0);
    });

    it('mends at start a publication that the index was not told of', async () => {
      await put({ id: 'a', texts: ['old words'] });
      const { revision, document, points } = synthesise({ id: 'a', texts: ['new words'] });
      await subject.index.stage('docs', document, points);
      await subject.catalog.publish(revision);
      subject = await subject.reopen();
      expect((await subject.index.synchronise(subject.catalog)).incomplete).toEqual([]);
      expect((await search('new words')).map(({ pointId }) => pointId)).toEqual(points.map(({ id }) => id));
    });

    it('stays right while hundreds of documents change under running searches', async () => {
      await put({ id: 'constant', texts: ['lighthouse keeper'] });
      const changes = (async () => {
        for (let round = 0; round < 60; round++) {
          await put({ id: `d${round % 6}`, texts: Array.from({ length: 20 }, (_, at) => `w${at} round${round}`) });
        }
      })();
      const searches = (async () => {
        for (let round = 0; round < 60; round++) {
          const [hit] = await search('lighthouse keeper', { limit: 2 });
          expect(hit).toMatchObject({ documentId: 'constant', denseRank: 1, sparseRank: 1 });
        }
      })();
      await Promise.all([changes, searches]);
      expect(await subject.index.count('docs')).toBe(121);
      const hits = await search('w1 round59', { limit: 200 });
      expect(hits).toHaveLength(121);
      expect(hits.filter(({ sparseRank }) => sparseRank !== null)).toHaveLength(25);
    });

    it('query() rejects with the reason of an aborted signal', async () => {
      const query = { dense: vectorOf('a'), sparse: sparseOf('a'), filter: {}, labels: null, limit: 5 };
      const signal = AbortSignal.abort(new Error('gone'));
      await expect(subject.index.query('docs', query, { signal })).rejects.toThrow('gone');
    });
  });
}
