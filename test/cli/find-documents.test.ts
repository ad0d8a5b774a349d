import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findCollision, findDocuments } from '../../src/cli/find-documents.js';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaoju-find-'));
  for (const path of ['人事/休假.md', '人事/a.PDF', 'b.txt', 'c.xlsx', '.git/d.md', 'node_modules/e.md']) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), 'text');
  }
});

afterEach(() => rm(folder, { recursive: true }));

test('findDocuments() walks a folder and names documents by source and relative path', async () => {
  const { documents, unmatched } = await findDocuments([folder], 'handbook');
  expect(documents.map(({ id, mediaType }) => [id, mediaType])).toEqual([
    ['handbook/b.txt', 'text/plain'],
    ['handbook/人事/a.PDF', 'application/pdf'],
    ['handbook/人事/休假.md', 'text/markdown'],
  ]);
  expect(unmatched).toEqual([]);
});

test('findDocuments() puts the absolute folder first in the id when no source is named', async () => {
  const { documents } = await findDocuments([join(folder, 'b.txt')], undefined);
  expect(documents.map(({ id }) => id)).toEqual([`${folder}/b.txt`]);
});

test('findDocuments() takes a file named outright whatever its ending', async () => {
  const { documents } = await findDocuments([join(folder, 'c.xlsx')], 'x');
  expect(documents.map(({ id, mediaType }) => [id, mediaType])).toEqual([['x/c.xlsx', 'application/octet-stream']]);
});

test('findDocuments() expands a glob, and names what led nowhere', async () => {
  const { documents, unmatched } = await findDocuments([`${folder}/**/*.md`, `${folder}/none`, `${folder}/*.pdf`], 'x');
  expect(documents.map(({ id }) => id)).toEqual(['x/人事/休假.md']);
  expect(unmatched).toEqual([`${folder}/none`, `${folder}/*.pdf`]);
});

test('findDocuments() keeps a file found twice once, and leaves broken links out', async () => {
  await symlink(join(folder, 'gone.md'), join(folder, 'link.md'));
  const { documents } = await findDocuments([folder, `${folder}/*.txt`], 'x');
  expect(documents.map(({ id }) => id)).toEqual(['x/b.txt', 'x/人事/a.PDF', 'x/人事/休假.md']);
});

test('findCollision() names two files that would be one document', async () => {
  const other = await mkdtemp(join(tmpdir(), 'kaoju-find-'));
  await writeFile(join(other, 'b.txt'), 'other');
  const { documents } = await findDocuments([folder, other], 'x');
  await rm(other, { recursive: true });
  expect(findCollision(documents)?.map(({ path }) => path)).toEqual([join(folder, 'b.txt'), join(other, 'b.txt')]);
});
