import { describe, expect, test } from 'vitest';
import { splitSentences } from '../../src/core/sentences.js';

const cut = (text: string) => splitSentences(text).map(({ start, end }) => text.slice(start, end));

describe('splitSentences()', () => {
  test('cuts Chinese at its full stops', () => {
    expect(cut('病假三天以内口头请假。超过三天须提交证明！可以吗？可以。')).toEqual([
      '病假三天以内口头请假。',
      '超过三天须提交证明！',
      '可以吗？',
      '可以。',
    ]);
  });

  test('never cuts inside a quotation', () => {
    expect(cut('他说：“你好。我走了。”然后离开。')).toEqual(['他说：“你好。我走了。”', '然后离开。']);
    expect(cut('他说“好。走。”，然后离开。再见。')).toEqual(['他说“好。走。”，然后离开。', '再见。']);
  });

  test('keeps numbers, abbreviations and initials whole', () => {
    expect(cut('Dr. J. Smith paid 3.5 U.S. dollars, e.g. in cash. Then he left. See fig. 3 for more.')).toEqual([
      'Dr. J. Smith paid 3.5 U.S. dollars, e.g. in cash.',
      'Then he left.',
      'See fig. 3 for more.',
    ]);
  });

  test('follows a sentence over line ends inside a paragraph', () => {
    expect(cut('One sentence\nover two lines. Another one.\n\nNext paragraph')).toEqual([
      'One sentence\nover two lines.',
      'Another one.',
      'Next paragraph',
    ]);
  });

  test('takes headings, list items, table rows and fenced code as units', () => {
    const text =
      '# Title\n\n- first item\n- second. With two.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nlet a. B\n```\n';
    expect(splitSentences(text).map(({ kind }) => kind)).toEqual([
      'heading',
      'list',
      'list',
      'list',
      'table',
      'table',
      'code',
    ]);
  });

  test('cuts no table row, with or without bars around it', () => {
    const text =
      'Some words. More.\nplan | what it is\n--- | ---\nBasic | Small. For one.\nTeam | Large! For all.\n\nEnd.';
    expect(splitSentences(text).map(({ start, end, kind }) => `${kind}: ${text.slice(start, end)}`)).toEqual([
      'prose: Some words.',
      'prose: More.',
      'table: plan | what it is',
      'table: Basic | Small. For one.',
      'table: Team | Large! For all.',
      'prose: End.',
    ]);
  });

  test('cuts no formula and no code inside a sentence', () => {
    const text = '能量见 $E = m c^2. F$ 与 `run. Now`。其中：\n\n$$\na. B\n$$\n\nIt costs $5. Then $6.';
    expect(cut(text)).toEqual([
      '能量见 $E = m c^2. F$ 与 `run. Now`。',
      '其中：',
      '$$\na. B\n$$',
      'It costs $5.',
      'Then $6.',
    ]);
  });

  test('reads an unclosed fence to the end', () => {
    expect(splitSentences('```\nabc. Def\n').map(({ kind }) => kind)).toEqual(['code']);
  });

  test('loses nothing but blanks and table rules', () => {
    const text = '甲。“乙。丙”丁（戊。己）！ a.b  c. D?E\n\n1) x\n\n2、y；z';
    expect(cut(text).join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
  });

  test('has nothing for an empty text', () => {
    expect(splitSentences('')).toEqual([]);
    expect(splitSentences(' \n\n ')).toEqual([]);
  });

  // Time that grew with the square of the length would be minutes here, and end the test at its time limit.
  test('splits a long text without sentence ends in time that grows with its length', { timeout: 30_000 }, () => {
    const text = '（'.repeat(200_000);
    expect(
      splitSentences(text)
        .map(({ start, end }) => text.slice(start, end))
        .join(''),
    ).toHaveLength(text.length);
  });
});
