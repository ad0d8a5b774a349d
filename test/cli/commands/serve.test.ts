import { expect, test } from 'vitest';
import { KnowledgeBaseError } from '../../../src/core/errors.js';
import { runWithFakes } from '../run-with-fakes.js';

test('kaoju serve prints its address and what it goes on without, and closes on Ctrl-C with 0', async () => {
  const controller = new AbortController();
  let closed = false;
  const startServer = async () => {
    setImmediate(() => controller.abort());
    return {
      url: 'http://127.0.0.1:8080',
      token: undefined,
      problems: async () => [{ code: 'model_file_invalid', message: 'Cannot load the reader; restore the file' }],
      close: async () => {
        closed = true;
      },
    };
  };
  const { code, printed, noted } = await runWithFakes(
    ['serve'],
    {},
    { services: { startServer }, signal: controller.signal },
  );
  expect({ code, printed, closed }).toEqual({
    code: 0,
    printed: ['Kaoju listens on http://127.0.0.1:8080'],
    closed: true,
  });
  expect(noted).toContain('  ! Cannot load the reader; restore the file [model_file_invalid]');
});

test('kaoju serve names the server that already has the data folder', async () => {
  const message = 'Cannot open data folder "./data": http://127.0.0.1:8080 has it; stop that server';
  const startServer = async () => {
    throw new KnowledgeBaseError('data_folder_in_use', message);
  };
  const { code, noted } = await runWithFakes(['serve'], {}, { services: { startServer } });
  expect(code).toBe(1);
  expect(noted[1]).toBe('  → stop that server');
});
