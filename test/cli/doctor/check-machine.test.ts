import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  checkDataFolder,
  checkFreeSpace,
  checkNativePackages,
  checkNode,
} from '../../../src/cli/doctor/check-machine.js';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaoju-doctor-'));
});

afterEach(() => rm(folder, { recursive: true }));

test.each([
  ['20.20.1', false],
  ['20.20.2', true],
  ['21.7.0', false],
  ['22.2.0', false],
  ['22.3.0', true],
  ['24.0.0', true],
])('checkNode() of %s is %s', (version, ok) => {
  expect(checkNode(version).ok).toBe(ok);
});

test('checkNativePackages() loads every native package', async () => {
  expect((await checkNativePackages()).filter((check) => !check.ok)).toEqual([]);
});

test('checkDataFolder() finds a folder writable and leaves nothing behind', async () => {
  expect(await checkDataFolder(folder)).toMatchObject({ ok: true, detail: `${folder} is writable` });
  expect(await readdir(folder)).toEqual([]);
});

test('checkDataFolder() is content with a folder that can be created', async () => {
  expect(await checkDataFolder(join(folder, 'new', 'data'))).toMatchObject({ ok: true });
});

test('checkDataFolder() names a folder that cannot be written, with the remedy', async () => {
  await writeFile(join(folder, 'file'), '');
  expect(await checkDataFolder(join(folder, 'file', 'data'))).toMatchObject({
    ok: false,
    remedy: 'give this user the folder or set KAOJU_DATA_DIR',
  });
});

test('checkFreeSpace() states the free space of the disk', async () => {
  expect((await checkFreeSpace(join(folder, 'new'))).detail).toMatch(/^[\d.]+ GB$/);
});
