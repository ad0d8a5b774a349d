import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modelFileHashes, readModelFile } from '../../../src/adapters/builtin-models/model-file.js';
import { packageRoot } from '../../../src/compiled-file.js';
import { sha256 } from '../../../src/core/identity.js';

describe('readModelFile()', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaoju-model-file-'));
    await writeFile(join(folder, 'm'), 'weights');
    await writeHashes({ m: { bytes: 7, sha256: sha256('weights') } });
  });
  afterEach(() => rm(folder, { recursive: true }));

  const writeHashes = (table: unknown) => writeFile(join(folder, 'hashes.json'), JSON.stringify(table));

  it('gives the bytes that were hashed', async () => {
    expect((await readModelFile(folder, 'm')).toString()).toBe('weights');
  });

  it('names file, expected and found hash of another file', async () => {
    await writeFile(join(folder, 'm'), 'version https://git-lfs');
    await expect(readModelFile(folder, 'm')).rejects.toMatchObject({
      code: 'model_file_invalid',
      facts: { path: join(folder, 'm'), expected: sha256('weights'), found: sha256('version https://git-lfs') },
    });
  });

  it('says that a file is missing, or not listed', async () => {
    await rm(join(folder, 'm'));
    await expect(readModelFile(folder, 'm')).rejects.toThrow('m": it is missing; restore the file');
    await expect(readModelFile(folder, 'other')).rejects.toThrow('does not list "other"');
  });

  it.each(['[1]', 'null', '{"m":"abc"}', '{"m":{"sha256":1,"bytes":2}}', '{'])(
    'refuses %s for hashes.json',
    async (text) => {
      await writeFile(join(folder, 'hashes.json'), text);
      await expect(readModelFile(folder, 'm')).rejects.toMatchObject({ code: 'model_file_invalid' });
    },
  );
});

describe('the cards of the models', () => {
  it.each(['embedder', 'reader'])('state the hashes of hashes.json: models/%s', async (name) => {
    const folder = join(packageRoot, 'models', name);
    const card = await readFile(join(folder, 'README.md'), 'utf8');
    for (const [file, hash] of Object.entries(await modelFileHashes(folder))) {
      expect(card).toContain(`| ${file} | ${hash.bytes} | ${hash.sha256} |`);
    }
  });
});
