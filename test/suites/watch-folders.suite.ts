import { mkdir, mkdtemp, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchFolders } from '../../src/adapters/watch-folders/watch-folders.js';

// Real files and the system's own events: what they do to the watcher cannot be imitated.

describe('watchFolders()', () => {
  let folder: string;
  let stop: (() => Promise<void>) | undefined;
  let changes = 0;
  let told: () => void = () => {};

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'kaoju-watch-')));
    await mkdir(join(folder, 'inside'));
    await writeFile(join(folder, 'inside', 'a.md'), '# A');
    changes = 0;
  });
  afterEach(async () => {
    await stop?.();
    await rm(folder, { recursive: true, force: true });
  });

  async function watch(...paths: string[]): Promise<void> {
    const onChange = () => {
      changes += 1;
      told();
    };
    stop = await watchFolders(paths, onChange, (error) => {
      throw error;
    });
  }

  /** Does something, and waits until a change is told. */
  async function tellsOf(change: () => Promise<unknown>): Promise<void> {
    const before = changes;
    const next = new Promise<void>((resolve) => {
      told = resolve;
    });
    await change();
    await next;
    expect(changes).toBe(before + 1);
  }

  it('tells of a document that comes, changes, moves with its folder and goes, once each', async () => {
    await watch(folder);
    await tellsOf(() => writeFile(join(folder, 'b.md'), '# B'));
    await tellsOf(() => writeFile(join(folder, 'b.md'), '# B, changed'));
    await tellsOf(() => rename(join(folder, 'inside'), join(folder, 'moved')));
    await tellsOf(() => rm(join(folder, 'moved', 'a.md')));
  });

  it('tells of many documents together, of new folders and Chinese names, and not of other files', async () => {
    await watch(folder);
    await writeFile(join(folder, 'picture.png'), '');
    await writeFile(join(folder, '.hidden.md'), '');
    await tellsOf(async () => {
      await mkdir(join(folder, '人事', '休假'), { recursive: true });
      for (let at = 0; at < 50; at++) await writeFile(join(folder, '人事', '休假', `制度-${at}.md`), `# ${at}`);
    });
  });

  it('watches the folder of a glob', async () => {
    await watch(`${folder}/**/*.md`);
    await tellsOf(() => writeFile(join(folder, 'inside', 'a.md'), '# A, changed'));
  });

  it('watches a folder that is itself hidden', async () => {
    const hidden = join(folder, '.notes');
    await mkdir(hidden);
    await watch(hidden);
    await tellsOf(() => writeFile(join(hidden, 'a.md'), '# A'));
  });

  it('watches one file, also when an editor replaces it', async () => {
    const file = join(folder, 'inside', 'a.md');
    await watch(file);
    await tellsOf(() => writeFile(file, '# A, changed'));
    await tellsOf(async () => {
      await writeFile(join(folder, 'inside', 'a.md.part'), '# A, replaced');
      await rename(join(folder, 'inside', 'a.md.part'), file);
    });
  });
});
