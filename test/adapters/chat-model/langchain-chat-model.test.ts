import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { type ChatModelOptions, langchainChatModel } from '../../../src/adapters/chat-model/langchain-chat-model.js';
import type { ChatCompletion, ChatModel } from '../../../src/ports/chat-model.js';
import {
  answers,
  begin,
  type ChatAnswer,
  type ChatServer,
  finish,
  says,
  sendPiece,
  startChatServer,
} from '../../fakes/chat-server.js';

const running: ChatServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function open(options: Partial<ChatModelOptions>, ...script: ChatAnswer[]) {
  const server = await startChatServer(...script);
  running.push(server);
  const model = await langchainChatModel({
    provider: 'openai',
    model: 'tuned',
    url: server.url,
    key: null,
    retryDelayMs: 1,
    ...options,
  });
  return { server, model };
}

const question = [{ role: 'user', content: '年假有几天？' }] as const;

async function streamed(model: ChatModel, signal?: AbortSignal) {
  const pieces: string[] = [];
  const events = model.stream(question, signal ? { signal } : {});
  for (;;) {
    const { done, value } = await events.next();
    if (done) return { pieces, completion: value as ChatCompletion };
    pieces.push(value);
  }
}

describe('langchainChatModel()', () => {
  test('completes, with usage and the build that answered', async () => {
    const { model, server } = await open({ key: 'secret' }, says('年假', '十天。'));
    expect(await model.complete(question, { maxTokens: 99 })).toEqual({
      text: '年假十天。',
      reasoning: null,
      truncated: false,
      revision: 'tuned@fp1',
      usage: { promptTokens: 11, completionTokens: 7 },
    });
    expect(server.seen[0]).toMatchObject({
      path: '/v1/chat/completions',
      authorization: 'Bearer secret',
      body: { model: 'tuned', max_tokens: 99, temperature: 0, stream: true, messages: question },
    });
  });

  test('sends no key that it was not given, whatever the environment holds', async () => {
    const { model, server } = await open({}, says('x'));
    await model.complete(question);
    expect(server.seen[0]?.authorization).toBe('Bearer none');
  });

  test('streams the pieces as they come', async () => {
    const { model } = await open({}, says('年假', '十天。'));
    expect(await streamed(model)).toMatchObject({ pieces: ['年假', '十天。'], completion: { text: '年假十天。' } });
  });

  test('keeps reasoning out, in tags across pieces and in either field', async () => {
    const { model } = await open({}, says('<th', 'ink>hm', 'm</think>', '\n十天。'));
    expect(await streamed(model)).toMatchObject({ pieces: ['十天。'], completion: { reasoning: 'hmm' } });
    for (const field of ['reasoning_content', 'reasoning']) {
      const other = await open({}, (response) => {
        begin(response);
        sendPiece(response, { [field]: 'hmm' });
        sendPiece(response, { content: '十天。' });
        finish(response);
      });
      expect(await other.model.complete(question)).toMatchObject({ text: '十天。', reasoning: 'hmm' });
    }
  });

  test('holds a stream back once it learnt that thoughts are opened outside', async () => {
    const { model } = await open({}, says('hmm', '</think>十天。'));
    await expect(streamed(model)).rejects.toMatchObject({ code: 'model_unavailable', facts: { down: false } });
    expect(await streamed(model)).toMatchObject({ pieces: ['十天。'], completion: { reasoning: 'hmm' } });
    expect(await model.complete(question)).toMatchObject({ text: '十天。' });
  });

  test('gives a model that thinks room for it, from the first thought that used up its tokens', async () => {
    const { model, server } = await open(
      {},
      (response) => {
        begin(response);
        sendPiece(response, { content: '<think>hm' });
        finish(response, 'length');
      },
      says('<think>hm</think>十天。'),
    );
    expect(model.reasoningTokens?.()).toBe(0);
    expect(await model.complete(question, { maxTokens: 100 })).toMatchObject({ text: '十天。' });
    expect(server.seen.map(({ body }) => body.max_tokens)).toEqual([100, 2148]);
    expect(model.reasoningTokens?.()).toBe(2048);
  });

  test('says when a reply was cut off at its limit', async () => {
    const { model } = await open({}, (response) => {
      begin(response);
      sendPiece(response, { content: '年假有' });
      finish(response, 'length');
    });
    expect(await model.complete(question)).toMatchObject({ text: '年假有', truncated: true });
  });

  test('names adapter and base model, and the length of the context, as the server does', async () => {
    const { model, server } = await open({}, says('x'));
    server.models = {
      data: [{ id: 'tuned', root: '/srv/adapters/lora-7', parent: 'org/Base-7B', max_model_len: 4096 }],
    };
    expect(await model.revision()).toBe('tuned@lora-7 on Base-7B');
    expect(await model.contextTokens()).toBe(4096);
    expect((await model.complete(question)).revision).toBe('tuned@lora-7 on Base-7B');
  });

  test('counts in the model’s own tokens where the server does, else estimates', async () => {
    const { model, server } = await open({}, says('x'));
    server.tokenize = (text) => ({ tokens: [...text].map(() => 1) });
    expect(await model.countTokens(['年假', 'abc'])).toEqual([2, 3]);
    server.tokenize = (text) => ({ count: text.length * 2, max_model_len: 9, tokens: [] });
    expect(await model.countTokens(['年假'])).toEqual([4]);
    server.tokenize = null;
    expect(await model.countTokens(['年假有', 'abcdef'])).toEqual([3, 2]);
  });

  test('ends at the caller’s signal, with its reason, and ends the server’s work', async () => {
    const { model, server } = await open({}, (response) => {
      begin(response);
      sendPiece(response, { content: '年假' });
    });
    const caller = new AbortController();
    const events = model.stream(question, { signal: caller.signal });
    await events.next();
    caller.abort(new Error('gone'));
    await expect(events.next()).rejects.toThrow('gone');
    await expect.poll(() => server.seen[0]?.aborted).toBe(true);
  });

  test('ends the server’s work when its reader stops', async () => {
    const { model, server } = await open({}, (response) => {
      begin(response);
      sendPiece(response, { content: '年假' });
    });
    for await (const _ of model.stream(question)) break;
    await expect.poll(() => server.seen[0]?.aborted).toBe(true);
  });

  test('lets only so many replies be under way', async () => {
    let [current, most] = [0, 0];
    const { model } = await open({ concurrency: 2 }, async (response) => {
      current += 1;
      most = Math.max(most, current);
      await delay(5);
      current -= 1;
      says('x')(response, undefined as never);
    });
    await Promise.all(Array.from({ length: 6 }, () => model.complete(question)));
    expect(most).toBe(2);
  });

  test('names the command that installs a provider’s package', async () => {
    const opening = open({ provider: 'anthropic', model: 'claude-x', url: null });
    await expect(opening).rejects.toMatchObject({
      code: 'invalid_configuration',
      message: expect.stringContaining('npm install @langchain/anthropic'),
    });
    const unknown = open({ provider: 'nobody', url: null });
    await expect(unknown).rejects.toMatchObject({
      message: expect.stringMatching(/no such provider; use one of openai/),
    });
  });
});

describe('langchainChatModel() with a server in trouble', () => {
  const fails = async (options: Partial<ChatModelOptions>, reason: RegExp, ...script: ChatAnswer[]) => {
    const { model, server } = await open(options, ...script);
    await expect(model.complete(question)).rejects.toMatchObject({
      code: 'model_unavailable',
      message: expect.stringMatching(reason),
    });
    return server;
  };

  test('that is down: tries three times, then says so', async () => {
    const { model, server } = await open({}, says('x'));
    await server.close();
    await expect(model.complete(question)).rejects.toMatchObject({
      code: 'model_unavailable',
      facts: { attempts: 3, down: true },
      message: expect.stringMatching(/cannot be reached: .*ECONNREFUSED/),
    });
  });

  test('that refuses for a moment: waits as it is told, and gets its reply', async () => {
    const { model, server } = await open(
      {},
      answers(429, '{"error":"slow"}', { 'retry-after': '0.01' }),
      answers(503, ''),
      says('十天。'),
    );
    expect((await model.complete(question)).text).toBe('十天。');
    expect(server.seen).toHaveLength(3);
  });

  test('that asks for a longer pause than anyone waits: fails at once', async () => {
    const server = await fails({}, /429/, answers(429, '{"error":"later"}', { 'retry-after': '3600' }));
    expect(server.seen).toHaveLength(1);
  });

  test('that refuses the key: does not try again, and does not show the key', async () => {
    const { model, server } = await open({ key: 'secret-key' }, answers(401, '{"error":{"message":"bad key"}}'));
    const error = await model.complete(question).catch((reason: Error) => reason);
    expect(error).toMatchObject({ facts: { attempts: 1, status: 401 }, message: expect.stringContaining('bad key') });
    expect(String(error)).not.toContain('secret-key');
    expect(server.seen).toHaveLength(1);
  });

  test('that says nothing, or stops saying anything', async () => {
    await fails({ firstTokenTimeoutMs: 20 }, /said nothing for 20 ms/, () => {});
    await fails({ idleTimeoutMs: 20 }, /said nothing for 20 ms/, (response) => {
      begin(response);
      sendPiece(response, { content: '年' });
    });
  });

  test('that loops forever: ended by time', async () => {
    await fails({ timeoutMs: 60, firstTokenTimeoutMs: 60_000 }, /longer than 60 ms/, async (response) => {
      begin(response);
      while (sendPiece(response, { content: '好' }) || !response.closed) await delay(2);
    });
  });

  test('that sends 10 MB: cut with an error, as many pieces and as one line', async () => {
    await fails({ maxReplyCharacters: 1000 }, /longer than 1000 characters/, (response) => {
      begin(response);
      for (let i = 0; i < 100; i++) sendPiece(response, { content: 'x'.repeat(100) });
      finish(response);
    });
    await fails({ maxReplyCharacters: 1000 }, /longer than 60000 bytes/, says('x'.repeat(10_000_000)));
  });

  test('that dies half way: tries a completion again, but not a stream that was shown', async () => {
    const dies: ChatAnswer = (response) => {
      begin(response);
      sendPiece(response, { content: '年假' });
      setTimeout(() => response.destroy(), 5);
    };
    const { model } = await open({}, dies, says('十天。'));
    expect((await model.complete(question)).text).toBe('十天。');
    const other = await open({}, dies, says('十天。'));
    await expect(streamed(other.model)).rejects.toMatchObject({ code: 'model_unavailable', facts: { attempts: 1 } });
  });

  test('that ends a stream without saying why: takes it for broken off', async () => {
    await fails({ maxRetries: 0 }, /broke off/, (response) => {
      begin(response);
      sendPiece(response, { content: '年假有' });
      response.end();
    });
  });

  test.each([
    ['an empty reply', says(''), /its reply is empty/],
    ['blanks', says(' \n'), /its reply is empty/],
    ['only a thought', says('<think>and on and on'), /only thought/],
    ['200 with an error body', answers(200, '{"error":{"message":"model is loading"}}'), /model is loading/],
    ['HTML', answers(200, '<html>Welcome</html>', { 'content-type': 'text/html' }), /text\/html.*Welcome/],
    ['nothing at all', answers(200, ''), /not with a stream/],
    [
      'an error inside the stream',
      (response: Parameters<ChatAnswer>[0]) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end('data: {"error":{"message":"out of memory","code":500}}\n\n');
      },
      /out of memory/,
    ],
  ] as const)('that answers with %s', async (_, answer, reason) => {
    await fails({ maxRetries: 0 }, reason, answer);
  });
});

describe('langchainChatModel() with a class of LangChain', () => {
  const module = new URL('../../fakes/langchain-chat.mjs', import.meta.url).href;
  const openClass = (name: string) =>
    langchainChatModel({
      provider: 'langchain',
      model: `${module}#${name}`,
      url: null,
      key: 'k',
      options: { answer: '年假十五天' },
    });

  test('answers through any chat model by module and class, with its options', async () => {
    const model = await openClass('EchoChat');
    expect((await model.complete(question)).text).toBe('年假十五天 (k)');
    await model.close();
  });

  test('names what is wrong before anyone asks', async () => {
    await expect(openClass('Nothing')).rejects.toMatchObject({ code: 'invalid_configuration' });
  });
});
