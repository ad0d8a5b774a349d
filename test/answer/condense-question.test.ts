import { describe, expect, test } from 'vitest';
import { condenseQuestion } from '../../src/answer/condense-question.js';

const following = (first: string, second: string) => condenseQuestion(second, [{ role: 'user', content: first }]);

describe('condenseQuestion()', () => {
  test.each([
    ['年假有多少天？', '那试用期呢？', 'follow_up', '年假有多少天，试用期呢？'],
    ['年假有多少天？', '它能结转吗？', 'follow_up', '年假：它能结转吗？'],
    ['病假要交什么材料？', '几天内交？', 'either', '病假要交 材料：几天内交？'],
    ['Kafka 的超时默认是多少？', 'Pulsar 呢，也一样吗？', 'follow_up', 'Kafka 的超时默认：Pulsar 呢，也一样吗？'],
    [
      'How many days of annual leave do I get?',
      'And for part-timers?',
      'follow_up',
      'How many days of annual leave do I get, for part-timers?',
    ],
    ['What is the csrf plugin for?', 'How do I disable it?', 'follow_up', 'csrf plugin: How do I disable it?'],
    [
      'What is the csrf plugin for?',
      'Which header should I send?',
      'either',
      'csrf plugin: Which header should I send?',
    ],
    ['年假有多少天？', 'What about sick leave?', 'follow_up', '年假有多少天, sick leave?'],
  ])('after "%s", "%s" is %s', (first, second, kind, question) => {
    expect(following(first, second)).toEqual({ kind, question });
  });

  test.each([
    ['年假有多少天？', 'VPN 怎么连？'],
    ['What is the csrf plugin for?', 'How do I install the Helm chart on Kubernetes?'],
    ['年假有多少天？', '怎么申请 GitLab 账号，它要审批吗？'],
  ])('after "%s", "%s" keeps its own words', (first, second) => {
    const { kind, question } = following(first, second);
    expect(kind).not.toBe('follow_up');
    if (kind === 'alone') expect(question).toBe(second);
  });

  test.each([
    ['Is it possible to carry over days?', 'either'],
    ['为什么要审批呢？', 'either'],
    ['还有其他假期吗？', 'follow_up'],
  ])('does not take what only looks like a reference for one: "%s"', (question, kind) => {
    expect(following('年假有多少天？', question).kind).toBe(kind);
  });

  test('without a question before it, a question stands alone', () => {
    expect(condenseQuestion('那试用期呢？', [])).toEqual({ kind: 'alone', question: '那试用期呢？' });
    const history = [
      { role: 'assistant', content: '您好，请提问' },
      { role: 'user', content: ' \n' },
    ] as const;
    expect(condenseQuestion('那试用期呢？', history).kind).toBe('alone');
  });

  test('carries a subject over several turns, and drops it when another one comes', () => {
    const turns = (...contents: string[]) => contents.map((content) => ({ role: 'user', content }) as const);
    const longer = condenseQuestion('能结转吗？', turns('年假有多少天？', '那试用期呢？'));
    expect(longer.question).toBe('年假，试用期：能结转吗？');
    const changed = condenseQuestion('它多久换一次？', turns('年假有多少天？', 'VPN 的密码在哪里改？'));
    expect(changed.question).toBe('VPN 的密码在 改：它多久换一次？');
  });

  test('ignores what the assistant said', () => {
    const history = [
      { role: 'user', content: '年假有多少天？' },
      { role: 'assistant', content: '十五天。另见 SECRET 手册。' },
    ] as const;
    expect(condenseQuestion('它能结转吗？', history).question).not.toContain('SECRET');
  });

  test('keeps what it carries short, however long a turn was', () => {
    const { question } = following(`年假${'很'.repeat(5_000)}长吗？`, '它能结转吗？');
    expect(question.length).toBeLessThan(200);
  });
});
