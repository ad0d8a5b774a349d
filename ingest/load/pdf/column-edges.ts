import type { Column } from './reading-order.js';
import type { TextLine } from './text-line.js';

/** Where a column's text stands. */
export interface ColumnEdges {
  /** The left edge that most lines share; notes in the margin stand further out. Points. */
  readonly left: number;
  /** Whether lines of text run up to the column's right edge, so that one that ends before it was broken on purpose. */
  readonly isFull: boolean;
}

/** Lines whose edges are this close, in points, begin or end at one place. */
const together = 2;
/** Fewest lines that end at the right edge of a column whose text fills it. */
const fewestFull = 2;

const known = new WeakMap<Column, ColumnEdges>();

/** Measures a column once. */
export function columnEdges(column: Column): ColumnEdges {
  const found = known.get(column);
  if (found !== undefined) return found;
  const counts = new Map<number, number>();
  for (const { left } of column.lines) {
    const key = Math.round(left / together);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const most = [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0]);
  const isFirm = most[1] >= Math.max(3, column.lines.length * 0.3);
  const left = isFirm ? Math.min(...lefts(column.lines, most[0])) : column.left;
  const full = column.lines.filter(
    (line) => line.right > column.right - line.size && line.right - line.left > line.size * 8,
  );
  const edges = { left, isFull: full.length >= fewestFull };
  known.set(column, edges);
  return edges;
}

function lefts(lines: readonly TextLine[], key: number): number[] {
  return lines.filter((line) => Math.round(line.left / together) === key).map((line) => line.left);
}
