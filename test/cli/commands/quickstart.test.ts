import { expect, test } from 'vitest';
import type { Config } from '../../../src/config.js';
import { KnowledgeBaseError } from '../../../src/core/errors.js';
import type { SentRequest } from '../../fakes/fake-client.js';
import { wireCollection, wirePutReply, wireReply } from '../../fakes/wire-bodies.js';
import { runWithFakes } from '../run-with-fakes.js';

function handbook({ method, path }: SentRequest): unknown {
  if (path === '/v1/query') return wireReply;
  return method === 'GET' ? wireCollection : wirePutReply;
}

test('kaoju quickstart --exit ingests the examples by their folders, asks four questions and ends', async () => {
  const { code, printed, client } = await runWithFakes(['quickstart', '--exit'], handbook, {
    services: {
      startServer: async () => ({
        url: 'http://127.0.0.1:1',
        token: undefined,
        problems: async () => [],
        close: async () => {},
      }),
    },
  });
  expect(code).toBe(0);
  const ids = client.sent
    .filter(({ path }) => path.includes('/documents/'))
    .map(({ path }) => decodeURIComponent(path.split('/documents/')[1] ?? ''));
  expect(ids).toContain('examples/人事/休假/2025/休假管理办法.md');
  expect(ids.filter((id) => id.endsWith('.md')).length).toBeGreaterThanOrEqual(8);
  expect(ids.some((id) => id.includes('make-pdfs'))).toBe(false);
  expect(printed.filter((line) => line.startsWith('? '))).toHaveLength(4);
});

test('kaoju quickstart takes a free port when the configured one is taken, and says so', async () => {
  const ports: number[] = [];
  const startServer = async (config: Config) => {
    ports.push(config.port);
    if (config.port !== 0) throw new KnowledgeBaseError('port_in_use', 'Cannot listen on port 8080; choose another');
    return { url: 'http://127.0.0.1:1', token: undefined, problems: async () => [], close: async () => {} };
  };
  const { code, noted } = await runWithFakes(['quickstart', '--exit'], handbook, { services: { startServer } });
  expect({ code, ports }).toEqual({ code: 0, ports: [8080, 0] });
  expect(noted[0]).toBe('port 8080 is taken by another program: using a free one');
});
