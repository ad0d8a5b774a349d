import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqliteCatalog } from '../../src/adapters/sqlite/sqlite-catalog.js';
import { openKnowledgeBase } from '../../src/compose.js';
import { sha256 } from '../../src/core/identity.js';
import type { KnowledgeBase } from '../../src/knowledge-base.js';
import type { ReindexStatus } from '../../src/reindex/reindex-status.js';
import { FakeEmbedder } from '../fakes/fake-embedder.js';

// What the crash test found: changes that come while a collection is built anew, and what a crash between two steps leaves.

/** Holds up the passages of a text, or does something whenever a question comes. */
class StoppableEmbedder extends FakeEmbedder {
  holds: { readonly word: string; readonly until: Promise<void>; readonly reached: () => void } | null = null;
  onQuestion: (() => Promise<void>) | null = null;

  override async embedPassages(texts: readonly string[]) {
    const { holds } = this;
    if (holds && texts.some((text) => text.includes(holds.word))) {
      holds.reached();
      await holds.until;
    }
    return super.embedPassages(texts);
  }

  override async embedQuery(question: string) {
    const { onQuestion } = this;
    this.onQuestion = null;
    await onQuestion?.();
    return super.embedQuery(question);
  }
}

let folder: string;
let embedder: StoppableEmbedder;
let knowledgeBase: KnowledgeBase;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaoju-reindex-races-'));
  embedder = new StoppableEmbedder();
  knowledgeBase = await openKnowledgeBase({ dataDir: folder }, { embedder, reader: null });
  await knowledgeBase.putCollection('docs');
  for (const name of ['apple', 'banana', 'cherry']) await put(`${name}.md`, textOf(name));
});
afterEach(async () => {
  await knowledgeBase.close();
  await rm(folder, { recursive: true, force: true });
});

const textOf = (name: string) => `# ${name}\n\nAll about the ${name}.\n`;

function put(id: string, text: string) {
  return knowledgeBase.putDocument('docs', { id, bytes: Buffer.from(text) });
}

function bytesPath(text: string): string {
  const revision = sha256(Buffer.from(text));
  return join(folder, 'documents', revision.slice(0, 2), revision.slice(2, 4), revision);
}

async function finished(): Promise<ReindexStatus> {
  for (;;) {
    const status = await knowledgeBase.reindex.status('docs');
    if (!['building', 'verifying', 'switching'].includes(status.state)) return status;
    await sleep(5);
  }
}

/** Holds up the encoder at a word until `release`; `reached` resolves when it is there. */
function holdUpAt(word: string): { reached: Promise<void>; release: () => void } {
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  const reached = new Promise<void>((resolve) => {
    embedder.holds = { word, until, reached: resolve };
  });
  return { reached, release };
}

async function idsIn(build: string): Promise<string[]> {
  const catalog = openSqliteCatalog(join(folder, 'kaoju.sqlite'), { readOnly: true });
  const { items } = await catalog.listDocuments(build, { limit: 100, cursor: null, labels: null });
  await catalog.close();
  return items.map(({ id }) => id);
}

test('deletes a document for good that is just being made in a second build', async () => {
  const { reached, release } = holdUpAt('banana');
  await knowledgeBase.reindex.start('docs');
  await reached;
  const next = holdUpAt('cherry');
  const deleting = knowledgeBase.deleteDocument('docs', 'banana.md');
  await sleep(20);
  release();
  expect(await deleting).toMatchObject({ sectionsRemaining: 0, pointsRemaining: 0, bytesRemaining: 0 });
  await next.reached;
  const cancelling = knowledgeBase.reindex.cancel('docs');
  next.release();
  expect(await cancelling).toMatchObject({ state: 'cancelled' });
  expect(await idsIn('docs~next')).toEqual(['apple.md']);
});

test('deletes in a former build what a crash left there, though the collection has it no more', async () => {
  await knowledgeBase.reindex.start('docs');
  await finished();
  const catalog = openSqliteCatalog(join(folder, 'kaoju.sqlite'));
  await catalog.deleteDocument('docs', 'banana.md');
  await catalog.close();
  expect(await idsIn('docs~previous')).toContain('banana.md');
  await expect(knowledgeBase.deleteDocument('docs', 'banana.md')).rejects.toMatchObject({ code: 'document_not_found' });
  expect(await idsIn('docs~previous')).not.toContain('banana.md');
});

test('is not put off by documents that come and go while it verifies', async () => {
  await knowledgeBase.reindex.start('docs');
  embedder.onQuestion = async () => {
    await put('damson.md', textOf('damson'));
    await put('elderberry.md', textOf('elderberry'));
    await knowledgeBase.deleteDocument('docs', 'apple.md');
  };
  expect(await finished()).toMatchObject({ state: 'done', problem: null });
  expect(await idsIn('docs')).toEqual(['banana.md', 'cherry.md', 'damson.md', 'elderberry.md']);
});

test('does not switch when a document fails in the very last pass', async () => {
  await knowledgeBase.reindex.start('docs');
  embedder.onQuestion = async () => {
    await put('damson.md', textOf('damson'));
    await rm(bytesPath(textOf('damson')));
  };
  expect(await finished()).toMatchObject({ state: 'failed', problem: { code: 'build_rejected' } });
  expect(await idsIn('docs')).toContain('damson.md');
});

test('takes a copy of a document for the document when it verifies', async () => {
  for (let copy = 0; copy < 8; copy++) await put(`copy-${copy}.md`, textOf('elderberry'));
  await knowledgeBase.reindex.start('docs');
  expect(await finished()).toMatchObject({ state: 'done', verification: { asked: 11, foundNow: 1 } });
});

test('keeps the bytes of a document that is being put while another one of the same bytes is deleted', async () => {
  const { reached, release } = holdUpAt('cherry');
  // Of another name, so that nothing of it is encoded yet.
  const putting = put('copy.md', textOf('cherry'));
  await reached;
  await knowledgeBase.deleteDocument('docs', 'cherry.md');
  expect(existsSync(bytesPath(textOf('cherry')))).toBe(true);
  release();
  await putting;
  expect(existsSync(bytesPath(textOf('cherry')))).toBe(true);
  await knowledgeBase.deleteDocument('docs', 'copy.md');
  expect(existsSync(bytesPath(textOf('cherry')))).toBe(false);
});
