import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/compiled-file.js';

test('examples/library.ts runs as it stands, in under ten lines, and is what the README shows', async () => {
  const source = await readFile(join(packageRoot, 'examples/library.ts'), 'utf8');
  expect(source.trimEnd().split('\n').length).toBeLessThan(10);
  for (const readme of ['README.md', 'README.zh-CN.md']) {
    expect(await readFile(join(packageRoot, readme), 'utf8')).toContain(source.trimEnd());
  }
  const folder = await mkdtemp(join(tmpdir(), 'kaoju-library-'));
  // Inside the package, so that `kaoju` resolves to it. Nothing in the file needs types stripped: Node 20 runs it too.
  const script = join(packageRoot, 'dist', 'library-example.js');
  try {
    await writeFile(script, source.replace('./data/library', folder));
    const run = await promisify(execFile)(process.execPath, [script], { cwd: packageRoot });
    expect(run.stdout).toContain('年假最多可以结转 5 天');
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(script, { force: true });
  }
});
