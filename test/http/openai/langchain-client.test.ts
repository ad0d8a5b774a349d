import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ListeningServer, listen } from '../../../src/http/listen.js';
import type { FakeKnowledgeBase } from '../../fakes/fake-knowledge-base.js';
import { startServer } from '../start-server.js';

let listening: ListeningServer;
let knowledgeBase: FakeKnowledgeBase;
beforeAll(async () => {
  const started = await startServer();
  ({ knowledgeBase } = started);
  listening = await listen(started.server, { host: '127.0.0.1', port: 0, signals: false });
});
afterAll(() => listening.close());

const configuration = () => ({ baseURL: `${listening.url}/v1` });

describe('@langchain/openai', () => {
  test('asks in a conversation and gets the answer', async () => {
    const chat = new ChatOpenAI({ model: 'kaoju/handbook', apiKey: 'none', configuration: configuration() });
    const message = await chat.invoke([
      ['system', '请用中文回答'],
      ['human', '年假有多少天？'],
      ['ai', '十五天'],
      ['human', '那试用期呢？'],
    ]);
    expect(message.content).toMatch(/来源：/);
    expect(knowledgeBase.lastQuery).toMatchObject({
      question: '那试用期呢？',
      history: [
        { role: 'user', content: '年假有多少天？' },
        { role: 'assistant', content: '十五天' },
      ],
    });
    expect(message).toMatchObject({ usage_metadata: { total_tokens: expect.any(Number) } });
  });

  test('streams', async () => {
    const chat = new ChatOpenAI({ model: 'kaoju/handbook', apiKey: 'none', configuration: configuration() });
    let text = '';
    for await (const chunk of await chat.stream('年假有多少天？')) text += chunk.content;
    expect(text).toMatch(/\[1\][\s\S]*来源：/);
  });

  test('embeds', async () => {
    const embeddings = new OpenAIEmbeddings({ model: 'kaoju-encoder', apiKey: 'none', configuration: configuration() });
    expect(await embeddings.embedDocuments(['年假', 'leave'])).toEqual([
      [2, 0.5],
      [5, 0.5],
    ]);
  });
});
