import OpenAI, { APIError } from 'openai';
import { afterEach, describe, expect, test } from 'vitest';
import { KnowledgeBaseError } from '../../../src/core/errors.js';
import { listen } from '../../../src/http/listen.js';
import { keys, startServer } from '../start-server.js';

// The official client over a real socket, as programs use it.

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of running.splice(0)) await close();
});

async function connect(environment: Record<string, string> = {}, apiKey = 'none') {
  const { server, knowledgeBase } = await startServer(environment);
  const listening = await listen(server, { host: '127.0.0.1', port: 0, signals: false });
  running.push(() => {
    // fetch opens a second connection in reserve, which a server cannot tell from one in use.
    server.server.closeAllConnections();
    return listening.close();
  });
  const client = new OpenAI({ baseURL: `${listening.url}/v1`, apiKey, maxRetries: 0 });
  return { client, knowledgeBase, url: listening.url };
}

const model = 'kaoju/handbook';
const messages = [{ role: 'user', content: '年假有多少天？' }] as const;

async function errorOf(promise: Promise<unknown>): Promise<APIError> {
  const error = await promise.then(
    () => null,
    (caught: unknown) => caught,
  );
  if (!(error instanceof APIError)) throw new Error(`expected an API error, got ${String(error)}`);
  return error;
}

describe('the openai package', () => {
  test('lists and finds the collections as models', async () => {
    const { client } = await connect();
    const models = await client.models.list();
    expect(models.data).toMatchObject([{ id: model, object: 'model', owned_by: 'kaoju' }]);
    expect((await client.models.retrieve(model)).id).toBe(model);
    expect(await errorOf(client.models.retrieve('kaoju/nowhere'))).toMatchObject({
      status: 404,
      code: 'model_not_found',
      param: 'model',
      type: 'invalid_request_error',
    });
  });

  test('gets an answer with its sources in the text, as annotations and under kaoju', async () => {
    const { client, url } = await connect();
    const completion = await client.chat.completions.create({ model, messages: [...messages] });
    const [choice] = completion.choices;
    const content = choice?.message.content ?? '';
    expect(choice?.finish_reason).toBe('stop');
    expect(content).toMatch(/^# 休假制度\[1\]\n\n来源：\n\n- \[1\] \[标题\]\(http/);
    const [annotation] = choice?.message.annotations ?? [];
    expect(annotation?.url_citation).toMatchObject({ start_index: 0, title: '标题' });
    expect(content.slice(0, annotation?.url_citation.end_index)).toBe('# 休假制度');
    expect(annotation?.url_citation.url).toMatch(new RegExp(`^${url}/v1/collections/handbook/documents/.*/view\\?`));
    expect(await (await fetch(annotation?.url_citation.url ?? '')).text()).toContain('<html');
    expect(completion.usage).toEqual({
      prompt_tokens: '\n年假有多少天？'.length,
      completion_tokens: content.length,
      total_tokens: '\n年假有多少天？'.length + content.length,
    });
    expect(completion).toMatchObject({
      kaoju: { route: 'knowledge_base', confidence: 0.9, id: completion.id, tokens_counted_by: 'fake' },
    });
  });

  test('streams the same text in chunks, usage at the end where it is asked for', async () => {
    const { client } = await connect();
    const whole = await client.chat.completions.create({ model, messages: [...messages] });
    const stream = await client.chat.completions.create({
      model,
      messages: [...messages],
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const [first] = chunks;
    expect(first?.choices[0]?.delta).toEqual({ role: 'assistant', content: '' });
    expect(first?.usage).toBeNull();
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
    const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
    const view = /\(http[^)]*\)/g;
    expect(text.replace(view, '')).toBe(whole.choices[0]?.message.content?.replace(view, ''));
    expect(chunks.flatMap(({ choices }) => choices[0]?.finish_reason ?? [])).toEqual(['stop']);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } });
    expect(chunks.find((chunk) => 'kaoju' in chunk)).toMatchObject({ kaoju: { route: 'knowledge_base' } });
  });

  test('reads a stream with its own helper, chunks of Open WebUI in between', async () => {
    const { client } = await connect();
    const completion = await client.chat.completions.stream({ model, messages: [...messages] }).finalChatCompletion();
    expect(completion.choices[0]?.message.content).toMatch(/来源：/);
  });

  test('gets errors as OpenAI has them', async () => {
    const { client, knowledgeBase } = await connect();
    expect(await errorOf(client.chat.completions.create({ model: 'gpt-4', messages: [...messages] }))).toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
    knowledgeBase.beforeQuery = async () => {
      throw new KnowledgeBaseError('index_unavailable', 'Cannot search: the index is closed; start again');
    };
    const failed = await errorOf(client.chat.completions.create({ model, messages: [...messages] }));
    expect(failed).toMatchObject({ status: 503, type: 'server_error', code: 'index_unavailable' });
    expect(failed.headers?.get('retry-after')).toBe('5');
    const stream = await client.chat.completions.create({ model, messages: [...messages], stream: true });
    const error = await errorOf(
      (async () => {
        for await (const _ of stream);
      })(),
    );
    expect(error.message).toMatch(/the index is closed/);
  });

  test('is told that its key is wrong, and never asked for one in the address', async () => {
    const { client, url } = await connect(keys, 'secret-wrong');
    expect(await errorOf(client.models.list())).toMatchObject({ status: 401, code: 'invalid_api_key' });
    const response = await fetch(`${url}/v1/models?api_key=secret-bot`);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_api_key' } });
  });

  test('stops the work when it aborts, also in the middle of a stream', async () => {
    const { client, knowledgeBase } = await connect();
    let aborted = () => {};
    const seen = new Promise<void>((resolve) => {
      aborted = resolve;
    });
    knowledgeBase.beforeQuery = ({ signal }) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => {
          aborted();
          reject(signal.reason);
        });
      });
    const stream = await client.chat.completions.create({ model, messages: [...messages], stream: true });
    for await (const _ of stream) break; // Breaking off aborts the request.
    await seen;
  });

  test('gets vectors as numbers and as base64, which it asks for by itself', async () => {
    const { client } = await connect();
    const byDefault = await client.embeddings.create({ model: 'kaoju-encoder', input: ['年假', 'four'] });
    const asNumbers = await client.embeddings.create({
      model: 'kaoju-encoder',
      input: '年假',
      encoding_format: 'float',
    });
    expect(byDefault.data.map(({ embedding }) => Array.from(embedding))).toEqual([
      [2, 0.5],
      [4, 0.5],
    ]);
    expect(asNumbers.data[0]?.embedding).toEqual([2, 0.5]);
    expect(byDefault.usage.total_tokens).toBe(6);
    for (const [input, param] of [
      ['x'.repeat(501), 'input'],
      [['', 'x'], 'input[0]'],
      [[], 'input'],
      [[1, 2], 'input[0]'],
    ] as const) {
      const error = await errorOf(
        client.embeddings.create({ model: 'kaoju-encoder', input: input as unknown as string[] }),
      );
      expect(error).toMatchObject({ status: 400, param });
    }
    const wrong = client.embeddings.create({ model: 'kaoju-encoder', input: 'x', dimensions: 99 });
    expect(await errorOf(wrong)).toMatchObject({ status: 400, param: 'dimensions', code: 'unsupported_value' });
    const other = client.embeddings.create({ model: 'text-embedding-3-small', input: 'x' });
    expect(await errorOf(other)).toMatchObject({ status: 404, code: 'model_not_found' });
  });
});
