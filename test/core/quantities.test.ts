import { describe, expect, test } from 'vitest';
import { quantitiesOf } from '../../src/core/quantities.js';

const read = (text: string) => quantitiesOf(text).map(({ value, unit }) => `${value} ${unit}`.trim());

describe('quantitiesOf()', () => {
  test.each([
    [['三十天', '30 天', '30天', '30 days', 'thirty days', '30-day'], ['2592000 second']],
    [['1.5万元', '15000 元', '15,000 yuan', '¥15000', 'RMB 15,000', '一万五千元'], ['15000 yuan']],
    [['两周', '14 天', 'two weeks'], ['1209600 second']],
    [['一年', '12 个月', 'one year', 'twelve months'], ['12 month']],
    [['2026年3月1日', '2026-03-01', 'March 1, 2026', '1 March 2026', '二〇二六年三月一日'], ['20260301 date']],
    [['下午3点半', '15:30', '3:30 pm'], ['930 clock']],
    [['百分比 15%', '15 percent'], ['15 percent']],
    [['二十五人', 'twenty-five people', '25名'], ['25 person']],
    [['1 GB', '1024 MB'], ['1073741824 byte']],
    [['$1.5 million', '1500000 美元'], ['1500000 dollar']],
    [['returns 404', '返回 404。'], ['404']],
    [['5 个工作日', '5 working days'], ['5 workday']],
  ])('reads %j as %j', (texts, expected) => {
    for (const text of texts) expect([text, read(text)]).toEqual([text, expected]);
  });

  test.each(['1. 第一条', '第3章', 'HTTP2 and v1.29', 'version 1.2.3', '一般情况', 'one of them', 'GB18030'])(
    'finds no amount in %s',
    (text) => {
      expect(read(text)).toEqual([]);
    },
  );

  test('says where each stands', () => {
    const text = '员工享有十五天年假，津贴 200 元。';
    expect(quantitiesOf(text).map(({ start, end }) => text.slice(start, end))).toEqual(['十五天', '200 元']);
  });
});
