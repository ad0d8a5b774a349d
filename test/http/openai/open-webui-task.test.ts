import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openWebuiTaskReply, questionInTemplate } from '../../../src/http/openai/open-webui-task.js';
import { startServer } from '../start-server.js';

const history = `### Chat History:
<chat_history>
USER: 年假有多少天？
还有病假呢
ASSISTANT: 十五天 SECRET
USER: And how do I apply?
</chat_history>`;
const task = (first: string) => `### Task:\n${first}\n### Guidelines:\n- Be brief.\n${history}`;

describe('openWebuiTaskReply()', () => {
  test.each([
    [
      'Generate a concise, 3-5 word title with an emoji summarizing the chat history.',
      '{"title":"年假有多少天？ 还有病假呢"}',
    ],
    ['Generate 1-3 broad tags categorizing the main themes of the chat history.', '{"tags":[]}'],
    [
      'Suggest 3-5 relevant follow-up questions or prompts that the user might naturally ask next.',
      '{"follow_ups":[]}',
    ],
    ['Analyze the chat history to determine the necessity of generating search queries.', '{"queries":[]}'],
    ['You are an autocompletion system. Continue the text in `<text>`.', '{"text":""}'],
    ['Do something that nobody has thought of.', '{}'],
    ['生成一个简洁的标题', '{"title":"年假有多少天？ 还有病假呢"}'],
  ])('answers "%s" with %s', (first, reply) => {
    expect(openWebuiTaskReply(task(first))).toBe(reply);
  });

  test('cuts a title, and has one for an empty chat', () => {
    const long = openWebuiTaskReply(
      `### Task:\nGenerate a title\n<chat_history>\nUSER: ${'很'.repeat(80)}\n</chat_history>`,
    );
    expect(long).toBe(`{"title":"${'很'.repeat(39)}…"}`);
    expect(openWebuiTaskReply('### Task:\nGenerate a title')).toBe('{"title":"New chat"}');
  });

  test.each(['年假有多少天？', 'What is a ### Task: header?', '# Task: title'])('leaves "%s" to answering', (text) => {
    expect(openWebuiTaskReply(text)).toBeNull();
  });
});

describe('questionInTemplate()', () => {
  const rag =
    '### Task:\nRespond to the user query using the provided context, incorporating inline citations.\n\n<context>\n<source id="1">text</source>\n</context>\n';

  test('takes the question out of the template for Open WebUI’s own documents', () => {
    expect(openWebuiTaskReply(`${rag}\n年假有多少天？`)).toBeNull();
    expect(questionInTemplate(`${rag}\n年假有多少天？`)).toBe('年假有多少天？');
    expect(questionInTemplate(`${rag}\n<user_query>\nHow many days?\n</user_query>\n`)).toBe('How many days?');
    expect(questionInTemplate('How many days?')).toBe('How many days?');
  });
});

describe('POST /v1/chat/completions with one of Open WebUI’s tasks', () => {
  let started: Awaited<ReturnType<typeof startServer>>;
  beforeAll(async () => {
    started = await startServer();
  });
  beforeEach(() => {
    started.knowledgeBase.lastQuery = undefined;
    started.knowledgeBase.lastSearch = undefined;
  });
  afterAll(() => started.server.close());

  test.each([false, true])('asks the knowledge base nothing and shows no document (stream: %s)', async (stream) => {
    const payload = {
      model: 'kaoju/handbook',
      stream,
      messages: [{ role: 'user', content: task('Generate a concise title for the chat.') }],
    };
    const response = await started.server.inject({ method: 'POST', url: '/v1/chat/completions', payload });
    expect(response.statusCode).toBe(200);
    expect(response.body).toContain('年假有多少天');
    expect(response.body).not.toMatch(/SECRET|休假制度|kaoju":/);
    expect(started.knowledgeBase.lastQuery).toBeUndefined();
    expect(started.knowledgeBase.lastSearch).toBeUndefined();
  });

  test('still needs a collection that there is', async () => {
    const payload = { model: 'kaoju/nowhere', messages: [{ role: 'user', content: task('Generate a title') }] };
    const response = await started.server.inject({ method: 'POST', url: '/v1/chat/completions', payload });
    expect(response.statusCode).toBe(404);
  });
});
