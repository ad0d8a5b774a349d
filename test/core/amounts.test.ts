import { describe, expect, test } from 'vitest';
import { figuresOf } from '../../src/core/amounts.js';

const amounts = (text: string) => figuresOf(text).amounts.map(({ value, unit }) => `${value} ${unit}`.trim());
const bounds = (text: string) => figuresOf(text).amounts.map(({ bound }) => bound);

describe('figuresOf()', () => {
  test.each([
    ['三十天', '30 days'],
    ['30 天', 'thirty days'],
    ['两周', '14 days'],
    ['一刻钟', '15 minutes'],
    ['1.5万元', '15,000 yuan'],
    ['百分之六', '6 %'],
    ['十分之一', '1/10'],
    ['三倍', '300 %'],
    ['每秒 30 万公里', '每秒三十万千米'],
    ['20世纪80年代', 'the 1980s'],
    ['十九世纪', 'the nineteenth century'],
    ['周三', 'Wednesday'],
    ['2:1', '2-1'],
  ])('reads %j and %j alike', (left, right) => {
    expect(amounts(left)).toEqual(amounts(right));
    expect(amounts(left)).not.toEqual([]);
  });

  test('gives both ends of a range the unit', () => {
    expect(amounts('3-5 天')).toEqual(['259200 second', '432000 second']);
  });

  test.each([
    ['至少 12 位', 'least'],
    ['不少于 12 位', 'least'],
    ['12 位以上', 'least'],
    ['at least 12 characters', 'least'],
    ['12 characters or more', 'least'],
    ['不得超过 12 位', 'most'],
    ['未满 18 岁', 'most'],
    ['no more than 12 characters', 'most'],
    ['within 12 days', 'most'],
    ['about 12 days', 'about'],
    ['12 天', 'exact'],
  ])('bounds %j: %s', (text, bound) => {
    expect(bounds(text)).toEqual([bound]);
  });

  test('counts no words that only hold a numeral', () => {
    expect(amounts('统一、一般、十分、千万别、第三方')).toEqual([]);
  });

  test('marks what is hardly more than an article', () => {
    expect(figuresOf('一次, one week, 3 次').amounts.map(({ isLoose }) => isLoose)).toEqual([true, true, false]);
  });
});
