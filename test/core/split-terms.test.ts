import { describe, expect, test } from 'vitest';
import { splitTerms, stemOf } from '../../src/core/split-terms.js';

const tools = { simplify: (text: string) => text.replaceAll('國', '国'), segment: (run: string) => [...run] };
const terms = (text: string) => splitTerms(text, tools);

describe('splitTerms()', () => {
  test('folds full width, traditional characters, case and diacritics', () => {
    expect(terms('ＡＢＣ１２３ 國 Beyoncé')).toEqual(['abc123', 'abc', '123', '国', 'beyonc']);
  });

  test('reads 1,000 as 1000', () => {
    expect(terms('1,000')).toEqual(terms('1000'));
    expect(terms('1,234,567.5')).toEqual(['1234567.5']);
  });

  test('keeps versions, addresses and product codes whole, and their pieces', () => {
    expect(terms('192.168.0.1')).toEqual(['192.168.0.1', '192', '168', '0', '1']);
    expect(terms('GB/T-22239')).toEqual(['gb/t-22239', 'gb', 't', '22239']);
    expect(terms('v1.2.3')).toEqual(['v1.2.3', 'v', '1', '2', '3']);
    expect(terms('C++ and C#')).toContain('c++');
  });

  test('cuts Latin words and numbers out of Chinese', () => {
    expect(terms('安装Node20版')).toEqual(['安', '装', 'node20', 'nod', '20', '版']);
  });

  test('writes dates in one form', () => {
    for (const date of ['2011年5月6日', '2011/5/6', '2011-05-06', '2011.5.6'])
      expect(terms(date)).toContain('2011-05-06');
  });

  test('reads years written in Chinese digits', () => {
    expect(terms('一九九八年')).toContain('1998');
  });

  test('has nothing for punctuation and emoji', () => {
    expect(terms('！？…… 🙂 --- ||')).toEqual([]);
    expect(terms('')).toEqual([]);
  });

  test('pairs syllables of scripts without a dictionary', () => {
    expect(terms('カタカナ')).toEqual(['カタ', 'タカ', 'カナ']);
  });
});

describe('stemOf()', () => {
  test.each([
    ['moved', 'moving'],
    ['move', 'moves'],
    ['stopped', 'stop'],
    ['studies', 'study'],
    ['boxes', 'box'],
    ['policy', 'policies'],
  ])('brings %s and %s together', (left, right) => {
    expect(stemOf(left)).toBe(stemOf(right));
  });

  test.each(['glass', 'bus', 'sing', 'red', 'gas'])('leaves %s readable', (word) => {
    expect(stemOf(word).length).toBeGreaterThan(2);
  });
});
