import { describe, expect, test } from 'vitest';
import { datesAgree, datesOf } from '../../src/core/dates.js';

const fields = (text: string) => datesOf(text).map(({ year, month, day }) => [year, month, day]);

describe('datesOf()', () => {
  test.each([
    ['2024年3月', 'March 2024', [2024, 3, null]],
    ['二〇二四年三月五日', '5 March 2024', [2024, 3, 5]],
    ['2024-03-05', 'March 5th, 2024', [2024, 3, 5]],
    ['3月5日', 'March 5', [null, 3, 5]],
    ['1943 年', 'in 1943', [1943, null, null]],
  ])('reads %j and %j alike', (left, right, expected) => {
    expect(fields(left)).toEqual([expected]);
    expect(fields(right)).toEqual([expected]);
  });

  test('reads a year before our era', () => {
    expect(fields('公元前 221 年')).toEqual([[-221, null, null]]);
  });

  test.each(['三个月', '5日内', '3 年', '1500 people', '1980年代', '2025.3.0'])('finds no date in %j', (text) => {
    expect(fields(text)).toEqual([]);
  });
});

describe('datesAgree()', () => {
  test('compares only what both say', () => {
    const march = { year: 2024, month: 3, day: null };
    expect(datesAgree(march, { year: null, month: 3, day: 5 })).toBe(true);
    expect(datesAgree(march, { year: 2023, month: 3, day: null })).toBe(false);
  });
});
