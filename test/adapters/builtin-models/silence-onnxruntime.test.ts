import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compiledFile } from '../../../src/compiled-file.js';

test('silenceOnnxruntime() keeps the models from writing telemetry into the home folder', () => {
  const home = mkdtempSync(join(tmpdir(), 'kaoju-home-'));
  const module = compiledFile('src/adapters/builtin-models/builtin-models').href;
  const program = `import { builtinEmbedder } from ${JSON.stringify(module)};
    const embedder = await builtinEmbedder({ workers: 1 });
    await embedder.embedQuery('q'); await embedder.close();`;
  const { ORT_DISABLE_TELEMETRY: _, ...environment } = process.env;
  execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...environment, HOME: home, XDG_CACHE_HOME: join(home, '.cache') },
    timeout: 60_000,
  });
  expect(readdirSync(home)).toEqual([]);
  rmSync(home, { recursive: true });
});
