import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkModels } from '../../../src/cli/doctor/check-models.js';
import { sha256 } from '../../../src/core/identity.js';

let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kaoju-models-'));
  await mkdir(join(root, 'embedder'));
  const hashes = { 'model.onnx': { bytes: 7, sha256: sha256('weights') } };
  await writeFile(join(root, 'embedder', 'hashes.json'), JSON.stringify(hashes));
});

afterEach(() => rm(root, { recursive: true }));

test('checkModels() accepts files that are as listed', async () => {
  await writeFile(join(root, 'embedder', 'model.onnx'), 'weights');
  expect(await checkModels(root)).toMatchObject([{ name: 'model embedder', ok: true }]);
});

test('checkModels() names a file that was altered, with the remedy', async () => {
  await writeFile(join(root, 'embedder', 'model.onnx'), 'Weights');
  const [check] = await checkModels(root);
  expect(check).toMatchObject({ ok: false, detail: expect.stringContaining('model.onnx') });
  expect(check?.remedy).toContain('restore the file');
});

test('checkModels() says so when the encoder is missing', async () => {
  expect(await checkModels(join(root, 'none'))).toMatchObject([{ name: 'model embedder', ok: false }]);
});

test('checkModels() leaves folders without hashes alone', async () => {
  await mkdir(join(root, 'calibration'));
  await writeFile(join(root, 'embedder', 'model.onnx'), 'weights');
  expect((await checkModels(root)).map(({ name }) => name)).toEqual(['model embedder']);
});
