import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findDocuments } from '../../../src/cli/find-documents.js';
import { hashDocuments } from '../../../src/cli/jobs/hash-documents.js';
import { reasonOf } from '../../../src/cli/jobs/ingest-batch.js';

// A folder as it is found in the world, as the command line reads it.

describe('hashDocuments()', () => {
  let folder: string;
  const { signal } = new AbortController();
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kaoju-hash-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const hashed = async () => {
    const { documents } = await findDocuments([folder], 's');
    return new Map((await hashDocuments(documents, signal)).map((one) => [one.document.id, one]));
  };
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

  it('reads files whose names are GBK bytes, empty ones, and large ones in pieces', async () => {
    const large = Buffer.alloc(3_000_000, 'many words ');
    writeFileSync(join(folder, 'large.md'), large);
    writeFileSync(join(folder, 'empty.md'), '');
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), iconv.encode('年假.md', 'gbk')]), '十五天');
    const found = await hashed();
    expect(found.get('s/large.md')).toMatchObject({ revision: sha256(large) });
    expect(found.get('s/empty.md')).toMatchObject({ revision: sha256(Buffer.of()) });
    expect(found.get('s/年假.md')).toMatchObject({ revision: sha256(Buffer.from('十五天')) });
  });

  it('names a file of 5 GB without reading it, and goes on with the others', async () => {
    writeFileSync(join(folder, 'huge.md'), '');
    truncateSync(join(folder, 'huge.md'), 5_000_000_000);
    writeFileSync(join(folder, 'small.md'), '# Small');
    const found = await hashed();
    const huge = found.get('s/huge.md');
    expect(huge && 'error' in huge && reasonOf(huge.error)).toBe('it has 5.0 GB');
    expect(found.get('s/small.md')).toMatchObject({ revision: sha256(Buffer.from('# Small')) });
  });

  it('names a file that went away, and one that may not be read', async () => {
    writeFileSync(join(folder, 'gone.md'), '');
    const { documents } = await findDocuments([folder], 's');
    rmSync(join(folder, 'gone.md'));
    const [gone] = await hashDocuments(documents, signal);
    expect(gone && 'error' in gone && reasonOf(gone.error)).toBe('it is gone');
    expect(reasonOf(Object.assign(new Error('EACCES'), { code: 'EACCES' }))).toBe('permission denied');
  });

  it('follows no loop of links', async () => {
    writeFileSync(join(folder, 'a.md'), '# A');
    symlinkSync(folder, join(folder, 'loop'));
    symlinkSync(join(folder, 'self.md'), join(folder, 'self.md'));
    expect([...(await hashed()).keys()]).toEqual(['s/a.md']);
  });
});
