import { describe, expect, test } from 'vitest';
import { headingKey } from '../../src/core/heading-key.js';
import { isBlocking, parseLabelledRows } from '../../src/core/labelled-row.js';

const place = { document_id: 'a.md', heading: 'Leave' };

describe('parseLabelledRows()', () => {
  test('reads expected places, answers and unanswerable questions, and keeps the line numbers', () => {
    const lines = [
      JSON.stringify({ question: '年假几天？', expected: [place], kind: 'faq', lang: 'zh' }),
      '',
      JSON.stringify({ question: 'How long?', answers: ['15 days'] }),
      JSON.stringify({ question: 'Who won?', answerable: false }),
    ];
    const { rows, problems } = parseLabelledRows(`\uFEFF${lines.join('\n')}\n`);
    expect(problems).toEqual([]);
    expect(rows.map(({ line, answerable }) => [line, answerable])).toEqual([
      [1, true],
      [3, true],
      [4, false],
    ]);
    expect(rows[0]).toMatchObject({
      expected: [{ documentId: 'a.md', sectionId: null, heading: 'Leave' }],
      kind: 'faq',
      language: 'zh',
    });
  });

  test('takes gold documents for paths below the source', () => {
    const row = { question: 'x?', gold: [{ document: 'guide/a.md', heading: '' }], answers: [] };
    const { rows } = parseLabelledRows([row], 'docs');
    expect(rows[0]?.expected).toEqual([{ documentId: 'docs/guide/a.md', sectionId: null, heading: '' }]);
  });

  test('names every bad row by its line and what is wrong with it', () => {
    const { rows, problems } = parseLabelledRows(
      [
        '{"question":"ok?","answerable":false}',
        'not json',
        '[1]',
        '{"question":"  ","answerable":false}',
        '{"question":"no label?"}',
        '{"question":"both?","answerable":false,"answers":["x"]}',
        '{"question":"list?","expected":"a.md"}',
        '{"question":"id?","expected":[{"section_id":"1"}]}',
        '{"question":"empty?","answers":[""]}',
        '{"question":"flag?","answerable":"no"}',
        `{"question":"${'长'.repeat(8001)}","answerable":false}`,
        '{"question":" OK? ","answerable":false}',
        '{"question":"ok?","answers":["yes"]}',
      ].join('\n'),
    );
    expect(rows.map(({ line }) => line)).toEqual([1]);
    expect(problems.map(({ line, code }) => `${line} ${code}`)).toEqual([
      '2 malformed',
      '3 malformed',
      '4 malformed',
      '5 malformed',
      '6 malformed',
      '7 malformed',
      '8 malformed',
      '9 malformed',
      '10 malformed',
      '11 malformed',
      '12 duplicate',
      '13 contradiction',
    ]);
    expect(problems.filter((problem) => !isBlocking(problem)).map(({ line }) => line)).toEqual([12]);
    expect(problems[1]?.message).toContain('not an object');
  });

  test('takes rows with the same label in another order for duplicates', () => {
    const first = { question: 'x?', expected: [place, { document_id: 'b.md' }] };
    const second = { question: 'x?', expected: [{ document_id: 'b.md' }, place] };
    expect(parseLabelledRows([first, second]).problems.map(({ code }) => code)).toEqual(['duplicate']);
  });

  test('gives nothing for nothing', () => {
    expect(parseLabelledRows('\n\n')).toEqual({ rows: [], problems: [] });
  });
});

test('headingKey() does not mind marks, anchors, width and case', () => {
  expect(headingKey('Using the `APISIX_PROFILE` **variable** {#profile}')).toBe('usingtheapisixprofilevariable');
  expect(headingKey('１. 年假（全薪）')).toBe('1年假全薪');
  expect(headingKey('')).toBe('');
});
