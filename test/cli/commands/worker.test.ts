import { expect, test } from 'vitest';
import { KnowledgeBaseError } from '../../../src/core/errors.js';
import { runWithFakes } from '../run-with-fakes.js';

test('kaoju worker says whose jobs it works on, and gives back what it holds on Ctrl-C', async () => {
  const controller = new AbortController();
  let closed = false;
  const startWorker = async (_config: unknown, { healthPort }: { healthPort?: number }) => {
    setImmediate(() => controller.abort());
    return {
      where: 'postgresql://db:5432/kaoju',
      healthUrl: `http://127.0.0.1:${healthPort}`,
      health: async () => [],
      close: async () => {
        closed = true;
      },
    };
  };
  const { code, printed, noted } = await runWithFakes(
    ['worker', '--health-port', '8081'],
    {},
    { services: { startWorker }, signal: controller.signal },
  );
  expect({ code, printed, closed }).toEqual({
    code: 0,
    printed: ['Kaoju works on the jobs of postgresql://db:5432/kaoju'],
    closed: true,
  });
  expect(noted[0]).toContain('http://127.0.0.1:8081/readyz');
});

test('kaoju worker refuses what is no port, and names what is missing', async () => {
  expect((await runWithFakes(['worker', '--health-port', 'x'], {})).code).toBe(2);
  const startWorker = async () => {
    throw new KnowledgeBaseError('invalid_configuration', 'Cannot work on jobs of others: not set; set it');
  };
  const { code, noted } = await runWithFakes(['worker'], {}, { services: { startWorker } });
  expect(code).toBe(1);
  expect(noted[1]).toBe('  → set it');
});
