import { describe, expect, test } from 'vitest';
import { answerQuestion } from '../../src/answer/answer-question.js';
import type { Reply } from '../../src/core/reply.js';
import { type FakeDocument, fakeAnswerPorts } from '../fakes/answer-ports.js';

async function ask(question: string, documents: readonly FakeDocument[], overrides = {}): Promise<Reply> {
  const { ports, collection } = await fakeAnswerPorts(documents, {
    threshold: 0.3,
    relevanceFloor: 0.02,
    ...overrides,
  });
  const reply = await answerQuestion(ports, { collection, question, labels: null });
  expectCitationsToResolve(reply, documents);
  return reply;
}

/** Numbered in order of appearance, each once; verbatim in the source, on the lines named, and inside the answer's span. */
function expectCitationsToResolve(reply: Reply, documents: readonly FakeDocument[]) {
  const numbers = [...reply.answer.matchAll(/\[(\d+)\](?!\()/g)].map(([, number]) => Number(number));
  expect(reply.citations.map(({ number }) => number)).toEqual(numbers);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  for (const citation of reply.citations) {
    expect(reply.answer.slice(citation.answerStart, citation.answerEnd)).toContain(citation.quote);
    const document = documents.find(({ id }) => id === citation.documentId);
    const source = `# ${document?.title}\n\n${document?.body}`;
    expect(source.slice(citation.place.startOffset, citation.place.endOffset)).toBe(citation.quote);
  }
}

const page = (title: string, body: string, more: Partial<FakeDocument> = {}): FakeDocument => ({
  id: `${title}.md`,
  title,
  body,
  ...more,
});

describe('composeAnswer() for a definition', () => {
  test('quotes the sentence that defines, though another has more of the words', async () => {
    const text = '什么是年休假制度，年休假由经理批准。年休假是指员工每年享有的带薪假期。年休假可以分次休。';
    expect((await ask('什么是年休假？', [page('假期', text)])).answer).toBe('年休假是指员工每年享有的带薪假期。 [1]');
  });

  test('does so in English', async () => {
    const text =
      'What a service mesh costs is another question. You install a service mesh last. A service mesh is a layer that carries the traffic between services.';
    expect((await ask('What is a service mesh?', [page('Networking', text)])).answer).toBe(
      'A service mesh is a layer that carries the traffic between services. [1]',
    );
  });
});

describe('composeAnswer() for a yes/no question', () => {
  test('quotes the sentence that decides, and adds no yes or no', async () => {
    const text = '办公室里带宠物的员工很多。办公室内不得带宠物。宠物医院在对面。';
    expect((await ask('办公室可以带宠物吗？', [page('办公', text)])).answer).toBe('办公室内不得带宠物。 [1]');
  });

  test('does so in English', async () => {
    const text =
      'A dog in the office was the mascot of the year. Dogs and cats must not be brought into the office. The vet is near.';
    expect((await ask('Can I bring dogs into the office?', [page('Office', text)])).answer).toBe(
      'Dogs and cats must not be brought into the office. [1]',
    );
  });
});

describe('composeAnswer() for a list or steps', () => {
  test('quotes a short list whole with the sentence that leads in', async () => {
    const list = '报销须提交以下材料：\n\n- 发票原件\n- 审批单\n- 银行卡复印件';
    const body = `差旅报销每月一次。${list}\n\n逾期不予报销。`;
    expect((await ask('报销需要提交哪些材料？', [page('报销', body)])).answer).toBe(`${list} [1]`);
  });

  test('quotes steps with the command between them', async () => {
    const steps =
      'To install the client:\n\n1. Download the client package.\n2. Run the installer:\n\n```sh\n./install.sh\n```\n\n3. Restart.';
    expect(
      (await ask('How do I install the client?', [page('Client', `Some words.\n\n${steps}\n\nEnd.`)])).answer,
    ).toBe(`${steps} [1]`);
  });

  test('marks, outside the quotation, where a long list goes on', async () => {
    const items = Array.from({ length: 12 }, (_, index) => `- benefit ${index + 1}`);
    const body = `The benefits of membership are:\n\n${items.join('\n')}`;
    const reply = await ask('What are the benefits of membership?', [page('Membership', body)]);
    expect(reply.answer).toBe(`The benefits of membership are:\n\n${items.slice(0, 8).join('\n')}\n\n… [1]`);
    expect(reply.citations[0]?.quote.endsWith('- benefit 8')).toBe(true);
  });

  test('quotes the code block whole where a command is asked for', async () => {
    const body = '启动服务请执行下面的命令：\n\n```sh\nkaoju serve\nkaoju doctor\n```\n\n其他内容。';
    expect((await ask('启动服务的命令是哪个？', [page('运维', body)])).answer).toBe(
      '启动服务请执行下面的命令：\n\n```sh\nkaoju serve\nkaoju doctor\n```\n\n[1]',
    );
  });
});

describe('composeAnswer() from a table', () => {
  const rows = ['| 级别 | 住宿标准 |', '|---|---|', '| 员工 | 300 元 |', '| 经理 | 500 元 |', '| 总监 | 800 元 |'];
  const table = page('差旅', `住宿费按级别报销。\n\n${rows.join('\n')}`);

  test('puts the header above the row that answers', async () => {
    const reply = await ask('总监的住宿标准是多少元？', [table]);
    expect(reply.answer).toBe(`${rows[0]}\n${rows[1]}\n${rows[4]}\n\n[1]`);
    expect(reply.citations[0]).toMatchObject({ quote: rows[4], place: { start: 9, end: 9 } });
  });

  test('quotes a short table whole where all of it is asked for', async () => {
    expect((await ask('住宿标准有哪些级别？', [table])).answer).toBe(`${rows.join('\n')}\n\n[1]`);
  });
});

describe('composeAnswer() for a comparison', () => {
  const annual = page('年休假', '年休假为十五天。年休假须提前申请。', { id: 'annual.md' });
  const sick = page('病假', '病假最多三十天，须医院证明。', { id: 'sick.md' });
  const canteen = page('食堂', '食堂周一至周五开放。');

  test('quotes each thing from its own document under its heading', async () => {
    const reply = await ask('年休假和病假有什么区别？', [canteen, annual, sick], { threshold: 0.1 });
    expect(reply.answer).toBe('年休假：\n年休假为十五天。 [1]\n\n病假：\n病假最多三十天，须医院证明。 [2]');
    expect(reply.citations.map(({ documentId }) => documentId)).toEqual(['annual.md', 'sick.md']);
  });

  test('does so in English, in the order of the question', async () => {
    const basic = page('Basic plan', 'The basic plan costs 5 euros a month. It is the default.');
    const team = page('Team plan', 'The team plan costs 20 euros a month. It has no limits.');
    const reply = await ask('What is the difference between the team plan and the basic plan?', [basic, team]);
    expect(reply.citations.map(({ documentId }) => documentId)).toEqual(['Team plan.md', 'Basic plan.md']);
    expect(reply.answer).toContain('Team plan:\nThe team plan costs 20 euros a month.');
    expect(reply.answer).toContain('Basic plan:\nThe basic plan costs 5 euros a month.');
  });

  test('is content with one sentence that compares both', async () => {
    const both = page('对照', '年休假和病假的区别在于是否需要医院证明。');
    const reply = await ask('年休假和病假有什么区别？', [annual, sick, both]);
    expect(reply.answer).toBe('年休假和病假的区别在于是否需要医院证明。 [1]');
  });

  test('leaves out a thing that no section speaks of', async () => {
    const reply = await ask('年休假和探亲假有什么区别？', [canteen, annual]);
    expect(reply.citations.every(({ documentId }) => documentId === 'annual.md')).toBe(true);
  });
});

describe('composeAnswer() where sections disagree', () => {
  const year = (period: string, days: string) =>
    page(`休假办法${period}`, `员工每年享有年休假${days}。`, { metadata: { period } });

  test('quotes both, the newest period first, and says so', async () => {
    const reply = await ask('员工每年享有年休假几天？', [year('2023', '十天'), year('2025', '15 天')]);
    expect(reply).toMatchObject({ route: 'knowledge_base', reason: 'sections_disagree' });
    expect(reply.answer).toBe(
      'sections-disagree in zh\n\n休假办法2025：\n员工每年享有年休假15 天。 [1]\n\n休假办法2023：\n员工每年享有年休假十天。 [2]',
    );
  });

  test('does so for what one allows and the other forbids', async () => {
    const may = page('Rules', 'Dogs may be brought into the office.', { metadata: { period: '2022-05' } });
    const not = page('House rules', 'Dogs must not be brought into the office.', { metadata: { period: '2022-11' } });
    const reply = await ask('Can dogs be brought into the office?', [may, not]);
    expect(reply.reason).toBe('sections_disagree');
    expect(reply.citations.map(({ documentId }) => documentId)).toEqual(['House rules.md', 'Rules.md']);
  });

  test.each([
    ['三十天', '30 天'],
    ['一年', '12 个月'],
    ['两周', '14天'],
  ])('finds none between %s and %s', async (one, other) => {
    const reply = await ask('员工每年享有年休假几天？', [year('2023', one), year('2025', other)]);
    expect(reply).toMatchObject({ reason: 'confident' });
    expect(reply.citations).toHaveLength(1);
  });

  test('finds none between sections about different things', async () => {
    const annual = page('年休假', '员工每年享有年休假十天。');
    const sick = page('病假', '员工每年享有病假三十天。');
    expect((await ask('员工每年享有年休假几天？', [annual, sick])).reason).toBe('confident');
  });

  test('finds none between two products', async () => {
    const one = page('Fees of A', 'The monthly fee for Alpha is 10 euros.');
    const other = page('Fees of B', 'The monthly fee for Beta is 20 euros.');
    expect((await ask('How much is the monthly fee?', [one, other])).reason).toBe('confident');
  });
});

test('composeAnswer() quotes a formula whole with the sentence that leads in', async () => {
  const quote = '补偿金按下式计算：\n\n$$\nP = w. t\n$$';
  expect((await ask('补偿金怎样计算？', [page('补偿', `须申请。${quote}\n\n其他。`)])).answer).toBe(`${quote}\n\n[1]`);
});

test('composeAnswer() cites a section that is quoted twice once for each quotation, under one heading', async () => {
  const body = '年休假为十五天。\n\n其他规定另行通知。\n\n食堂周一开放。\n\n病假最多三十天。';
  const reply = await ask('年休假和病假分别几天？', [page('休假', body)], { threshold: 0.1 });
  expect(reply.answer).toBe('休假：\n年休假为十五天。 [1]\n\n病假最多三十天。 [2]');
});

test('composeAnswer() leaves links and emphasis as the source has them', async () => {
  const body = '年休假见**[休假办法](leave.md)**，共十五天。';
  expect((await ask('年休假共几天？', [page('假期', body)])).answer).toBe(`${body} [1]`);
});

describe('composeAnswer() from a source with reference numbers of its own', () => {
  test('leaves only its own numbers readable as citations, and the quotation verbatim', async () => {
    const text = 'The dam was finished in 1968 after nine years [4], [12]. The town lies beside it [99].';
    const reply = await fakeAnswerPorts([page('The dam', text)], { threshold: 0.3, relevanceFloor: 0.02 }).then(
      ({ ports, collection }) =>
        answerQuestion(ports, { collection, question: 'When was the dam finished?', labels: null }),
    );
    expect(reply.answer).toBe('The dam was finished in 1968 after nine years ［4］, ［12］. [1]');
    expect(reply.citations[0]?.quote).toBe('The dam was finished in 1968 after nine years [4], [12].');
  });
});
