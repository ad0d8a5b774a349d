import { describe, expect, test } from 'vitest';
import { namesOf } from '../../src/core/names.js';

const names = (text: string) => namesOf(text).map(({ text: name }) => name);

describe('namesOf()', () => {
  test('finds capitalised words inside a sentence, codes and identifiers', () => {
    expect(names('The train from Berlin runs `spruce deploy`, v6.5.2, HTTP2 and max_retries.')).toEqual([
      'Berlin',
      'spruce deploy',
      'v6.5.2',
      'HTTP2',
      'max_retries',
    ]);
  });

  test('finds Chinese names by their marks', () => {
    expect(names('列奥纳多·达·芬奇在《最后的晚餐》、北京和浙江省绍兴市，由张三丰教授用 TiDB 记录')).toEqual([
      '列奥纳多·达·芬奇',
      '最后的晚餐',
      '北京',
      '浙江',
      '张三丰',
      'TiDB',
    ]);
  });

  test('takes no word at the beginning of a sentence, no month and no weekday for a name', () => {
    expect(names('Dogs sleep. On Monday in March I eat at 9 a.m. or so.')).toEqual([]);
  });

  test('gives offsets into the text', () => {
    const text = '我们在 Kubernetes 上运行';
    expect(namesOf(text).map(({ start, end }) => text.slice(start, end))).toEqual(['Kubernetes']);
  });
});
