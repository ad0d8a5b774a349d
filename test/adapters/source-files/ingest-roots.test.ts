import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openIngestRoots } from '../../../src/adapters/source-files/ingest-roots.js';

describe('openIngestRoots()', () => {
  let folder: string;
  let root: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kaoju-roots-'));
    root = join(folder, 'root');
    mkdirSync(join(root, '人事'), { recursive: true });
    writeFileSync(join(root, '人事', '休假.md'), '# 休假');
    writeFileSync(join(root, 'b.txt'), 'b');
    writeFileSync(join(folder, 'outside.md'), 'outside');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const roots = (maxDocumentBytes = 1000) => openIngestRoots([root], { maxDocumentBytes });
  const refused = { code: 'path_not_allowed' };

  it('finds the documents of a folder, a file and a glob, and reads them', async () => {
    const { files, source } = await roots().find(root, 'hr');
    expect({ source, found: files.map(({ id, mediaType }) => [id, mediaType]) }).toEqual({
      source: 'hr',
      found: [
        ['hr/b.txt', 'text/plain'],
        ['hr/人事/休假.md', 'text/markdown'],
      ],
    });
    expect(Buffer.from((await files[1]?.read()) ?? []).toString()).toBe('# 休假');
    expect((await roots().find(join(root, 'b.txt'))).files.map(({ id }) => id)).toEqual([`${root}/b.txt`]);
    expect((await roots().find(`${root}/**/*.md`, 'x')).files.map(({ id }) => id)).toEqual(['x/人事/休假.md']);
  });

  it('refuses what is outside by its real path, missing, or allowed by nobody', async () => {
    symlinkSync(folder, join(root, 'way-out'));
    for (const path of [folder, join(root, '..', 'outside.md'), join(root, 'way-out'), join(root, 'none'), '/'])
      await expect(roots().find(path), path).rejects.toMatchObject(refused);
    await expect(openIngestRoots([], { maxDocumentBytes: 1 }).find(root)).rejects.toMatchObject(refused);
    await expect(roots().find(`${folder}/*.md`)).rejects.toMatchObject(refused);
  });

  it('reads no file through a link that leads out, and follows no loop', async () => {
    symlinkSync(join(folder, 'outside.md'), join(root, 'link.md'));
    symlinkSync(root, join(root, 'loop'));
    const { files } = await roots().find(root, 'x');
    expect(files.map(({ id }) => id)).toEqual(['x/b.txt', 'x/link.md', 'x/人事/休假.md']);
    await expect(files[1]?.read()).rejects.toMatchObject(refused);
  });

  it('decodes names in GBK bytes, and still opens the files', async () => {
    writeFileSync(Buffer.concat([Buffer.from(`${root}/`), iconv.encode('年假.md', 'gbk')]), '十五天');
    const { files } = await roots().find(root, 'x');
    const found = files.find(({ id }) => id === 'x/年假.md');
    expect(Buffer.from((await found?.read()) ?? []).toString()).toBe('十五天');
  });

  it('refuses a file of 5 GB without reading it, and one that went away', async () => {
    writeFileSync(join(root, 'huge.md'), '');
    truncateSync(join(root, 'huge.md'), 5_000_000_000);
    const { files } = await roots().find(root, 'x');
    const huge = files.find(({ id }) => id === 'x/huge.md');
    await expect(huge?.read()).rejects.toMatchObject({ code: 'payload_too_large' });
    rmSync(join(root, 'b.txt'));
    await expect(files.find(({ id }) => id === 'x/b.txt')?.read()).rejects.toMatchObject(refused);
  });

  it('takes no folder for a document', async () => {
    mkdirSync(join(root, 'folder.md'));
    expect((await roots().find(root, 'x')).files.map(({ id }) => id)).not.toContain('x/folder.md');
  });
});
