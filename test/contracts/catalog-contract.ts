import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultCollectionSettings } from '../../src/core/collection.js';
import type { Catalog, Page } from '../../src/ports/catalog.js';
import { encoding, encodingOf, type SyntheticDocument, sparseOf, synthesise, termIdOf } from './synthetic-document.js';

/** A catalog; `reopen` closes it and opens it on what is stored. */
export interface CatalogUnderTest {
  readonly catalog: Catalog;
  reopen(): Promise<CatalogUnderTest>;
  dispose(): Promise<void>;
}

/** What every Catalog does, whatever is behind it. */
export function catalogContract(name: string, open: () => Promise<CatalogUnderTest>): void {
  describe(`${name} as a Catalog`, () => {
    let subject: CatalogUnderTest;

    beforeEach(async () => {
      subject = await open();
      await subject.catalog.putCollection('docs', defaultCollectionSettings, encoding);
    });
    afterEach(() => subject.dispose());

    function publish(input: SyntheticDocument): ReturnType<Catalog['publish']> {
      return subject.catalog.publish(synthesise(input).revision);
    }

    async function frequencies(words: string): Promise<Record<string, number>> {
      const list = words.split(' ');
      const ids = Uint32Array.from(list, termIdOf);
      const { frequencies } = await subject.catalog.termStatistics('docs', ids);
      return Object.fromEntries(list.map((word, at) => [word, frequencies[at] ?? Number.NaN]));
    }

    async function everyPage<T>(list: (cursor: string | null) => Promise<Page<T>>): Promise<T[]> {
      const items: T[] = [];
      let cursor: string | null = null;
      do {
        const page: Page<T> = await list(cursor);
        items.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== null);
      return items;
    }

    it('putCollection() creates once, then changes settings and keeps the rest', async () => {
      const settings = { description: 'Handbook', headingLevel: 2 };
      const { record, created } = await subject.catalog.putCollection('docs', settings, encoding);
      expect(created).toBe(false);
      expect(record).toMatchObject({ name: 'docs', settings, ...encoding, documents: 0, sections: 0, points: 0 });
      expect(await subject.catalog.getCollection('docs')).toEqual(record);
      expect((await subject.catalog.putCollection('制度', settings, encoding)).created).toBe(true);
      expect((await subject.catalog.listCollections()).map(({ name }) => name)).toEqual(['docs', '制度']);
    });

    it('switchGeneration() gives the name to another build, and the first may come back', async () => {
      await publish({ id: 'a', texts: ['old words'] });
      const old = await subject.catalog.getCollection('docs');
      const other = encodingOf('recipe-two', 8);
      await subject.catalog.putCollection('docs~next', defaultCollectionSettings, other);
      await publish({ collection: 'docs~next', identity: 'docs', id: 'b', texts: ['new words'] });
      expect((await subject.catalog.listCollections()).map(({ name }) => name)).toEqual(['docs']);
      expect((await subject.catalog.listGenerations()).map(({ name }) => name)).toEqual(['docs', 'docs~next']);
      const live = await subject.catalog.switchGeneration('docs', 'docs~next', 'docs~previous');
      expect(live).toMatchObject({ name: 'docs', ...other, documents: 1, createdAt: old.createdAt });
      expect(live.generation).not.toBe(old.generation);
      expect((await subject.catalog.getCollection('docs~previous')).generation).toBe(old.generation);
      expect(await subject.catalog.findDocument('docs', 'b')).not.toBeNull();
      await subject.catalog.switchGeneration('docs', 'docs~previous', 'docs~previous');
      expect((await subject.catalog.getCollection('docs')).generation).toBe(old.generation);
      expect((await subject.catalog.getCollection('docs~previous')).generation).toBe(live.generation);
      expect(await frequencies('old new')).toEqual({ old: 1, new: 0 });
    });

    it('putCollection() refuses another recipe and names the remedy', async () => {
      await expect(
        subject.catalog.putCollection('docs', defaultCollectionSettings, encodingOf('other')),
      ).rejects.toMatchObject({
        code: 'recipe_mismatch',
        message: expect.stringContaining('reindex'),
      });
    });

    it('every method that names a collection rejects with collection_not_found', async () => {
      const { catalog } = subject;
      const page = { limit: 5, cursor: null };
      const { revision } = synthesise({ collection: 'none', id: 'a', texts: ['x'] });
      const calls = [
        catalog.getCollection('none'),
        catalog.deleteCollection('none'),
        catalog.publish(revision),
        catalog.findDocument('none', 'a'),
        catalog.listDocuments('none', { ...page, labels: null }),
        catalog.deleteDocument('none', 'a'),
        catalog.listSections('none', 'a', page),
        catalog.findSections('none', ['a']),
        catalog.findPoints('none', ['a']),
        catalog.livePointIds('none', 'a'),
        catalog.listLiveDocuments('none', page),
        catalog.termStatistics('none', new Uint32Array(1)),
        catalog.listCalibrations('none'),
        catalog.addCalibration('none', { id: 'c', content: '{}', hash: 'h' }),
        catalog.removeLatestCalibration('none'),
      ];
      // All at once: the first to fail must not leave the others unheard.
      for (const settled of await Promise.allSettled(calls))
        expect(settled).toMatchObject({ status: 'rejected', reason: { code: 'collection_not_found' } });
    });

    it('publish() makes a document with its sections and points readable as they were', async () => {
      const input = { id: '制度/年假.md', metadata: { domain: '人事', tags: ['a', 'b'], year: 2024 }, access: ['hr'] };
      const { revision } = synthesise({ ...input, texts: ['one two', 'three 四'] });
      const { document, diff, created } = await subject.catalog.publish(revision);
      expect({ diff, created }).toEqual({ diff: { added: 2, updated: 0, unchanged: 0, removed: 0 }, created: true });
      expect(document).toMatchObject(revision.document);
      expect(document.createdAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
      expect(await subject.catalog.findDocument('docs', input.id)).toEqual(document);
      const { items } = await subject.catalog.listSections('docs', input.id, { limit: 10, cursor: null });
      expect(items).toEqual(revision.sections);
      const ids = revision.points.map(({ id }) => id);
      expect(await subject.catalog.findPoints('docs', ['none', ...ids])).toEqual(revision.points);
      expect(await subject.catalog.livePointIds('docs', input.id)).toEqual(new Set(ids));
      const [first, second] = revision.sections.map((section) => ({
        section,
        document: {
          id: input.id,
          revision: document.revision,
          title: input.id,
          metadata: input.metadata,
          access: input.access,
        },
      }));
      const asked = [revision.sections[1]?.id ?? '', 'none', revision.sections[0]?.id ?? ''];
      expect(await subject.catalog.findSections('docs', asked)).toEqual([second, first]);
    });

    it('publish() tells added, updated, unchanged and removed sections apart', async () => {
      const before = await publish({ id: 'a', texts: ['one stays', 'two changes', 'three goes'] });
      const after = await publish({ id: 'a', texts: ['zero comes', 'one stays', 'two changed'] });
      expect(after.diff).toEqual({ added: 1, updated: 1, unchanged: 1, removed: 1 });
      expect(after.created).toBe(false);
      expect(after.document.createdAt).toBe(before.document.createdAt);
      const { items } = await subject.catalog.listSections('docs', 'a', { limit: 10, cursor: null });
      expect(items).toEqual(
        synthesise({ id: 'a', texts: ['zero comes', 'one stays', 'two changed'] }).revision.sections,
      );
    });

    it('publish() keeps term frequencies equal to what is live', async () => {
      await publish({ id: 'a', texts: ['red red apple', 'green apple'] });
      await publish({ id: 'b', texts: ['red pear'] });
      expect(await frequencies('red apple green pear none')).toEqual({ red: 2, apple: 2, green: 1, pear: 1, none: 0 });
      await publish({ id: 'a', texts: ['red red apple', 'blue plum'] });
      expect(await frequencies('red apple green blue')).toEqual({ red: 2, apple: 1, green: 0, blue: 1 });
      await publish({ id: 'a', texts: ['red red apple', 'blue plum'] });
      expect(await frequencies('red apple blue')).toEqual({ red: 2, apple: 1, blue: 1 });
      await subject.catalog.deleteDocument('docs', 'a');
      expect(await frequencies('red apple blue pear')).toEqual({ red: 1, apple: 0, blue: 0, pear: 1 });
      expect((await subject.catalog.termStatistics('docs', sparseOf('red').ids)).points).toBe(1);
    });

    it('publish() that fails leaves the old revision whole', async () => {
      await publish({ id: 'a', texts: ['one', 'two'] });
      const before = await subject.catalog.getCollection('docs');
      const { revision } = synthesise({ id: 'a', texts: ['three', 'four'] });
      const [point] = revision.points;
      const broken = { ...revision, points: point ? [...revision.points, point] : [] };
      await expect(subject.catalog.publish(broken)).rejects.toThrow();
      expect(await subject.catalog.getCollection('docs')).toEqual(before);
      const { items } = await subject.catalog.listSections('docs', 'a', { limit: 10, cursor: null });
      expect(items.map(({ text }) => text)).toEqual(['one', 'two']);
      expect(await frequencies('one two three')).toEqual({ one: 1, two: 1, three: 0 });
    });

    it('moves the collection revision and counts with every publication and deletion', async () => {
      const revisions = new Set([(await subject.catalog.getCollection('docs')).revision]);
      await publish({ id: 'a', texts: ['one', 'two'] });
      revisions.add((await subject.catalog.getCollection('docs')).revision);
      await publish({ id: 'a', texts: ['one', 'two', 'three'] });
      revisions.add((await subject.catalog.getCollection('docs')).revision);
      expect(await subject.catalog.getCollection('docs')).toMatchObject({ documents: 1, sections: 3, points: 3 });
      expect(await subject.catalog.deleteDocument('docs', 'a')).toEqual({ sections: 3, points: 3 });
      revisions.add((await subject.catalog.getCollection('docs')).revision);
      expect(await subject.catalog.getCollection('docs')).toMatchObject({ documents: 0, sections: 0, points: 0 });
      expect(revisions.size).toBe(4);
    });

    it('deleteDocument() leaves nothing, and gives null for what is not there', async () => {
      const { revision } = synthesise({ id: 'a', texts: ['one'] });
      await publish({ id: 'a', texts: ['one'] });
      expect(await subject.catalog.deleteDocument('docs', 'a')).toEqual({ sections: 1, points: 1 });
      expect(await subject.catalog.deleteDocument('docs', 'a')).toBeNull();
      expect(await subject.catalog.findDocument('docs', 'a')).toBeNull();
      expect(
        await subject.catalog.findSections(
          'docs',
          revision.sections.map(({ id }) => id),
        ),
      ).toEqual([]);
      expect(
        await subject.catalog.findPoints(
          'docs',
          revision.points.map(({ id }) => id),
        ),
      ).toEqual([]);
      await expect(subject.catalog.listSections('docs', 'a', { limit: 1, cursor: null })).rejects.toMatchObject({
        code: 'document_not_found',
      });
    });

    it('deleteCollection() removes everything of it and nothing of another', async () => {
      await subject.catalog.putCollection('other', defaultCollectionSettings, encoding);
      await publish({ id: 'a', texts: ['one', 'two'] });
      await publish({ collection: 'other', id: 'a', texts: ['one'] });
      expect(await subject.catalog.deleteCollection('docs')).toEqual({ documents: 1, sections: 2, points: 2 });
      expect(await subject.catalog.getCollection('other')).toMatchObject({ documents: 1, points: 1 });
      await subject.catalog.putCollection('docs', defaultCollectionSettings, encodingOf('another recipe'));
      expect(await frequencies('one two')).toEqual({ one: 0, two: 0 });
    });

    it('listDocuments() fails closed: labelled documents only for callers with one of the labels', async () => {
      await publish({ id: 'open', texts: ['x'] });
      await publish({ id: 'finance', access: ['finance'], texts: ['x'] });
      await publish({ id: 'both', access: ['board', 'finance'], texts: ['x'] });
      const seen = async (labels: readonly string[] | null) =>
        (await subject.catalog.listDocuments('docs', { limit: 10, cursor: null, labels })).items.map(({ id }) => id);
      expect(await seen([])).toEqual(['open']);
      expect(await seen(['board'])).toEqual(['both', 'open']);
      expect(await seen(['fin', '[]', '%'])).toEqual(['open']);
      expect(await seen(null)).toEqual(['both', 'finance', 'open']);
    });

    it('listDocuments() pages through all, undisturbed by documents that come and go', async () => {
      const ids = Array.from({ length: 25 }, (_, at) => `d${String(at).padStart(2, '0')}`);
      for (const id of ids) await publish({ id, texts: ['x'] });
      let page = 0;
      const seen = await everyPage(async (cursor) => {
        const result = await subject.catalog.listDocuments('docs', { limit: 7, cursor, labels: null });
        if (page++ === 0) {
          await subject.catalog.deleteDocument('docs', 'd02');
          await publish({ id: 'd00-new', texts: ['x'] });
          await publish({ id: 'd09', texts: ['changed'] });
        }
        return result;
      });
      expect(seen.map(({ id }) => id)).toEqual(ids);
      expect(seen[9]?.revision).toBe(synthesise({ id: 'd09', texts: ['changed'] }).revision.document.revision);
    });

    it('listSections() goes on behind the last section seen when a new revision has moved it', async () => {
      const texts = Array.from({ length: 9 }, (_, at) => `s${at} text`);
      await publish({ id: 'a', texts });
      let page = 0;
      const seen = await everyPage(async (cursor) => {
        const result = await subject.catalog.listSections('docs', 'a', { limit: 4, cursor });
        if (page++ === 0) await publish({ id: 'a', texts: ['new first', 'new second', ...texts] });
        return result;
      });
      expect(seen.map(({ text }) => text)).toEqual(texts);
    });

    it('refuses a cursor that is not its own', async () => {
      await publish({ id: 'a', texts: ['x'] });
      const page = { limit: 5, cursor: 'nonsense', labels: null };
      await expect(subject.catalog.listDocuments('docs', page)).rejects.toMatchObject({ code: 'invalid_request' });
      await expect(subject.catalog.listSections('docs', 'a', page)).rejects.toMatchObject({ code: 'invalid_request' });
    });

    it('listLiveDocuments() gives every document with its live points', async () => {
      await publish({ id: 'a', metadata: { year: 1 }, access: ['x'], texts: ['one', 'two'] });
      await publish({ id: 'b', texts: [] });
      await publish({ id: 'a', metadata: { year: 2 }, access: ['x'], texts: ['two', 'three'] });
      const live = await everyPage((cursor) => subject.catalog.listLiveDocuments('docs', { limit: 1, cursor }));
      const { points } = synthesise({ id: 'a', texts: ['two', 'three'] });
      expect(live.map(({ pointIds, ...rest }) => ({ ...rest, points: [...pointIds].sort() }))).toEqual([
        { id: 'a', metadata: { year: 2 }, access: ['x'], points: points.map(({ id }) => id).sort() },
        { id: 'b', metadata: {}, access: [], points: [] },
      ]);
    });

    it('countDocumentsWithRevision() counts over all collections', async () => {
      await subject.catalog.putCollection('other', defaultCollectionSettings, encoding);
      const { document } = await publish({ id: 'a', texts: ['same'] });
      await publish({ collection: 'other', id: 'b', texts: ['same'] });
      expect(await subject.catalog.countDocumentsWithRevision(document.revision)).toBe(2);
      await subject.catalog.deleteDocument('docs', 'a');
      expect(await subject.catalog.countDocumentsWithRevision(document.revision)).toBe(1);
    });

    it('keeps calibrations newest first, up to ten, takes back the last, and drops them with the collection', async () => {
      const { catalog } = subject;
      expect(await catalog.listCalibrations('docs')).toEqual([]);
      expect(await catalog.removeLatestCalibration('docs')).toBe(false);
      for (let at = 1; at <= 12; at++) {
        await catalog.addCalibration('docs', { id: `c${at}`, content: `{"at":${at}}`, hash: `h${at}` });
      }
      subject = await subject.reopen();
      const kept = await subject.catalog.listCalibrations('docs');
      expect(kept.map(({ id }) => id)).toEqual(['c12', 'c11', 'c10', 'c9', 'c8', 'c7', 'c6', 'c5', 'c4', 'c3']);
      expect(kept[0]).toMatchObject({ content: '{"at":12}', hash: 'h12', createdAt: expect.stringContaining('T') });
      expect(await subject.catalog.removeLatestCalibration('docs')).toBe(true);
      expect((await subject.catalog.listCalibrations('docs'))[0]?.id).toBe('c11');
      await subject.catalog.deleteCollection('docs');
      await subject.catalog.putCollection('docs', defaultCollectionSettings, encoding);
      expect(await subject.catalog.listCalibrations('docs')).toEqual([]);
    });

    it('holds the same after it was closed and opened again', async () => {
      await publish({ id: 'a', metadata: { 领域: '人事' }, texts: ['one', 'two'] });
      const before = [await subject.catalog.getCollection('docs'), await subject.catalog.findDocument('docs', 'a')];
      subject = await subject.reopen();
      expect([await subject.catalog.getCollection('docs'), await subject.catalog.findDocument('docs', 'a')]).toEqual(
        before,
      );
      expect(await frequencies('one two')).toEqual({ one: 1, two: 1 });
    });
  });
}
