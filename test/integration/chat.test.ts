import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Composition, compose } from '../../src/compose.js';
import { loadConfig } from '../../src/config.js';
import { type ListeningServer, listen } from '../../src/http/listen.js';

// Chat programs against the whole service: encoder, reader, conversation, links and feedback.

let folder: string;
let service: Composition;
let listening: ListeningServer;
let client: OpenAI;

const leave = `# 休假制度

## 年假

正式员工每年享有十五天年假。试用期员工每年享有五天年假。

## 病假

病假需提供医院证明。

## Sick leave

Sick leave of more than three days needs a certificate of a doctor.
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaoju-chat-'));
  service = await compose(loadConfig({ KAOJU_DATA_DIR: folder }), { command: 'a test' });
  await service.knowledgeBase.putCollection('handbook');
  await service.knowledgeBase.putDocument('handbook', { id: 'leave.md', bytes: Buffer.from(leave) });
  listening = await listen(service.app, { host: '127.0.0.1', port: 0, signals: false });
  client = new OpenAI({ baseURL: `${listening.url}/v1`, apiKey: 'none', maxRetries: 0 });
});
afterAll(async () => {
  service?.app.server.closeAllConnections();
  await service?.close();
  await rm(folder, { recursive: true, force: true });
});

test('a follow-up is answered from the section it means, with a link that opens and an id that feedback takes', async () => {
  const completion = await client.chat.completions.create({
    model: 'kaoju/handbook',
    messages: [
      { role: 'user', content: '正式员工每年有多少天年假？' },
      { role: 'assistant', content: '十五天' },
      { role: 'user', content: '那试用期员工呢？' },
    ],
  });
  const { content, annotations } = completion.choices[0]?.message ?? {};
  expect(content).toContain('试用期员工每年享有五天年假');
  expect(completion).toMatchObject({
    kaoju: { question: '正式员工每年有多少天年假，试用期员工呢？', tokens_counted_by: 'builtin' },
  });
  expect(completion.usage?.prompt_tokens).toBeGreaterThan(5);
  const page = await fetch(annotations?.[0]?.url_citation.url ?? '');
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('试用期员工');
  const feedback = await fetch(`${listening.url}/v1/feedback`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ reply_id: completion.id, rating: 'up' }),
  });
  expect(feedback.status, await feedback.clone().text()).toBeLessThan(300);
});

test('vectors of questions and passages that belong together are near', async () => {
  const embed = async (input: string, input_type: string) => {
    const body = { model: 'kaoju-encoder', input, encoding_format: 'float' as const, input_type };
    return (await client.embeddings.create(body)).data[0]?.embedding ?? [];
  };
  const question = await embed('病假要交什么？', 'query');
  const [near, far] = [
    await embed('病假需提供医院证明。', 'passage'),
    await embed('The weather on Mars is cold.', 'passage'),
  ];
  const cosine = (other: number[]) => question.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
  expect(question).toHaveLength(384);
  expect(cosine(near)).toBeGreaterThan(cosine(far));
});

test('Dify’s retrieval scores on the scale of confidence', async () => {
  const response = await fetch(`${listening.url}/v1/retrieval`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer none' },
    body: JSON.stringify({
      knowledge_id: 'handbook',
      query: '病假需要提供什么证明？',
      retrieval_setting: { top_k: 3, score_threshold: 0.5 },
      metadata_condition: { conditions: [{ name: 'document_id', comparison_operator: 'end with', value: '.md' }] },
    }),
  });
  const { records } = (await response.json()) as { records: { content: string; score: number }[] };
  expect(records[0]?.content).toContain('医院证明');
  expect(records.every(({ score }) => score >= 0.5 && score <= 1)).toBe(true);
});
