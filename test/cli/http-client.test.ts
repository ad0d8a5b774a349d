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

test('createHttpClient() gives the events of a stream as they come, and throws a refusal', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/refused') return response.writeHead(400).end('{"code":"invalid_request","detail":"Cannot"}');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const bytes = Buffer.from('event: text\ndata: {"text":"十天"}\n\n: heartbeat\n\nevent: reply\ndata: {}\n\n');
    response.write(bytes.subarray(0, 29)); // In the middle of a character.
    return setTimeout(() => response.end(bytes.subarray(29)), 5);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = createHttpClient(`http://127.0.0.1:${port}`);
  const events = [];
  for await (const event of client.stream('/v1/query', { json: {} })) events.push(event);
  expect(events.map(({ event }) => event)).toEqual(['text', 'reply']);
  expect(events[0]?.data).toEqual({ text: '十天' });
  const refused = client.stream('/refused', { json: {} })[Symbol.asyncIterator]().next();
  await expect(refused).rejects.toMatchObject({ problem: { code: 'invalid_request' } });
  server.close();
  server.closeAllConnections();
});
