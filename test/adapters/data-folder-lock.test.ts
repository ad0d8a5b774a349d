import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isDataFolderLocked, lockDataFolder } from '../../src/adapters/data-folder-lock.js';
import { compiledFile } from '../../src/compiled-file.js';

describe('lockDataFolder()', () => {
  let folder: string;

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'kaoju-lock-')), 'data');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('makes the folder, and takes it again after a release', () => {
    expect(isDataFolderLocked(folder)).toBeNull();
    const lock = lockDataFolder(folder, { command: 'serve' });
    expect(isDataFolderLocked(folder)).toBe(true);
    lock.release();
    lock.release();
    expect(isDataFolderLocked(folder)).toBe(false);
    lockDataFolder(folder, { command: 'ingest' }).release();
  });

  it('refuses a second one and names the first', () => {
    const lock = lockDataFolder(folder, { command: 'serve' });
    lock.describe({ command: 'serve', url: 'http://127.0.0.1:8080' });
    expect(() => lockDataFolder(folder, { command: 'serve' })).toThrowError(
      expect.objectContaining({
        code: 'data_folder_in_use',
        message: expect.stringContaining(`process ${process.pid} ("serve" at http://127.0.0.1:8080)`),
      }),
    );
    lock.release();
  });

  it('says where a folder cannot be made', () => {
    const parent = mkdtempSync(join(tmpdir(), 'kaoju-lock-'));
    symlinkSync(join(parent, 'nowhere', 'deeper'), join(parent, 'link'));
    writeFileSync(join(parent, 'file'), '');
    for (const name of ['link', 'file']) {
      const inside = join(parent, name, 'data');
      expect(() => lockDataFolder(inside, { command: 'serve' })).toThrowError(
        expect.objectContaining({ code: 'storage_read_only', message: expect.stringContaining(inside) }),
      );
    }
    rmSync(parent, { recursive: true });
  });

  it('refuses while another process holds it, and takes over when that is killed', async () => {
    const module = compiledFile('src/adapters/data-folder-lock').href;
    // Nobody keeps the lock there: a garbage collection must not end it.
    const program = `import { lockDataFolder } from ${JSON.stringify(module)};
      lockDataFolder(process.argv[1], { command: 'serve' }); gc(); console.log('locked'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', program, folder]);
    await once(child.stdout, 'data');
    expect(() => lockDataFolder(folder, { command: 'serve' })).toThrowError(
      expect.objectContaining({ code: 'data_folder_in_use', message: expect.stringContaining(`process ${child.pid}`) }),
    );
    child.kill('SIGKILL');
    await once(child, 'exit');
    lockDataFolder(folder, { command: 'serve' }).release();
  });
});
