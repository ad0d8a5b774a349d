import { describe, expect, test } from 'vitest';
import { streamAnswer } from '../../src/answer/answer-question.js';
import type { ReplyEvent } from '../../src/core/reply-event.js';
import { fakeAnswerPorts } from '../fakes/answer-ports.js';

const leave = { id: 'leave.md', title: '请假制度', body: '员工每年享有十天年假。病假超过三天须提交医院证明。' };

async function eventsOf(question: string): Promise<ReplyEvent[]> {
  const { ports, collection } = await fakeAnswerPorts([leave]);
  const events: ReplyEvent[] = [];
  for await (const event of streamAnswer(ports, { collection, question, labels: null })) events.push(event);
  return events;
}

describe('streamAnswer() without a model', () => {
  test.each([
    ['病假超过三天须提交什么证明？', 'knowledge_base'],
    ['病假几天须提交银行流水？', 'passages'],
    ['的', 'no_answer'],
  ])('%s: sends the whole text, then the reply with it', async (question, route) => {
    const events = await eventsOf(question);
    const last = events.at(-1);
    expect(last).toMatchObject({ type: 'reply', reply: { route } });
    const text = events.map((event) => (event.type === 'text' ? event.text : '')).join('');
    expect(text).toBe(last?.type === 'reply' && last.reply.answer);
    expect(events[0]).toEqual({ type: 'progress', step: 'retrieving' });
  });
});
