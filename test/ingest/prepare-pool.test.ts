import { afterAll, expect, test } from 'vitest';
import { createPreparePool } from '../../ingest/prepare-pool.js';
import { compiledFile } from '../../src/compiled-file.js';

const pool = createPreparePool({
  threads: 1,
  memoryLimitMb: 128,
  timeoutMs: 4000,
  extractor: { url: compiledFile('src/adapters/jieba-term-extractor').href, exportName: 'jiebaTermExtractor' },
});
afterAll(() => pool.close());

const input = (text: string) => ({ collection: 'docs', documentId: 'a.md', bytes: Buffer.from(text) });

/** Emphasis marks that never close take quadratic time. */
const endless = '*a_'.repeat(40_000);

test('createPreparePool() prepares a document in a worker, with the terms of its parts', async () => {
  const { sections, parts, terms } = await pool.prepare(input('# 年假\n\n员工享有十五天年假。\n'));
  expect(sections).toHaveLength(1);
  expect(terms).toHaveLength(parts.length);
  expect(terms[0]?.ids.length).toBeGreaterThan(3);
});

test('createPreparePool() passes on an error with its code', async () => {
  await expect(pool.prepare(input(''))).rejects.toMatchObject({ name: 'KnowledgeBaseError', code: 'empty_document' });
});

test('createPreparePool() ends a document that takes too long, and goes on', async () => {
  await expect(pool.prepare(input(`# A\n\n${endless}\n`))).rejects.toMatchObject({
    code: 'timeout',
    message: 'Cannot ingest document "a.md": step "load" was not done after 4000 ms; split or simplify the document',
    facts: { documentId: 'a.md', step: 'load' },
  });
  await expect(pool.prepare(input('# A\n\na\n'))).resolves.toMatchObject({ title: 'A' });
});

test('createPreparePool() ends a document that needs too much memory, and goes on', async () => {
  // A table is one block: nothing to cut before it is parsed.
  const table = `| a | b |\n|---|---|\n${'| 1 | 2 |\n'.repeat(60_000)}`;
  const roomy = createPreparePool({ threads: 1, memoryLimitMb: 64, timeoutMs: 60_000 });
  try {
    await expect(roomy.prepare(input(table))).rejects.toMatchObject({
      code: 'document_too_complex',
      facts: { step: 'load' },
    });
    await expect(roomy.prepare(input('# A\n\na\n'))).resolves.toMatchObject({ title: 'A' });
  } finally {
    await roomy.close();
  }
});

test('createPreparePool() stops when aborted, with the reason given', async () => {
  const reason = new Error('cancelled by the caller');
  const controller = new AbortController();
  const pending = pool.prepare(input(`# A\n\n${endless}\n`), { signal: controller.signal });
  controller.abort(reason);
  await expect(pending).rejects.toBe(reason);
});
