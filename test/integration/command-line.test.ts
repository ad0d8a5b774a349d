import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../../src/compiled-file.js';
import { runKaoju, startKaoju } from '../fakes/kaoju-process.js';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaoju-cli-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function dataDir(name: string): readonly string[] {
  return ['--data-dir', join(folder, name)];
}

const leave = 'examples/人事/休假/2025/休假管理办法.md';

test('kaoju --version starts quickly and ends with 0', async () => {
  const manifest = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8'));
  expect(await runKaoju(['--version'])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
});

test('kaoju names a misspelt setting and shows no stack', async () => {
  const { code, stderr } = await runKaoju(['collections'], { KAOJU_PROT: '1' });
  expect(code).toBe(1);
  expect(stderr).toContain('KAOJU_PROT is not a setting; did you mean KAOJU_PORT?');
  expect(stderr).not.toContain('    at ');
});

test('kaoju ingest and ask open the data folder by themselves', async () => {
  const bad = join(folder, 'empty.md');
  await writeFile(bad, '');
  const ingested = await runKaoju([...dataDir('alone'), 'ingest', leave, bad, '-c', 'handbook', '--source', 'hr']);
  expect(ingested.code).toBe(1);
  expect(ingested.stderr).toContain('hr/empty.md');
  expect(ingested.stderr).toContain('[empty_document]');
  expect(ingested.stdout).toContain('1 ingested: 1 new, 0 updated, 0 unchanged; 1 failed');

  const asked = await runKaoju([...dataDir('alone'), 'ask', '当年没有休完的年假可以结转几天？', '--json']);
  expect(asked.code).toBe(0);
  const reply = JSON.parse(asked.stdout);
  expect(reply.passages[0].document_id).toBe('hr/休假管理办法.md');
  expect(reply.passages[0].text).toContain('最多可以结转 5 天');
});

test('kaoju serve lets other commands in, keeps a second server out, and ends with 0 on Ctrl-C', async () => {
  const server = startKaoju([...dataDir('served'), 'serve'], {
    KAOJU_API_KEYS: 'reader:only-for-reading:read',
    KAOJU_LOG_LEVEL: 'error',
  });
  try {
    const [, url] = /listens on (\S+)/.exec(await server.until('stop with Ctrl-C')) ?? [];
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    expect((await fetch(`${url}/v1/collections`)).status).toBe(401);
    expect((await stat(join(folder, 'served', 'server.json'))).mode & 0o777).toBe(0o600);

    // The local token of the data folder is worth a write key.
    const ingested = await runKaoju([...dataDir('served'), 'ingest', leave, '-c', 'handbook', '--source', 'hr']);
    expect(ingested).toMatchObject({ code: 0, stderr: expect.stringContaining(`"handbook" at ${url}`) });

    const again = await runKaoju([...dataDir('served'), 'ingest', leave, '-c', 'handbook', '--source', 'hr']);
    expect(again.stdout).toContain('1 ingested: 0 new, 0 updated, 1 unchanged; 0 failed');

    const second = await runKaoju([...dataDir('served'), 'serve']);
    expect(second).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`at ${url}) is using it [data_folder_in_use]`),
    });
  } finally {
    server.child.kill('SIGINT');
  }
  expect((await server.ended).code).toBe(0);
}, 60_000);

test('kaoju ingest on Ctrl-C ends with 130 and leaves a folder that goes on', async () => {
  const process = startKaoju([...dataDir('stopped'), 'ingest', 'examples', '-c', 'handbook']);
  await process.until('created collection');
  process.child.kill('SIGINT');
  const { code, stderr } = await process.ended;
  expect(code).toBe(130);
  expect(stderr).toContain('the same command goes on from here');
  const after = await runKaoju([...dataDir('stopped'), 'collections', 'show', 'handbook', '--json']);
  expect(JSON.parse(after.stdout)).toMatchObject({ name: 'handbook' });
}, 60_000);
