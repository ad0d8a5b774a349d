import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openArchiveReader } from '../../../src/adapters/archives/archive-reader.js';
import { makeZip } from './make-zip.js';

describe('openArchiveReader()', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kaoju-archive-'));
  });
  afterEach(() => {
    // Whatever happened, no archive stays behind.
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  async function read(
    name: string,
    bytes: Uint8Array,
    limits: { maxDocumentBytes?: number; maxEntries?: number } = {},
  ) {
    const { maxDocumentBytes = 1000, ...rest } = limits;
    const reader = openArchiveReader(folder, { maxDocumentBytes, limits: { minRatioBytes: 100_000, ...rest } });
    const found: Record<string, string> = {};
    const content = (async function* () {
      yield bytes;
    })();
    for await (const entry of reader.read(name, content))
      found[entry.name] = 'bytes' in entry ? Buffer.from(entry.bytes).toString() : entry.problem.code;
    return found;
  }

  async function tarGz(fill: (archive: ReturnType<typeof pack>) => void): Promise<Buffer> {
    const archive = pack();
    fill(archive);
    archive.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of archive as AsyncIterable<Buffer>) chunks.push(chunk);
    return gzipSync(Buffer.concat(chunks));
  }

  it('reads the documents of a zip, and leaves folders, hidden files and other kinds out', async () => {
    const zip = makeZip([
      { name: 'docs/' },
      { name: 'docs/a.md', text: '# A' },
      { name: '.git/b.md', text: 'hidden' },
      { name: '__MACOSX/docs/._a.md', text: 'litter' },
      { name: 'program.exe', text: 'MZ' },
      { name: 'windows\\c.md', text: '# C' },
    ]);
    expect(await read('x.zip', zip)).toEqual({ 'docs/a.md': '# A', 'windows/c.md': '# C' });
  });

  it('decodes names that Chinese Windows wrote in GBK', async () => {
    const name = iconv.encode('制度/休假.md', 'gbk');
    expect(await read('x.zip', makeZip([{ name, text: '年假' }]))).toEqual({ '制度/休假.md': '年假' });
    const tar = await tarGz((archive) => {
      archive.entry({ name: '制度/年假.md' }, '十五天');
    });
    expect(await read('x.tar.gz', tar)).toEqual({ '制度/年假.md': '十五天' });
  });

  it('names entries whose path leaves the archive, and reads the others', async () => {
    const zip = makeZip([
      { name: '../evil.md', text: 'x' },
      { name: '/etc/evil.md', text: 'x' },
      { name: 'C:/evil.md', text: 'x' },
      { name: 'good.md', text: 'good' },
    ]);
    expect(await read('x.zip', zip)).toEqual({
      '../evil.md': 'invalid_document_id',
      '/etc/evil.md': 'invalid_document_id',
      'C:/evil.md': 'invalid_document_id',
      'good.md': 'good',
    });
    const tar = await tarGz((archive) => {
      archive.entry({ name: 'a/../../evil.md' }, 'x');
      archive.entry({ name: 'good.md' }, 'good');
    });
    expect(await read('x.tgz', tar)).toEqual({ 'a/../../evil.md': 'invalid_document_id', 'good.md': 'good' });
  });

  it('follows no link', async () => {
    const tar = await tarGz((archive) => {
      archive.entry({ name: 'link.md', type: 'symlink', linkname: '/etc/passwd' });
      archive.entry({ name: 'hard.md', type: 'link', linkname: 'good.md' });
      archive.entry({ name: 'good.md' }, 'good');
    });
    expect(await read('x.tar.gz', tar)).toEqual({
      'link.md': 'unreadable_document',
      'hard.md': 'unreadable_document',
      'good.md': 'good',
    });
    const zip = makeZip([{ name: 'link.md', text: '/etc/passwd', mode: 0o120777 }]);
    expect(await read('x.zip', zip)).toEqual({ 'link.md': 'unreadable_document' });
  });

  it('names entries that are too large or need a password, and takes empty ones', async () => {
    const zip = makeZip([
      { name: 'large.md', text: 'x'.repeat(2000) },
      { name: 'locked.md', text: 'x', flags: 1 },
      { name: 'empty.md', text: '' },
    ]);
    expect(await read('x.zip', zip)).toEqual({
      'large.md': 'payload_too_large',
      'locked.md': 'encrypted_document',
      'empty.md': '',
    });
    const tar = await tarGz((archive) => {
      archive.entry({ name: 'large.md' }, 'x'.repeat(2000));
      archive.entry({ name: 'good.md' }, 'good');
    });
    expect(await read('x.tar.gz', tar)).toEqual({ 'large.md': 'payload_too_large', 'good.md': 'good' });
  });

  it('refuses bombs, and archives of too many entries', async () => {
    const bomb = makeZip([{ name: 'bomb.md', text: '0'.repeat(5_000_000) }]);
    await expect(read('x.zip', bomb, { maxDocumentBytes: 10_000_000 })).rejects.toMatchObject({
      code: 'unsafe_archive',
    });
    const skipped = await tarGz((archive) => {
      archive.entry({ name: 'skipped.bin' }, Buffer.alloc(5_000_000));
    });
    await expect(read('x.tar.gz', skipped)).rejects.toMatchObject({ code: 'unsafe_archive' });
    const many = makeZip(Array.from({ length: 6 }, (_, index) => ({ name: `${index}.md`, text: 'x' })));
    await expect(read('x.zip', many, { maxEntries: 5 })).rejects.toMatchObject({ code: 'unsafe_archive' });
  });

  it('refuses what is no archive, or broken', async () => {
    await expect(read('x.zip', Buffer.from('no zip at all'))).rejects.toMatchObject({ code: 'unreadable_document' });
    const tar = await tarGz((archive) => {
      archive.entry({ name: 'a.md' }, 'x'.repeat(900));
    });
    await expect(read('x.tar.gz', tar.subarray(0, 60))).rejects.toMatchObject({ code: 'unreadable_document' });
    const reader = openArchiveReader(folder, { maxDocumentBytes: 10 });
    const entries = reader.read('x.rar', (async function* () {})());
    await expect(entries.next()).rejects.toMatchObject({ code: 'unsupported_media_type' });
  });
});
