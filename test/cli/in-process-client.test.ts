import { expect, test } from 'vitest';
import { createInProcessClient } from '../../src/cli/in-process-client.js';

test('createInProcessClient() hands requests to the application and closes it', async () => {
  let closed = false;
  const client = createInProcessClient(
    { inject: async (request) => ({ statusCode: 200, body: JSON.stringify(request) }) },
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
