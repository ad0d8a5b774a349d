import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { checkPort } from '../../../src/cli/doctor/check-port.js';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

async function listen(body: string): Promise<number> {
  const started = createServer((_request, response) => response.end(body));
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return (started.address() as AddressInfo).port;
}

test('checkPort() finds a free port free', async () => {
  const port = await listen('');
  server?.close();
  expect(await checkPort('127.0.0.1', port, undefined)).toMatchObject({ ok: true, detail: 'free on 127.0.0.1' });
});

test('checkPort() names a Kaoju on another data folder', async () => {
  const port = await listen('{"status":"ok","version":"0.1.0"}');
  expect(await checkPort('127.0.0.1', port, undefined)).toMatchObject({
    ok: false,
    detail: 'held by a Kaoju 0.1.0 on another data folder',
    remedy: 'stop that program, or set KAOJU_PORT to another port',
  });
});

test('checkPort() names any other program', async () => {
  const port = await listen('<html>');
  expect(await checkPort('127.0.0.1', port, undefined)).toMatchObject({ detail: 'held by another program' });
});

test('checkPort() is content when the server of this data folder holds it', async () => {
  const port = await listen('');
  expect(await checkPort('127.0.0.1', port, `http://127.0.0.1:${port}`)).toMatchObject({ ok: true });
});
