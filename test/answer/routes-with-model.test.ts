import { describe, expect, test } from 'vitest';
import type { AnswerPorts, QuestionRequest } from '../../src/answer/answer-ports.js';
import { streamAnswer } from '../../src/answer/answer-question.js';
import type { PromptTemplate } from '../../src/answer/prompts.js';
import type { Reply } from '../../src/core/reply.js';
import type { ReplyEvent } from '../../src/core/reply-event.js';
import { type FakeDocument, fakeAnswerPorts, fakePrompts } from '../fakes/answer-ports.js';
import { fakeEvidence, fakeTextCheck } from '../fakes/fake-text-check.js';
import { modelDown, saying, scriptedChatModel } from '../fakes/scripted-chat-model.js';

const leave: FakeDocument = {
  id: 'handbook/leave.md',
  title: '请假制度',
  body: '员工每年享有十天年假。病假超过三天须提交医院证明。\n\n婚假为十五天。',
};
const confident = '病假超过三天须提交什么证明？';
const unsure = '病假几天须提交银行流水？';
const unknown = '火星上的天气怎么样？';

async function ask(question: string, ports: Partial<AnswerPorts>, more: Partial<QuestionRequest> = {}) {
  const events: ReplyEvent[] = [];
  const made = await fakeAnswerPorts([leave], ports);
  const request = { collection: made.collection, question, labels: null, ...more };
  for await (const event of streamAnswer(made.ports, request, fakeTextCheck)) events.push(event);
  const last = events.at(-1);
  if (last?.type !== 'reply') throw new Error('no reply');
  const text = events.map((event) => (event.type === 'text' ? event.text : '')).join('');
  expect(text).toBe(last.reply.answer);
  expectCitations(last.reply);
  return { reply: last.reply, events, texts: events.filter(({ type }) => type === 'text').length };
}

function expectCitations({ answer, citations }: Reply) {
  const numbers = [...answer.matchAll(/\[(\d+)\]/g)].map(([, number]) => Number(number));
  expect(citations.map(({ number }) => number)).toEqual(numbers);
  for (const { answerStart, answerEnd, number } of citations) {
    expect(answer.slice(answerStart, answerEnd)).toMatch(new RegExp(`\\[${number}\\](?: \\|)?$`));
  }
}

describe('knowledge_base with a model', () => {
  test('sends the model’s sentences one by one as they are checked, with citations of the check', async () => {
    const chatModel = scriptedChatModel({ pieces: ['年假', '十天[7]。病假', '须有证明。', '多谢HELLO。'] });
    const { reply, texts } = await ask(confident, { chatModel });
    expect(reply).toMatchObject({
      route: 'knowledge_base',
      reason: 'confident',
      answer: '年假十天。 [1]病假须有证明。 [2]',
      degraded: false,
      modelRevision: 'scripted@1',
      usage: { promptTokens: 10, completionTokens: 4 },
      verdict: { score: 1, passed: true },
    });
    expect(texts).toBe(2);
    expect(chatModel.asked[0]?.[0]?.content).toBe('compose in zh');
    expect(chatModel.asked[0]?.[1]?.content).toContain('病假超过三天须提交医院证明。');
  });

  test('stops the model at the first sentence that does not hold, and quotes on', async () => {
    const chatModel = scriptedChatModel({ pieces: ['年假十天。', 'BAD一句。', '再来。', '再来。', '再来。'] });
    const { reply } = await ask(confident, { chatModel });
    expect(reply.reason).toBe('model_words_unsupported');
    expect(reply.answer).toBe('年假十天。 [1]\n\n病假超过三天须提交医院证明。 [2]');
    expect(reply.verdict).toMatchObject({ passed: false, weakestClaim: 1 });
    expect(reply.draft).toBe('年假十天。BAD一句。');
    expect(reply.verdict?.claims[1]).toMatchObject({ text: 'BAD一句。', start: 5, end: 11 });
    expect(chatModel.stopped).toBe(1);
    expect(chatModel.taken).toBeLessThan(5);
  });

  test('quotes when the first sentence does not hold, when nothing is claimed, or nothing is left', async () => {
    for (const words of ['WRONG。', 'HELLO。', '<img src=x>', '[99]']) {
      const { reply } = await ask(confident, { chatModel: saying(words) });
      expect(reply).toMatchObject({ route: 'knowledge_base', answer: '病假超过三天须提交医院证明。 [1]' });
    }
  });

  test('does not quote again what the model said word for word', async () => {
    const chatModel = saying('病假超过三天须提交医院证明。BAD一句。');
    expect((await ask(confident, { chatModel })).reply.answer).toBe('病假超过三天须提交医院证明。 [1]');
  });

  test('does not quote again two sentences that the model said one by one', async () => {
    const chatModel = saying('员工每年享有十天年假。病假超过三天须提交医院证明。BAD一句。');
    const { reply } = await ask('每年享有十天年假，病假超过三天须提交什么证明？', { chatModel });
    expect(reply.answer).toBe('员工每年享有十天年假。 [1]病假超过三天须提交医院证明。 [2]');
  });

  test('quotes, degraded, when the model is down, and when it dies half way', async () => {
    const down = await ask(confident, { chatModel: scriptedChatModel({ pieces: [], failure: modelDown }) });
    expect(down.reply).toMatchObject({
      answer: '病假超过三天须提交医院证明。 [1]',
      reason: 'confident',
      degraded: true,
      verdict: null,
      modelRevision: null,
    });
    const died = await ask(confident, {
      chatModel: scriptedChatModel({ pieces: ['年假十天。', '病假'], failure: modelDown }),
    });
    expect(died.reply.answer).toBe('年假十天。 [1]\n\n病假超过三天须提交医院证明。 [2]');
    expect(died.reply.degraded).toBe(true);
  });

  test('leaves out the sentence in whose middle the tokens were used up', async () => {
    const chatModel = scriptedChatModel({ pieces: ['年假十天。病假须有'], truncated: true });
    expect((await ask(confident, { chatModel })).reply.answer).toBe('年假十天。 [1]');
  });

  test('does not let a model smooth over sections that disagree', async () => {
    const other = { ...leave, id: 'old.md', body: '病假超过五天须提交医院证明。' };
    const chatModel = saying('HELLO');
    const made = await fakeAnswerPorts([leave, other], { chatModel });
    let reply: Reply | null = null;
    const request = { collection: made.collection, question: '病假超过几天须提交医院证明？', labels: null };
    for await (const event of streamAnswer(made.ports, request, fakeTextCheck)) {
      if (event.type === 'reply') reply = event.reply;
    }
    expect(reply?.reason).toBe('sections_disagree');
    expect(chatModel.asked).toEqual([]);
  });
});

describe('below the threshold with a model', () => {
  test('shows a draft that passes, with citations and without what found no support', async () => {
    const { reply, events, texts } = await ask(unsure, {
      chatModel: saying('病假三天要医院证明，不需要银行流水。年假每年十天，婚假是十五天。BAD。'),
    });
    expect(reply).toMatchObject({
      route: 'tuned_model',
      reason: 'draft_supported',
      answer: '病假三天要医院证明，不需要银行流水。 [1]年假每年十天，婚假是十五天。 [2]',
      verdict: { passed: true, weakestClaim: 2 },
      draft: '病假三天要医院证明，不需要银行流水。年假每年十天，婚假是十五天。BAD。',
      modelRevision: 'scripted@1',
      degraded: false,
    });
    expect(reply.citations[0]).toMatchObject({ quote: fakeEvidence.quote, place: { start: 3, end: 3 } });
    expect(texts).toBe(1);
    const steps = events.flatMap((event) => (event.type === 'progress' ? [event.step] : []));
    expect(steps).toEqual(['retrieving', 'drafting', 'checking']);
  });

  test('shows passages for a draft without support, and says so', async () => {
    const { reply } = await ask(unsure, { chatModel: saying('BAD。BAD。') });
    expect(reply).toMatchObject({ route: 'passages', reason: 'draft_unsupported', verdict: { passed: false } });
    expect(reply.answer).toMatch(/^passages-intro in zh/);
    expect(reply.answer).not.toContain('BAD');
  });

  test('shows with them what the knowledge base says against the draft', async () => {
    const { reply } = await ask(unsure, { chatModel: saying('WRONG年假二十天。') });
    expect(reply.reason).toBe('draft_contradicted');
    expect(reply.answer).toContain(fakeEvidence.quote);
    expect(reply.answer).not.toContain('二十天');
  });

  test('shows passages for a draft that claims nothing', async () => {
    const { reply } = await ask(unsure, { chatModel: saying('HELLO。') });
    expect(reply).toMatchObject({ route: 'passages', reason: 'draft_without_claims', verdict: { score: null } });
  });

  test('shows passages, degraded, when the model is down', async () => {
    const { reply } = await ask(unsure, { chatModel: scriptedChatModel({ pieces: [], failure: modelDown }) });
    expect(reply).toMatchObject({ route: 'passages', reason: 'model_unavailable', degraded: true, verdict: null });
  });

  test('does not ask the model below the floor', async () => {
    const chatModel = saying('BAD');
    const { reply } = await ask(unknown, { chatModel });
    expect(reply).toMatchObject({ route: 'no_answer', citations: [], modelRevision: null });
    expect(reply.answer).not.toBe('');
    expect(chatModel.asked).toEqual([]);
  });

  test('fails with what is no failure of the model', async () => {
    const broken = scriptedChatModel({ pieces: [], failure: new TypeError('a fault of ours') });
    await expect(ask(unsure, { chatModel: broken })).rejects.toThrow('a fault of ours');
  });

  test('ends the model with the asker’s signal', async () => {
    const asker = new AbortController();
    const chatModel = scriptedChatModel({ pieces: Array.from({ length: 50 }, () => '年假十天。') });
    const made = await fakeAnswerPorts([leave], { chatModel });
    const request = { collection: made.collection, question: confident, labels: null, signal: asker.signal };
    const events = streamAnswer(made.ports, request, fakeTextCheck);
    const read = async () => {
      for await (const { type } of events) if (type === 'text') asker.abort(new Error('gone'));
    };
    await expect(read()).rejects.toThrow('gone');
    expect(chatModel.stopped).toBe(1);
    expect(chatModel.taken).toBeLessThan(10);
  });
});

describe('a template', () => {
  const template: PromptTemplate = {
    id: 'letter',
    version: 1,
    language: 'zh',
    title: '信',
    description: '',
    inputs: [
      { name: 'name', description: '', default: null },
      { name: 'tone', description: '', default: '客气' },
    ],
    own: true,
  };
  const prompts = {
    ...fakePrompts,
    templates: [template],
    templateMessages: (_id: string, _language: string, values: Readonly<Record<string, string>>) => [
      { role: 'user' as const, content: JSON.stringify(values) },
    ],
  };
  const letter = { template: 'letter', inputs: { name: '小明' } };

  test('is written by the model whatever the confidence; unsupported sentences are marked, none dropped', async () => {
    for (const question of [confident, unsure, unknown]) {
      const chatModel = saying('HELLO小明：\n\n年假十天。BAD一句。WRONG一句。');
      const { reply } = await ask(question, { chatModel, prompts }, letter);
      expect(reply).toMatchObject({ route: 'generated', reason: 'template', modelRevision: 'scripted@1' });
      expect(reply.answer).toBe(
        'HELLO小明：\n\n年假十天。 [1]BAD一句。 mark-unsupported in zhWRONG一句。 mark-contradicted in zh [2]',
      );
    }
  });

  test('gets its inputs, the question and the sections', async () => {
    const chatModel = saying('年假十天。');
    await ask(confident, { chatModel, prompts }, letter);
    const values = JSON.parse(chatModel.asked[0]?.[0]?.content ?? '') as Record<string, string>;
    expect(values).toMatchObject({ name: '小明', tone: '客气', question: confident });
    expect(values.sections).toContain('病假超过三天须提交医院证明。');
    await ask(unknown, { chatModel, prompts }, letter);
    expect(chatModel.asked[1]?.[0]?.content).toContain('no-sections in zh');
  });

  test('is refused when it is unknown, its inputs are not its own, or no model is set', async () => {
    const chatModel = saying('x');
    const refused = (more: Partial<QuestionRequest>, ports: Partial<AnswerPorts> = { chatModel, prompts }) =>
      expect(ask(confident, ports, more)).rejects;
    await refused({ template: 'leter' }).toMatchObject({ message: expect.stringMatching(/did you mean "letter"\?$/) });
    await refused({ template: 'letter' }).toMatchObject({ message: expect.stringMatching(/"name" is missing/) });
    await refused({ template: 'letter', inputs: { name: 'x', age: '3' } }).toMatchObject({
      code: 'invalid_request',
      message: expect.stringMatching(/"age" is none of its inputs; its inputs are name, tone$/),
    });
    await refused({ inputs: { name: 'x' } }).toMatchObject({ message: expect.stringMatching(/without a template/) });
    await refused(letter, { prompts }).toMatchObject({ message: expect.stringMatching(/set KAOJU_MODEL$/) });
  });

  test('becomes a quoted answer, degraded, when the model is down', async () => {
    const chatModel = scriptedChatModel({ pieces: [], failure: modelDown });
    const { reply } = await ask(confident, { chatModel, prompts }, letter);
    expect(reply).toMatchObject({ route: 'knowledge_base', reason: 'model_unavailable', degraded: true });
  });
});

describe('the text that is streamed', () => {
  /** A small deterministic generator: the same drafts and failures each time. */
  function randomOf(seed: number) {
    let state = seed;
    return (below: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
  }
  const parts = [
    '年假十天。',
    '病假须有证明[3]。',
    'BAD一句。',
    'WRONG一句。',
    'HELLO。',
    '- 第一项。\n- 第二项。\n',
    '\n\n',
    '| a | b |\n| --- | --- |\n| 1 | 2 |\n',
    '```\ncode [1]\n```\n',
    '<b>粗体</b>。',
    '# 标题\n',
    'Ten days a year. ',
    '没有句号的一段',
    '😀。',
    '“引号里。还有。”',
    '\u200b',
  ];

  test('is always a prefix of the final answer, over random drafts and failures', async () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = randomOf(seed);
      const draft = Array.from({ length: random(8) }, () => parts[random(parts.length)] ?? '').join('');
      const size = 1 + random(9);
      const pieces = draft.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? [];
      const failure = random(3) === 0 ? modelDown : undefined;
      const cutAt = failure ? random(pieces.length + 1) : pieces.length;
      const chatModel = scriptedChatModel({ pieces: pieces.slice(0, cutAt), failure, truncated: random(4) === 0 });
      const question = [confident, unsure][random(2)] ?? confident;
      const { reply } = await ask(question, { chatModel });
      expect(reply.answer.trim(), `seed ${seed}`).not.toBe('');
      expect(reply.answer, `seed ${seed}`).not.toMatch(/BAD|WRONG|<b>/);
    }
  });
});
