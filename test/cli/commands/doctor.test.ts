import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { KnowledgeBaseError } from '../../../src/core/errors.js';
import { fakeConfig } from '../../fakes/fake-services.js';
import { wireCollection } from '../../fakes/wire-bodies.js';
import { runWithFakes } from '../run-with-fakes.js';

const ready = { 'GET /readyz': { status: 'ready', problems: [] } };

test('kaoju doctor prints one line a check and the counts of every collection', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kaoju-doctor-'));
  const { printed, client } = await runWithFakes(['--data-dir', folder, 'doctor'], {
    ...ready,
    'GET /v1/collections': { collections: [wireCollection] },
  });
  await rm(folder, { recursive: true });
  for (const name of ['Node.js', 'onnxruntime-node', 'model embedder', 'configuration', 'data folder', 'service']) {
    expect(printed.find((line) => line.startsWith(`✓ ${name}: `))).toBeDefined();
  }
  expect(printed).toContain('✓ collection handbook: 10 documents, 84 sections, 91 points');
  expect(client.closed).toBe(true);
});

test('kaoju doctor names what is not ready and ends with 1', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kaoju-doctor-'));
  const problems = [{ code: 'embedder_unavailable', message: 'The embedder does not answer; start it' }];
  const { code, printed } = await runWithFakes(['--data-dir', folder, 'doctor'], {
    'GET /readyz': { status: 'not_ready', problems },
    'GET /v1/collections': { collections: [{ ...wireCollection, points: 0 }] },
  });
  await rm(folder, { recursive: true });
  expect(code).toBe(1);
  expect(printed).toContain('✗ service: The embedder does not answer; start it [embedder_unavailable]');
  expect(printed.join('\n')).toContain('nothing can be found\n    → ingest its documents again');
});

test('kaoju doctor names what a ready service goes on without, and ends with 1', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kaoju-doctor-'));
  const problems = [{ code: 'model_file_invalid', message: 'Cannot load model file "reader"; restore the file' }];
  const { code, printed } = await runWithFakes(['--data-dir', folder, 'doctor'], {
    'GET /readyz': { status: 'ready', problems },
    'GET /v1/collections': { collections: [] },
  });
  await rm(folder, { recursive: true });
  expect(code).toBe(1);
  expect(printed.join('\n')).toContain(
    '✗ service goes on without [model_file_invalid]: Cannot load model file "reader"\n    → restore the file',
  );
});

test('kaoju doctor names a chat model that does not answer, although the service goes on without', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kaoju-doctor-'));
  const model = { provider: 'openai', name: 'tuned', url: 'http://x/v1', key: null, timeoutMs: 1, concurrency: 1 };
  const services = { loadConfig: () => ({ ...fakeConfig, dataDir: folder, model }) };
  const problems = [{ code: 'model_unavailable', message: 'Cannot ask "tuned": it cannot be reached; start it' }];
  const bodies = { 'GET /readyz': { status: 'ready', problems }, 'GET /v1/collections': { collections: [] } };
  const down = await runWithFakes(['doctor'], bodies, { services });
  expect(down.code).toBe(1);
  expect(down.printed.join('\n')).toContain('✗ chat model: Cannot ask "tuned": it cannot be reached\n    → start it');
  const up = await runWithFakes(['doctor'], { ...bodies, ...ready }, { services });
  expect(up.printed).toContain('✓ chat model: tuned answers');
  await rm(folder, { recursive: true });
});

test('kaoju doctor takes headings without text, which have no point, for what they are', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kaoju-doctor-'));
  const { printed } = await runWithFakes(['--data-dir', folder, 'doctor'], {
    ...ready,
    'GET /v1/collections': { collections: [{ ...wireCollection, sections: 84, points: 80 }] },
  });
  await rm(folder, { recursive: true });
  expect(printed).toContain('✓ collection handbook: 10 documents, 84 sections, 80 points');
});

test('kaoju doctor reports a configuration that cannot be read, and still checks the rest', async () => {
  const loadConfig = () => {
    throw new KnowledgeBaseError('invalid_configuration', 'Cannot start with this configuration');
  };
  const { code, printed } = await runWithFakes(['doctor', '--json'], {}, { services: { loadConfig } });
  expect(code).toBe(1);
  const { checks } = JSON.parse(printed[0] ?? '') as { checks: { name: string; ok: boolean }[] };
  expect(checks.find(({ name }) => name === 'configuration')).toMatchObject({ ok: false });
  expect(checks.find(({ name }) => name === 'Node.js')).toMatchObject({ ok: true });
});
