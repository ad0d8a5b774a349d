import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createHttpClient } from '../../src/cli/http-client.js';

test('createHttpClient() speaks to a server, with token, method and body', async () => {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method, url, headers } = request;
    response.end(JSON.stringify({ method, url, token: headers.authorization, body: Buffer.concat(chunks).toString() }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = createHttpClient(`http://127.0.0.1:${port}`, 'secret');
  const answer = await client.request('PUT', '/v1/collections/a%2Fb', { bytes: Buffer.from('文') });
  server.close();
  server.closeAllConnections();
  expect(answer).toEqual({ method: 'PUT', url: '/v1/collections/a%2Fb', token: 'Bearer secret', body: '文' });
});

test('createHttpClient() says what is wrong and what to do when nothing listens', async () => {
  const client = createHttpClient('http://127.0.0.1:1');
  await expect(client.request('GET', '/livez')).rejects.toMatchObject({
    problem: { code: 'server_unreachable', detail: expect.stringContaining('start it again with kaoju serve') },
  });
});
