import { describe, expect, test } from 'vitest';
import { answerQuestion } from '../../src/answer/answer-question.js';
import type { ConversationTurn } from '../../src/core/conversation.js';
import { KnowledgeBaseError } from '../../src/core/errors.js';
import type { ChatMessage, ChatModel } from '../../src/ports/chat-model.js';
import { type FakeDocument, fakeAnswerPorts, fakePrompts } from '../fakes/answer-ports.js';

const documents: readonly FakeDocument[] = [
  { id: 'leave.md', title: '年假制度', body: '年假为十天，试用期员工没有年假。年假可以结转到次年三月。' },
  { id: 'vpn.md', title: 'VPN', body: 'VPN 密码每九十天更换一次。' },
];
const history = [
  { role: 'user', content: '年假有多少天？' },
  { role: 'assistant', content: '十天' },
] as const;

async function ask(
  question: string,
  overrides: Parameters<typeof fakeAnswerPorts>[1] = {},
  turns: readonly ConversationTurn[] = history,
) {
  const { ports, collection } = await fakeAnswerPorts(documents, overrides);
  return answerQuestion(ports, { collection, question, labels: null, history: turns });
}

function modelThatSays(text: string | Error): ChatModel & { asked: readonly ChatMessage[][] } {
  const asked: ChatMessage[][] = [];
  return {
    asked,
    name: 'fake',
    async complete(messages) {
      asked.push([...messages]);
      if (text instanceof Error) throw text;
      return { text, reasoning: null, revision: null, usage: null, truncated: false };
    },
    // biome-ignore lint/correctness/useYield: it fails before it says anything.
    async *stream() {
      throw new KnowledgeBaseError('model_unavailable', 'Cannot reach the model; start it');
    },
    countTokens: async (texts) => texts.map((text) => text.length),
    contextTokens: async () => null,
    revision: async () => null,
    close: async () => {},
  };
}

describe('a question with a history', () => {
  test('is completed before it is looked for, and the reply shows what was asked', async () => {
    const reply = await ask('它可以结转吗？');
    expect(reply.question).toBe('年假：它可以结转吗？');
    expect(reply.passages[0]?.documentId).toBe('leave.md');
  });

  test('keeps its own words where it is surer of them', async () => {
    expect((await ask('密码每九十天更换一次吗？')).question).toBe('密码每九十天更换一次吗？');
  });

  test('takes the subject over where it is surer so', async () => {
    expect((await ask('要提前申请吗？')).question).toBe('年假：要提前申请吗？');
  });

  test('stays as it is without one', async () => {
    expect((await ask('它可以结转吗？', {}, [])).question).toBe('它可以结转吗？');
  });

  test('is completed by the model where one is set', async () => {
    const prompts = {
      ...fakePrompts,
      text: (_id: string, _language: string, inputs: Readonly<Record<string, string>> = {}) => JSON.stringify(inputs),
    };
    const chatModel = modelThatSays('“年假可以结转吗？”');
    const reply = await ask('可以结转吗？', { chatModel, prompts });
    expect(reply.question).toBe('年假可以结转吗？');
    expect(chatModel.asked[0]?.[0]?.content).toContain('user: 年假有多少天？');
  });

  test.each([
    ['fails', new KnowledgeBaseError('model_unavailable', 'Cannot reach the model; start it')],
    ['says nothing', ' '],
    ['answers at length', '年假为十天。\n此外还有病假。'],
    ['writes a novel', '长'.repeat(501)],
  ])('falls back on the rule when the model %s', async (_name, said) => {
    expect((await ask('它可以结转吗？', { chatModel: modelThatSays(said) })).question).toBe('年假：它可以结转吗？');
  });
});
