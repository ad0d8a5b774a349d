import { describe, expect, test } from 'vitest';
import { checkText } from '../../../src/answer/check/check-text.js';
import { fakeAnswerPorts } from '../../fakes/answer-ports.js';

async function claimOf(text: string, evidence: string) {
  const { ports } = await fakeAnswerPorts([]);
  const ownEvidence = [{ id: 'e', text: evidence }];
  const verdict = await checkText(ports, { text, collection: null, labels: null, ownEvidence });
  return verdict.claims[0];
}

describe('checkText() contradicts', () => {
  test.each([
    ['number', '连续输错三次密码后，账户将被锁定 15 分钟。', '连续输错五次密码后，账户将被锁定 15 分钟。'],
    ['number', 'The pool is heated to 26 °C from May on.', 'The pool is heated to 28 °C from May on.'],
    ['number', '新增就业 1.6 万人。', '新增就业 15000 人。'],
    ['unit', '账户将被锁定 15 小时。', '账户将被锁定 15 分钟。'],
    ['unit', 'The cache holds 5 GB of vectors.', 'The cache holds 5 MB of vectors.'],
    ['date', '公司成立于 2015 年 3 月。', '公司成立于 2014 年 3 月。'],
    ['date', 'The bridge was closed on May 4, 2021.', 'The bridge was closed on 3 May 2021.'],
    ['name', 'The company was founded in Bergen by Anna Berg.', 'The company was founded in Oslo by Anna Berg.'],
    ['name', '《红楼梦》是罗贯中创作的长篇小说。', '《红楼梦》是曹雪芹创作的长篇小说。'],
    ['negation', '没有批准的加班计入加班时长。', '没有批准的加班不计入加班时长。'],
    [
      'negation',
      'The warranty covers damage caused by the user.',
      'The warranty does not cover damage caused by the user.',
    ],
    ['modality', '试用期员工可以居家办公。', '试用期员工不得居家办公。'],
    ['modality', '员工必须登记体温。', '员工可以登记体温。'],
    ['modality', 'Visitors may enter the laboratory alone.', 'Visitors must not enter the laboratory alone.'],
    ['quantifier', '所有员工参加了培训。', '部分员工参加了培训。'],
    ['quantifier', 'All members voted for the plan.', 'Some members voted for the plan.'],
    ['comparison', '会议室每次使用至少四小时。', '会议室每次使用最多四小时。'],
    ['comparison', 'Revenue fell by 12 % in the second year.', 'Revenue rose by 12 % in the second year.'],
    ['comparison', '报名费在考试之后缴纳给学校。', '报名费在考试之前缴纳给学校。'],
  ])('%s: %j', async (kind, text, evidence) => {
    const claim = await claimOf(text, evidence);
    expect(claim).toMatchObject({ label: 'contradicted', support: 0 });
    expect(claim?.conflicts.map((conflict) => conflict.kind)).toContain(kind);
    const [conflict] = claim?.conflicts ?? [];
    expect(text.slice(conflict?.claim.start, conflict?.claim.end)).toBe(conflict?.claim.text);
    const quote = claim?.evidence[conflict?.evidenceIndex ?? 0]?.quote;
    expect(quote?.slice(conflict?.evidence?.start, conflict?.evidence?.end)).toBe(conflict?.evidence?.text);
  });
});

describe('checkText() does not contradict', () => {
  test.each([
    ['台湾各界呼吁加快通过协议。', '尽管并非所有人都同意这样做而且没有人知道会发生什么，台湾各界呼吁加快通过协议。'],
    ['账户将被锁定一刻钟。', '账户将被锁定 15 分钟。'],
    ['新增就业 1.5 万人。', '新增就业 15000 人。'],
    ['In March 2024 the bridge was closed.', 'The bridge was closed on 5 March 2024.'],
    ['每次不超过四小时。', '每次最多 4 小时。'],
    ['The days are agreed no later than three weeks before.', 'The days are agreed at least three weeks before.'],
    ['No ocean on Earth is larger than the Pacific.', 'The Pacific is the largest ocean on Earth.'],
    ['Nobody except administrators can delete a collection.', 'Only administrators can delete a collection.'],
    ['三方中谁都可以否决，签字后才能发布。', '三方签字后才能发布，任何一方有否决权。'],
  ])('%j', async (text, evidence) => {
    expect((await claimOf(text, evidence))?.conflicts).toEqual([]);
  });

  test('what another subject has, it only does not find', async () => {
    const claim = await claimOf('The museum has 40 rooms.', 'The warranty lasts 24 months and covers every part.');
    expect(claim?.label).toBe('unsupported');
  });

  test('names the figure that the evidence does not have', async () => {
    const claim = await claimOf('在标准工时制下每天工作八小时，每月 3 次。', '公司实行标准工时制，每天工作八小时。');
    expect(claim?.label).toBe('unsupported');
    expect(claim?.reason).toContain('3 次');
  });
});

describe('checkText() across languages', () => {
  test('compares figures', async () => {
    const { ports } = await fakeAnswerPorts([]);
    const ownEvidence = [{ id: 'e', text: '账户将被锁定三十天。' }];
    const verdict = await checkText(ports, {
      text: 'Accounts are locked for 20 days.',
      collection: null,
      labels: null,
      ownEvidence,
    });
    expect(verdict.claims[0]?.label).not.toBe('supported');
  });
});
