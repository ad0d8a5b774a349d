import { describe, expect, test } from 'vitest';
import type { Metadata } from '../../src/core/document.js';
import { matchesFilter, parseFilter } from '../../src/core/filter.js';
import { timeOf } from '../../src/core/time-of.js';

const metadata: Metadata = {
  period: '2024',
  version: 3,
  size: '12',
  tags: ['leave', 'hr'],
  note: '',
  signed: '2024年5月6日',
  draft: false,
};
const matches = (filter: unknown) => matchesFilter('handbook/leave.md', metadata, parseFilter(filter));

describe('matchesFilter()', () => {
  test.each([
    [{ period: '2024' }, true],
    [{ period: ['2023', '2024'] }, true],
    [{ version: { gt: 2 } }, true],
    [{ version: { gt: '2' } }, true],
    [{ size: { gt: 9 } }, true],
    [{ size: { lt: 9 } }, false],
    [{ period: { gte: '2023', lt: '2025' } }, true],
    [{ tags: { contains: 'eav' } }, true],
    [{ tags: { not_contains: 'eav' } }, false],
    [{ document_id: { starts_with: 'handbook/' } }, true],
    [{ document_id: { ends_with: '.pdf' } }, false],
    [{ note: { empty: true } }, true],
    [{ missing: { empty: true } }, true],
    [{ missing: { empty: false } }, false],
    [{ draft: { empty: false } }, true],
    [{ missing: { not_contains: 'x' } }, true],
    [{ missing: { not: 'x' } }, true],
    [{ missing: { contains: 'x' } }, false],
    [{ signed: { before: '2024-05-07' } }, true],
    [{ signed: { after: '2024-05-06' } }, false],
    [{ period: { before: 2025 } }, true],
    [{ missing: { before: 2025 } }, false],
    [{ $or: [{ period: '1999' }, { version: 3 }] }, true],
    [{ $or: [{ period: '1999' }, { version: 4 }] }, false],
    [{ $and: [{ period: '2024' }, { $or: [{ version: 3 }, { version: 4 }] }] }, true],
    [{ $or: [{ version: 3 }], period: '1999' }, false],
  ])('%j: %s', (filter, expected) => {
    expect(matches(filter)).toBe(expected);
  });

  test.each([
    [{ a: {} }],
    [{ a: { contains: 3 } }],
    [{ a: { empty: 'yes' } }],
    [{ a: { before: 'soon' } }],
    [{ a: { like: 'x' } }],
    [{ a: [{ b: 1 }] }],
    [{ $or: [] }],
    [{ $or: 'x' }],
    [{ $or: ['x'] }],
    [JSON.parse(`${'{"$and":['.repeat(10)}{"a":1}${']}'.repeat(10)}`)],
  ])('refuses %j', (filter) => {
    expect(() => parseFilter(filter)).toThrow(/^Cannot apply filter/);
  });
});

describe('timeOf()', () => {
  test.each([
    ['2024', '2024-01-01'],
    [2024, '2024-01-01'],
    ['2024-5', '2024-05-01'],
    ['2024年', '2024-01-01'],
    ['2024年5月', '2024-05-01'],
    ['2024/05/06', '2024-05-06'],
    ['20240506', '2024-05-06'],
    ['2024-05-06T00:00:00Z', '2024-05-06'],
    [1714953600, '2024-05-06'],
    ['1714953600', '2024-05-06'],
    [1714953600000, '2024-05-06'],
  ])('reads %j', (value, day) => {
    expect(new Date(timeOf(value)).toISOString().slice(0, 10)).toBe(day);
  });

  test.each(['soon', '', 'v1.2', true, '2024-05-06x'])('%j is no date', (value) => {
    expect(timeOf(value)).toBeNaN();
  });
});
