import { describe, expect, test } from 'vitest';
import { splitClaims } from '../../../src/answer/check/split-claims.js';

const texts = (draft: string) => splitClaims(draft).map(({ text }) => text);

describe('splitClaims()', () => {
  test('leaves markers, list marks and headings out, and keeps offsets', () => {
    const draft = '## 年假\n\n- 满 3 年有 12 天 [1]。\n- 满 5 年有 **15** 天[2][3]\n';
    const claims = splitClaims(draft);
    expect(claims.map(({ text }) => text)).toEqual(['满 3 年有 12 天', '满 5 年有 **15** 天']);
    expect(claims.map(({ start, end }) => draft.slice(start, end))).toEqual(claims.map(({ text }) => text));
    expect(claims[0]?.context).toContain('年假');
  });

  test('respects quotation marks, decimals and abbreviations', () => {
    expect(texts('Dr. Lee pays 3.5 dollars. The rule says “Pay first. Then eat.” to guests.')).toEqual([
      'Dr. Lee pays 3.5 dollars.',
      'The rule says “Pay first. Then eat.” to guests.',
    ]);
  });

  test.each([
    '你好！',
    '希望以上信息对您有帮助。',
    '以下是年假的规定：',
    '我不知道。',
    '还有其他问题吗？',
    'I hope this helps!',
    "I don't know.",
    'Here are the steps:',
    'The provided sections do not mention this.',
    'Sure!',
    '```js\nconst days = 15;\n```',
    '| 司龄 | 天数 |\n| --- | --- |',
    '# 15 days',
  ])('finds no claim in %j', (draft) => {
    expect(texts(draft)).toEqual([]);
  });

  test('takes a decimal at the beginning for no list mark', () => {
    expect(texts('10.48‰')).toEqual(['10.48‰']);
  });

  test('takes rows of a table, not its header', () => {
    expect(splitClaims('| 司龄 | 天数 |\n| --- | --- |\n| 满 5 年 | 15 天 |').map(({ plain }) => plain.trim())).toEqual(
      ['满 5 年   15 天'],
    );
  });

  test('cuts a long sentence at its clauses, never inside a surrogate pair', () => {
    const claims = splitClaims('😀'.repeat(400));
    expect(claims.every(({ text }) => !/^[\udc00-\udfff]|[\ud800-\udbff]$/.test(text))).toBe(true);
  });
});
