import { describe, expect, test } from 'vitest';
import { type Block, blocksOf } from '../../../../ingest/load/pdf/block.js';
import { fontFromName } from '../../../../ingest/load/pdf/font.js';
import type { Column } from '../../../../ingest/load/pdf/reading-order.js';
import type { TextLine } from '../../../../ingest/load/pdf/text-line.js';

type Place = { readonly left?: number; readonly right?: number; readonly bold?: boolean; readonly italic?: boolean };

/** Lines of 10 points, 14 points apart, between 100 and 500 unless said otherwise. */
function blocks(lines: readonly (readonly [string, Place?])[]): string[][] {
  const made = lines.map(([text, { left = 100, right = 500, bold = false, italic = false } = {}], index): TextLine => {
    const baseline = 100 + index * 14;
    const style = { ...fontFromName('Times'), bold, italic };
    const place = { left, right, baseline, top: baseline - 8, bottom: baseline + 2 };
    return { text, page: 1, size: 10, style, tag: null, artifact: false, angle: 0, ...place };
  });
  const edges = {
    left: Math.min(...made.map((line) => line.left)),
    right: Math.max(...made.map((line) => line.right)),
  };
  const column: Column = { ...edges, lines: made };
  const flow = made.map((line) => ({ kind: 'line', line, column }) as const);
  const style = { bodySize: 10, bodyFamily: 'Times', bodyBold: false, leading: 1.4 };
  const textsOf = (block: Block): string[] => (block.kind === 'text' ? block.lines.map((line) => line.text) : []);
  return blocksOf(flow, style).map(textsOf);
}

describe('blocksOf() beside notes in the margin', () => {
  test('keeps a paragraph together whose lines stand further in than the notes', () => {
    const text = [
      ['The registry provides authors'],
      ['with unique identifiers that'],
      ['distinguish them.', { right: 300 }],
    ] as const;
    expect(blocks([['\\author The name is given by:', { left: 60, right: 300 }], ...text])).toEqual([
      ['\\author The name is given by:'],
      ['The registry provides authors', 'with unique identifiers that', 'distinguish them.'],
    ]);
  });

  test('begins a paragraph where a note does, after a sentence, and goes on below it', () => {
    const lines = [
      ['Footnotes are not supported in the online'],
      ['version and will therefore be dropped.'],
      ['\\fnmsep If you need two or more of them,', { left: 60 }],
      ['separate them with a comma.', { right: 300 }],
    ] as const;
    expect(blocks(lines)).toEqual([
      ['Footnotes are not supported in the online', 'version and will therefore be dropped.'],
      ['\\fnmsep If you need two or more of them,', 'separate them with a comma.'],
    ]);
  });
});

describe('blocksOf() and lines that the author broke', () => {
  const full = [
    '命名不能以下划线或美元符号开始，也不能以它们结束，',
    '更不允许直接使用中文的方式，正确的英文拼写让阅读者',
    '易于理解并且避免歧义。',
  ] as const;

  test('parts Chinese lines that end where the next words would have had room', () => {
    const lines = [
      [full[0]],
      [full[1]],
      ['正例：startTime / workQueue', { right: 300 }],
      ['反例：startedAt / listName', { right: 300 }],
    ] as const;
    expect(blocks(lines)).toEqual([[full[0], full[1], '正例：startTime / workQueue'], ['反例：startedAt / listName']]);
  });

  test('parts lines that each begin with what they tell, already where less room was left', () => {
    const lines = [
      [full[0]],
      [full[1], { right: 300 }],
      ['年度营业收入：人民币 5,000 万元', { right: 465 }],
      ['净利润：人民币 800 万元', { right: 300 }],
      [full[0]],
    ] as const;
    expect(blocks(lines).slice(1)).toEqual([
      ['年度营业收入：人民币 5,000 万元'],
      ['净利润：人民币 800 万元'],
      [full[0]],
    ]);
  });

  test('joins those that wrapped, also before a word that had no room', () => {
    const lines = [
      [full[0]],
      [full[1]],
      ['所以需要在', { right: 470 }],
      ['AtomicReferenceFieldUpdater 中设置。', { right: 300 }],
    ] as const;
    expect(blocks(lines)).toHaveLength(1);
  });
});

test('blocksOf() takes `Table 2.` for no caption where a sentence runs on into it', () => {
  const sentence = ['We labelled their success and failure modes in'];
  expect(
    blocks([
      ['We sampled fifty trajectories at random and'],
      [sentence[0] ?? ''],
      ['Table 2. Some key observations follow.'],
    ]),
  ).toHaveLength(1);
  expect(
    blocks([['The end of a paragraph.', { right: 250 }], ['Table 2. Some key observations follow.']]),
  ).toHaveLength(2);
});

test('blocksOf() parts bold lines of another slant', () => {
  const bold = { bold: true, right: 300 };
  expect(
    blocks([
      ['GAAP diluted EPS of 12.3 cps', { ...bold, italic: true }],
      ['Full Year Highlights', bold],
      ['Net sales of the year were in line with the prior one.'],
    ]),
  ).toHaveLength(3);
});
