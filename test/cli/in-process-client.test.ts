import { expect, test } from 'vitest';
import { createInProcessClient } from '../../src/cli/in-process-client.js';

async function* noStream(): AsyncGenerator<string, void, void> {}

test('createInProcessClient() hands requests to the application and closes it', async () => {
  let closed = false;
  const client = createInProcessClient(
    { inject: async (request) => ({ statusCode: 200, body: JSON.stringify(request), stream: noStream }) },
    {
      target: 'here',
      token: 'secret',
      close: async () => {
        closed = true;
      },
    },
  );
  const answer = await client.request('POST', '/v1/query', { json: { question: '？' } });
  await client.close();
  expect(answer).toMatchObject({
    method: 'POST',
    url: '/v1/query',
    headers: { authorization: 'Bearer secret' },
    payload: '{"question":"？"}',
  });
  expect(closed).toBe(true);
});

test('createInProcessClient() gives up waiting when the signal aborts', async () => {
  const controller = new AbortController();
  const client = createInProcessClient(
    { inject: () => new Promise(() => {}) },
    { target: 'here', close: async () => {} },
  );
  const answer = client.request('GET', '/livez', { signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(answer).rejects.toThrow('enough');
});

test('createInProcessClient() gives the events of a stream as they come, and throws a refusal', async () => {
  const sent: unknown[] = [];
  const streaming = (statusCode: number, ...chunks: string[]) =>
    createInProcessClient(
      {
        async inject(request) {
          sent.push(request);
          return {
            statusCode,
            body: '',
            async *stream() {
              yield* chunks;
            },
          };
        },
      },
      { target: 'here', close: async () => {} },
    );
  const events = [];
  const chunks = ['event: text\nda', 'ta: {"text":"十"}\n\n: heartbeat\n\nevent: reply\ndata: {}\n', '\n'];
  for await (const event of streaming(200, ...chunks).stream('/v1/query', { json: {} })) events.push(event);
  expect(events).toEqual([
    { event: 'text', data: { text: '十' } },
    { event: 'reply', data: {} },
  ]);
  expect(sent[0]).toMatchObject({ method: 'POST', url: '/v1/query', payloadAsStream: true });
  const refused = streaming(404, '{"code":"collection_not_found","detail":"Cannot find it"}').stream('/v1/query', {});
  await expect(refused[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    problem: { code: 'collection_not_found' },
  });
});
