import { afterEach, expect, test } from 'vitest';
import { type HealthServer, startHealthServer } from '../../src/http/health-server.js';
import type { HealthProblem } from '../../src/knowledge-base.js';

const servers: HealthServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function start(problems: readonly HealthProblem[], port = 0): Promise<string> {
  const server = await startHealthServer({ health: async () => problems }, { host: '127.0.0.1', port });
  servers.push(server);
  return `http://127.0.0.1:${server.port}`;
}

test('startHealthServer() is ready unless something blocks', async () => {
  const well = await start([{ code: 'model_file_invalid', message: 'Cannot read', blocking: false }]);
  const ready = await fetch(`${well}/readyz`);
  expect([ready.status, await ready.json()]).toMatchObject([200, { status: 'ready', problems: [{ blocking: false }] }]);
  const ill = await start([{ code: 'database_unavailable', message: 'Cannot reach it', blocking: true }]);
  expect((await fetch(`${ill}/readyz`)).status).toBe(503);
  expect((await fetch(`${ill}/livez`)).status).toBe(200);
  expect((await fetch(`${ill}/v1/query`)).status).toBe(404);
});

test('startHealthServer() names a port that another program has', async () => {
  const port = Number(new URL(await start([])).port);
  await expect(start([], port)).rejects.toMatchObject({ code: 'port_in_use' });
});
