import { expect, test } from 'vitest';
import {
  longTables,
  type MeasuredAblation,
  type RankedQuestion,
  shortTable,
  thresholdKeeping,
} from '../../../../bench/eval/ablations/ablation-table.js';

const asked = (confidence: number, rank: number | null, answerable = true): RankedQuestion => ({
  question: { gold: answerable ? ['p'] : [], article: `${confidence} ${rank}` },
  reply: { confidence },
  right: answerable && rank === 1,
  rank,
  ranks: { fused: rank === null ? null : rank + 1 },
});
const row: MeasuredAblation = {
  name: 'everything on',
  nameZh: '全部打开',
  asked: new Map([
    ['zh', [asked(0.9, 1), asked(0.8, 2), asked(0.3, 1), asked(0.2, null), asked(0.95, null, false)]],
    ['zh question, en text', [asked(0.9, 1)]],
    ['en question, zh text', [asked(0.1, 6)]],
  ]),
  threshold: 0.75,
  times: { cold: [30, 10, 20], warm: [5] },
};

test('shortTable() gives recall over precision and kept of each set, both directions together, and times', () => {
  expect(shortTable([row, { ...row, name: 'later', threshold: 0.96, times: null }], 'en')).toEqual([
    '|  | zh | en | across | zh_squad2 | ms, first time | ms, again |',
    '|---|---|---|---|---|---|---|',
    '| everything on | .500/.750<br>.333/.500 | –/–<br>–/– | .500/.500<br>1.000/.500 | –/–<br>–/– | 20 (30) | 5 (5) |',
    '| later | .500/.750<br>–/.000 | –/–<br>–/– | .500/.500<br>–/.000 | –/–<br>–/– |  |  |',
  ]);
});

test('shortTable() is headed in Chinese for the Chinese README', () => {
  const lines = shortTable([row], 'zh');
  expect(lines[0]).toBe('|  | zh | en | 跨语言 | zh_squad2 | 毫秒，初读 | 毫秒，再读 |');
  expect(lines[2]?.startsWith('| 全部打开 |')).toBe(true);
});

test('longTables() gives the order of retrieval apart, each direction, and all sets together with intervals', () => {
  const lines = longTables([row]);
  const rows = lines.filter((line) => line.startsWith('| everything on'));
  expect(rows[0]).toBe('| everything on | .000/.750 | –/– | .000/1.000 | .000/.000 | –/– | .000/.667 |');
  expect(rows[1]).toBe('| everything on | .500/.750 | –/– | 1.000/1.000 | .000/.000 | –/– | .500/.667 |');
  expect(rows[2]).toBe('| everything on | .333/.500 | –/– | 1.000/1.000 | –/.000 | –/– | .500/.500 |');
  expect(rows[3]).toMatch(/^\| everything on \| \.500 \(.+–.+\) \| \.500 \(.+\) \| \.500 \(.+\) \|$/);
});

test('thresholdKeeping() answers that share of the answerable questions, those without an answer left out', () => {
  const items = [asked(0.9, 1), asked(0.8, 2), asked(0.3, 1), asked(0.2, null), asked(0.95, null, false)];
  expect(thresholdKeeping(items, 0.5)).toBe(0.8);
  expect(thresholdKeeping(items, 1)).toBe(0.2);
  expect(thresholdKeeping([], 0.5)).toBe(1);
});
