import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openKnowledgeBase } from '../../src/compose.js';
import type { KnowledgeBase } from '../../src/knowledge-base.js';
import type { ReindexStatus } from '../../src/reindex/reindex-status.js';
import { FakeEmbedder } from '../fakes/fake-embedder.js';

// Building a collection anew, in the whole service but for its models.

let folder: string;
let knowledgeBase: KnowledgeBase;

const openWith = (embedder: FakeEmbedder) => openKnowledgeBase({ dataDir: folder }, { embedder, reader: null });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaoju-reindex-'));
  knowledgeBase = await openWith(new FakeEmbedder());
  await knowledgeBase.putCollection('docs');
  for (let at = 0; at < 6; at++)
    await put(`d${at}.md`, `# Title ${at}\n\n## Part ${at}\n\nText number ${at}.\n\n### Deeper\n\nMore ${at}.\n`);
});
afterEach(async () => {
  await knowledgeBase.close();
  await rm(folder, { recursive: true, force: true });
});

function put(id: string, text: string, access?: readonly string[]) {
  return knowledgeBase.putDocument('docs', { id, bytes: Buffer.from(text), ...(access && { access }) });
}

async function finished(collection = 'docs'): Promise<ReindexStatus> {
  for (;;) {
    const status = await knowledgeBase.reindex.status(collection);
    if (!['building', 'verifying', 'switching'].includes(status.state)) return status;
    await sleep(5);
  }
}

const sectionsOf = async (id: string) =>
  (await knowledgeBase.listSections('docs', id)).items.map((section) => section.id);

test('cuts at another level in a second build, switches, and keeps the first for a roll-back', async () => {
  const before = await knowledgeBase.getCollection('docs');
  const sectionsBefore = await sectionsOf('d1.md');
  await knowledgeBase.putCollection('docs', { headingLevel: 2 });
  await knowledgeBase.reindex.start('docs');
  await expect(knowledgeBase.reindex.start('docs')).rejects.toMatchObject({ code: 'reindex_running' });
  const status = await finished();
  expect(status).toMatchObject({
    state: 'done',
    problem: null,
    difference: { made: 6, removed: 0, failed: [] },
    verification: { documents: 6, foundNow: expect.any(Number) },
    previousRecipe: before.recipe,
  });
  const after = await knowledgeBase.getCollection('docs');
  expect(after.sections).toBeLessThan(before.sections);
  expect(after).toMatchObject({ name: 'docs', documents: 6, createdAt: before.createdAt });
  // What is still a section keeps its id, so citations hold.
  expect(sectionsBefore).toEqual(expect.arrayContaining(await sectionsOf('d1.md')));
  expect((await knowledgeBase.listCollections()).map(({ name }) => name)).toEqual(['docs']);

  await put('d1.md', '# Title 1\n\n## Part 1\n\nChanged.\n');
  await knowledgeBase.deleteDocument('docs', 'd2.md');
  await put('new.md', '# New\n\nWritten after the switch.\n');
  await knowledgeBase.reindex.rollBack('docs');
  expect(await finished()).toMatchObject({ action: 'rollback', state: 'done', difference: { made: 2, removed: 0 } });
  const back = await knowledgeBase.getCollection('docs');
  expect(back.generation).toBe(before.generation);
  expect(back.documents).toBe(6);
  const { passages } = await knowledgeBase.search('docs', 'Written after the switch');
  expect(passages[0]?.documentId).toBe('new.md');

  expect(await knowledgeBase.reindex.drop('docs')).toMatchObject({ previousRecipe: null });
  await expect(knowledgeBase.reindex.rollBack('docs')).rejects.toMatchObject({ code: 'invalid_request' });
});

test('serves on with the former encoder until another one has built its own, and back again', async () => {
  await knowledgeBase.close();
  const former = new FakeEmbedder();
  const next = new FakeEmbedder(512, { recipe: 'other-encoder-1', dimensions: 24 });
  knowledgeBase = await openKnowledgeBase(
    { dataDir: folder },
    { embedder: next, reader: null, former: { embedder: former, reader: null } },
  );
  const found = async () => (await knowledgeBase.search('docs', 'Text number 3')).passages[0]?.documentId;
  expect(await found()).toBe('d3.md');
  await expect(put('x.md', '# X\n\nx\n')).rejects.toMatchObject({
    code: 'recipe_mismatch',
    message: expect.stringMatching(/kaoju reindex docs/),
  });
  await knowledgeBase.reindex.start('docs');
  expect(await finished()).toMatchObject({ state: 'done', problem: null });
  expect((await knowledgeBase.getCollection('docs')).dimensions).toBe(24);
  expect(await found()).toBe('d3.md');
  await put('x.md', '# X\n\nOnly in the new build.\n');
  await knowledgeBase.reindex.rollBack('docs');
  expect(await finished()).toMatchObject({ state: 'done', problem: null });
  expect((await knowledgeBase.getCollection('docs')).dimensions).not.toBe(24);
  expect((await knowledgeBase.search('docs', 'Only in the new build')).passages[0]?.documentId).toBe('x.md');
});

test('says what it lacks when the encoder of a collection is not at hand', async () => {
  await knowledgeBase.close();
  knowledgeBase = await openWith(new FakeEmbedder(512, { recipe: 'other-encoder-1', dimensions: 24 }));
  await expect(knowledgeBase.search('docs', 'a')).rejects.toThrow(/KAOJU_EMBEDDER_FORMER and run kaoju reindex/);
  expect(await knowledgeBase.health()).toMatchObject([{ code: 'recipe_mismatch' }]);
  // Building anew needs no vector of the old ones, only the verification would ask it.
  await knowledgeBase.reindex.start('docs');
  expect(await finished()).toMatchObject({ state: 'done', verification: { foundBefore: null } });
  expect((await knowledgeBase.search('docs', 'Text number 3')).passages[0]?.documentId).toBe('d3.md');
});

test('deletes in every build with proof, and goes on with what a cancelled run has built', async () => {
  await knowledgeBase.reindex.start('docs');
  expect(await finished()).toMatchObject({ state: 'done' });
  const proof = await knowledgeBase.deleteDocument('docs', 'd0.md');
  expect(proof).toMatchObject({ sectionsRemaining: 0, pointsRemaining: 0, bytesRemaining: 0 });
  await knowledgeBase.reindex.rollBack('docs');
  expect(await finished()).toMatchObject({ state: 'done', difference: { made: 0, removed: 0 } });
  await expect(knowledgeBase.getDocument('docs', 'd0.md')).rejects.toMatchObject({ code: 'document_not_found' });

  await knowledgeBase.reindex.start('docs');
  await knowledgeBase.reindex.cancel('docs');
  const cancelled = await knowledgeBase.reindex.status('docs');
  if (cancelled.state === 'cancelled') expect(cancelled.nextRecipe).not.toBeNull();
  await knowledgeBase.reindex.start('docs');
  expect(await finished()).toMatchObject({ state: 'done', nextRecipe: null });
  await knowledgeBase.deleteCollection('docs');
  await expect(knowledgeBase.reindex.status('docs')).rejects.toMatchObject({ code: 'collection_not_found' });
});

test('does not switch while a document cannot be made anew, unless told to leave it out', async () => {
  const { document } = await put('lost.md', '# Lost\n\nIts bytes go.\n');
  const { revision } = document;
  await rm(join(folder, 'documents', revision.slice(0, 2), revision.slice(2, 4), revision));
  await knowledgeBase.reindex.start('docs');
  const failed = await finished();
  expect(failed).toMatchObject({ state: 'failed', problem: { code: 'build_rejected' } });
  expect(failed.difference?.failed).toMatchObject([{ documentId: 'lost.md' }]);
  expect((await knowledgeBase.getCollection('docs')).documents).toBe(7);
  await knowledgeBase.reindex.start('docs', { skipFailed: true });
  expect(await finished()).toMatchObject({ state: 'done' });
  expect((await knowledgeBase.getCollection('docs')).documents).toBe(6);
});

test('writes go on while a collection is built anew, and are in the build when it switches', async () => {
  await knowledgeBase.reindex.start('docs');
  const writing = (async () => {
    for (let at = 0; at < 12; at++) await put(`w${at}.md`, `# Written ${at}\n\nWhile building ${at}.\n`);
  })();
  const status = await finished();
  await writing;
  expect(status).toMatchObject({ state: 'done', problem: null });
  expect((await knowledgeBase.getCollection('docs')).documents).toBe(18);
  const { passages } = await knowledgeBase.search('docs', 'While building 11');
  expect(passages.map(({ documentId }) => documentId)).toContain('w11.md');
});
