import { describe, expect, test } from 'vitest';
import { headingLevels } from '../../../../ingest/load/pdf/heading-levels.js';
import { comparableHeading } from '../../../../ingest/load/pdf/heading-text.js';
import { joined, joinedText, joinHabits } from '../../../../ingest/load/pdf/joined-text.js';
import { listMark, numberingOf } from '../../../../ingest/load/pdf/numbering.js';
import { joinAccents, realCharacters } from '../../../../ingest/load/pdf/real-characters.js';
import { closeWideSpaces } from '../../../../ingest/load/pdf/wide-spaces.js';

describe('realCharacters', () => {
  test('turns Kangxi and CJK radicals into the characters they stand for', () => {
    expect(realCharacters('使⽤⼿册第⼀⻚，⻓⻅⻔⻢⻰⻛⻝')).toBe('使用手册第一页，长见门马龙风食');
  });

  test('takes ligatures apart and leaves full-width forms and superscripts alone', () => {
    expect(realCharacters('ﬁnal ｍ²，Ａ（１）')).toBe('final ｍ²，Ａ（１）');
  });

  test('drops invisible marks and makes every space a space', () => {
    expect(realCharacters('a\u200Bb\u00A0c\u0000')).toBe('ab c');
  });
});

test('joinAccents puts an accent drawn before its letter onto it', () => {
  expect(joinAccents('M¨undler and Andr´e')).toBe('Mündler and André');
});

describe('closeWideSpaces', () => {
  test('closes spaces between Chinese characters and keeps those beside Latin', () => {
    expect(closeWideSpaces('计 算 机 使用 Java 开发')).toBe('计算机使用 Java 开发');
  });

  test('closes letter-spaced titles but keeps a gap that the author meant', () => {
    expect(closeWideSpaces('摘\u3000要')).toBe('摘要');
    expect(closeWideSpaces('云杉科技\u3000财务部')).toBe('云杉科技 财务部');
    expect(closeWideSpaces('第三章 总则')).toBe('第三章 总则');
  });
});

describe('joined', () => {
  const habits = joinHabits([]);

  test('takes the hyphen of a broken word out', () => {
    expect(joined('the infor-', 'mation desk', habits)).toBe('the information desk');
  });

  test('keeps the hyphen of a compound that the document writes with one', () => {
    const own = { words: new Set(['well-known']), spacesMixedScripts: false };
    expect(joined('a well-', 'known fact', own)).toBe('a well-known fact');
  });

  test('sets no space between Chinese lines, and one between Latin ones', () => {
    expect(joinedText([{ text: '知识库' }, { text: '服务' }])).toBe('知识库服务');
    expect(joinedText([{ text: 'one' }, { text: 'two' }])).toBe('one two');
  });

  test('sets a space between Chinese and Latin lines only where the author does', () => {
    expect(joined('使用', 'Java', { ...habits, spacesMixedScripts: true })).toBe('使用 Java');
    expect(joined('使用', 'Java', habits)).toBe('使用Java');
  });
});

describe('numberingOf', () => {
  test.each([
    ['第三章 总则', 'chapter', 1, [3]],
    ['第二十三条 期限', 'article', 1, [23]],
    ['一、编程规约', 'zh-comma', 1, [1]],
    ['（十二）其他', 'zh-bracket', 1, [12]],
    ['1.2.3 Setup', 'decimal', 3, [1, 2, 3]],
    ['2 Methods', 'decimal', 1, [2]],
    ['A.1 Prompts', 'letter', 2, [1, 1]],
    ['Appendix B Proofs', 'appendix', 1, [2]],
    ['附录 A 要求', 'appendix', 1, [1]],
  ])('reads %s', (text, series, depth, values) => {
    expect(numberingOf(text)).toMatchObject({ series, depth, values });
  });

  test('finds none in prose and amounts', () => {
    expect(numberingOf('The second chapter')).toBeNull();
    expect(numberingOf('3.5% of all')).toBeNull();
  });
});

test('listMark tells bullets and numbers from dashes and decimals', () => {
  expect(listMark('• item')).toEqual({ mark: '• ', ordered: false });
  expect(listMark('(2) item')).toEqual({ mark: '(2) ', ordered: true });
  expect(listMark('-5 degrees')).toBeNull();
  expect(listMark('3.14 is pi')).toBeNull();
});

test('comparableHeading ignores number, spaces, width and case', () => {
  expect(comparableHeading('（一） OOP 规约')).toBe(comparableHeading('(一)oop规约'));
  expect(comparableHeading('3.1. SETUP')).toBe('setup');
});

describe('headingLevels', () => {
  const heading = (text: string, size: number, known: number | null = null) => ({
    text,
    size,
    bold: true,
    italic: false,
    known,
  });

  test('nests numbers by their grammar whatever their sizes', () => {
    expect(
      headingLevels([heading('1 A', 12), heading('1.1 B', 12), heading('1.1.1 C', 12), heading('2 D', 12)]),
    ).toEqual([1, 2, 3, 1]);
  });

  test('puts articles under chapters and decimals under a chapter that counts them', () => {
    expect(headingLevels([heading('第一章 总则', 16), heading('第一条 目的', 12)])).toEqual([1, 2]);
    expect(headingLevels([heading('第 2 章 用法', 16), heading('2.1 安装', 14), heading('2.1.1 下载', 12)])).toEqual([
      1, 2, 3,
    ]);
  });

  test('gives unnumbered headings levels by their size', () => {
    expect(
      headingLevels([heading('Results', 18), heading('Europe', 14), heading('Asia', 14), heading('Outlook', 18)]),
    ).toEqual([1, 2, 2, 1]);
  });

  test('keeps known levels and lends them to headings set alike', () => {
    expect(headingLevels([heading('Alpha', 14, 2), heading('Beta', 14), heading('Gamma', 14, 2)])).toEqual([2, 2, 2]);
  });
});
