import { type Interval, showInterval, showShare } from '../../../src/core/metrics/mean-by-group.js';
import type { Language } from '../../../src/core/reply.js';
import { quantile } from '../../quantile.js';
import { gateShares, type JudgedQuestion, recallWithin } from '../figures.js';

/** A question with where its gold passage stood; ranks as in `AskedQuestion`. */
export interface RankedQuestion extends JudgedQuestion {
  readonly rank: number | null;
  readonly ranks: { readonly fused: number | null };
}

/** One row of the table: what was asked with something taken out. */
export interface MeasuredAblation {
  readonly name: string;
  /** The same in Chinese. */
  readonly nameZh: string;
  /** Questions by the name of their set. */
  readonly asked: ReadonlyMap<string, readonly RankedQuestion[]>;
  /** Confidence from which on a question counts as answered; 0…1. */
  readonly threshold: number;
  /** Milliseconds of questions whose passages the reader had not seen, and had; null where that was not measured. */
  readonly times: { readonly cold: readonly number[]; readonly warm: readonly number[] } | null;
}

/** A column of the table: the sets taken together under one heading. */
export interface Column {
  readonly heading: string;
  /** The same in Chinese, where it is another. */
  readonly headingZh?: string;
  readonly sets: readonly string[];
}

/** The sets of the README's table. */
export const columns: readonly Column[] = [
  { heading: 'zh', sets: ['zh'] },
  { heading: 'en', sets: ['en'] },
  { heading: 'across', headingZh: '跨语言', sets: ['zh question, en text', 'en question, zh text'] },
  { heading: 'zh_squad2', sets: ['zh_squad2'] },
];

/** The sets of the long tables, and all of them together. */
export const longColumns: readonly Column[] = [
  { heading: 'zh', sets: ['zh'] },
  { heading: 'en', sets: ['en'] },
  { heading: 'zh → en', sets: ['zh question, en text'] },
  { heading: 'en → zh', sets: ['en question, zh text'] },
  { heading: 'zh_squad2', sets: ['zh_squad2'] },
  { heading: 'all', sets: columns.flatMap(({ sets }) => sets) },
];

/** Markdown: recall@1/@5 by confidence and, below it, precision/kept at the threshold; milliseconds at the end. */
export function shortTable(rows: readonly MeasuredAblation[], language: Language): string[] {
  const isChinese = language === 'zh';
  const times = isChinese ? ['毫秒，初读', '毫秒，再读'] : ['ms, first time', 'ms, again'];
  return table(
    ['', ...columns.map(({ heading, headingZh }) => (isChinese ? (headingZh ?? heading) : heading)), ...times],
    rows.map((row) => [
      isChinese ? row.nameZh : row.name,
      ...columns.map((column) => `${showRecall(row, column, byConfidence)}<br>${showGate(row, column)}`),
      showTimes(row.times?.cold),
      showTimes(row.times?.warm),
    ]),
  );
}

/** Markdown tables, each with a line before it: by direction, by what retrieval alone ranked, and all with their intervals. */
export function longTables(rows: readonly MeasuredAblation[]): string[] {
  const headings = ['', ...longColumns.map(({ heading }) => heading)];
  const whole = (cell: (row: MeasuredAblation, column: Column) => string) =>
    table(
      headings,
      rows.map((row) => [row.name, ...longColumns.map((column) => cell(row, column))]),
    );
  return [
    'Recall@1/@5 in the order of retrieval, before anything is read or weighed:',
    '',
    ...whole((row, column) => showRecall(row, column, byRetrieval)),
    '',
    'Recall@1/@5 in the order of confidence:',
    '',
    ...whole((row, column) => showRecall(row, column, byConfidence)),
    '',
    'Precision/kept at the gate:',
    '',
    ...whole(showGate),
    '',
    'All sets together, with 95 % intervals by article:',
    '',
    ...table(
      ['', 'recall@1', 'precision', 'kept'],
      rows.map((row) => [row.name, ...showIntervals(row)]),
    ),
  ];
}

/** The lowest confidence from which on at most this share (0…1) of the answerable questions is answered. */
export function thresholdKeeping(asked: readonly RankedQuestion[], share: number): number {
  const confidences = asked
    .filter(({ question }) => question.gold.length > 0)
    .map(({ reply }) => reply.confidence)
    .sort((left, right) => right - left);
  return confidences[Math.max(0, Math.round(confidences.length * share) - 1)] ?? 1;
}

/** All questions of a row. */
export function allAsked({ asked }: Pick<MeasuredAblation, 'asked'>): RankedQuestion[] {
  return [...asked.values()].flat();
}

function showRecall(row: MeasuredAblation, column: Column, rankOf: (item: RankedQuestion) => number | null): string {
  return [1, 5].map((limit) => share(recallWithin(askedIn(row, column), rankOf, limit))).join('/');
}

function showGate(row: MeasuredAblation, column: Column): string {
  const { precision, kept } = gateShares(askedIn(row, column), row.threshold);
  return `${share(precision)}/${share(kept)}`;
}

function showIntervals(row: MeasuredAblation): string[] {
  const asked = allAsked(row);
  const { precision, kept } = gateShares(asked, row.threshold);
  return [recallWithin(asked, byConfidence, 1), precision, kept].map(showInterval);
}

/** Median, and in brackets the time below which 95 of 100 lie. */
function showTimes(times: readonly number[] | undefined): string {
  return times ? `${quantile(times, 0.5).toFixed(0)} (${quantile(times, 0.95).toFixed(0)})` : '';
}

function askedIn({ asked }: MeasuredAblation, { sets }: Column): RankedQuestion[] {
  return sets.flatMap((set) => asked.get(set) ?? []);
}

function byConfidence({ rank }: RankedQuestion): number | null {
  return rank;
}

function byRetrieval({ ranks }: RankedQuestion): number | null {
  return ranks.fused;
}

function share({ value }: Interval): string {
  return showShare(value);
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(headings), `|${'---|'.repeat(headings.length)}`, ...rows.map(line)];
}
