import { expect, test } from 'vitest';
import { fakeConfig } from '../fakes/fake-services.js';
import { runWithFakes } from './run-with-fakes.js';

test('runCli() ends with 0 for --help and --version', async () => {
  const help = await runWithFakes(['--help'], {});
  expect({ code: help.code, firstLine: help.printed[0] }).toEqual({
    code: 0,
    firstLine: 'Usage: kaoju [options] [command]',
  });
  const version = await runWithFakes(['--version'], {});
  expect({ code: version.code, printed: version.printed }).toEqual({ code: 0, printed: ['0.1.0'] });
});

test('runCli() ends with 2 for a command line that it cannot read', async () => {
  expect((await runWithFakes(['asq', 'x'], {})).code).toBe(2);
  expect((await runWithFakes(['ask'], {})).code).toBe(2);
  expect((await runWithFakes(['ask', 'x', '--top-k', 'many'], {})).code).toBe(2);
  expect((await runWithFakes(['ingest', '.'], {})).code).toBe(2);
});

test('runCli() hands --data-dir to the configuration', async () => {
  let seen: string | undefined;
  const loadConfig = ({ dataDir }: { dataDir?: string }) => {
    seen = dataDir;
    return fakeConfig;
  };
  await runWithFakes(['--data-dir', './other', 'collections'], {}, { services: { loadConfig } });
  expect(seen).toBe('./other');
});
