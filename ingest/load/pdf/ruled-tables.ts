import { headerAbove, splitSpanning } from './header-above.js';
import type { Stroke } from './page-content.js';
import { type Table, tableOf } from './table.js';
import type { TextLine } from './text-line.js';

/** Strokes closer than this, in points, are one line, or touch. */
const touch = 2.5;
/** More merged strokes than this are a drawing; joining them would take seconds. */
const strokeLimit = 1500;

/** Tables whose cells are parted by drawn lines: at least two upright and two level ones that meet. */
export function ruledTables(lines: readonly TextLine[], strokes: readonly Stroke[]): Table[] {
  const level = mergeCollinear(
    strokes.filter((stroke) => stroke.bottom - stroke.top <= touch),
    'top',
  );
  const upright = mergeCollinear(
    strokes.filter((stroke) => stroke.right - stroke.left <= touch),
    'left',
  );
  if (level.length + upright.length > strokeLimit) return [];
  return connected(level, upright).flatMap((grid) => gridTable(lines, grid) ?? []);
}

interface Grid {
  /** Ascending x of column edges, and y of row edges. */
  readonly xs: readonly number[];
  readonly ys: readonly number[];
}

function mergeCollinear(strokes: readonly Stroke[], side: 'top' | 'left'): Stroke[] {
  const along = side === 'top' ? (['left', 'right'] as const) : (['top', 'bottom'] as const);
  const sorted = strokes.toSorted((a, b) => Math.round(a[side]) - Math.round(b[side]) || a[along[0]] - b[along[0]]);
  const merged: Stroke[] = [];
  for (const stroke of sorted) {
    const last = merged.at(-1);
    if (last && Math.abs(last[side] - stroke[side]) < 1.5 && stroke[along[0]] <= last[along[1]] + touch) {
      merged[merged.length - 1] = { ...last, [along[1]]: Math.max(last[along[1]], stroke[along[1]]) };
    } else merged.push(stroke);
  }
  return merged;
}

/** Groups of strokes that touch one another, as grids. */
function connected(level: readonly Stroke[], upright: readonly Stroke[]): Grid[] {
  const all = [...level, ...upright];
  const parent = all.map((_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parent[root] !== root) root = parent[root] ?? root;
    return root;
  };
  for (const [i, a] of level.entries()) {
    for (const [j, b] of upright.entries()) {
      const meets =
        b.left >= a.left - touch && b.left <= a.right + touch && a.top >= b.top - touch && a.top <= b.bottom + touch;
      if (meets) parent[rootOf(i)] = rootOf(level.length + j);
    }
  }
  const groups = new Map<number, { xs: number[]; ys: number[] }>();
  for (const [index, stroke] of all.entries()) {
    const group = groups.get(rootOf(index)) ?? { xs: [], ys: [] };
    groups.set(rootOf(index), group);
    if (index < level.length) group.ys.push(stroke.top);
    else group.xs.push(stroke.left);
  }
  return [...groups.values()]
    .map((group) => ({ xs: distinct(group.xs), ys: distinct(group.ys) }))
    .filter((grid) => grid.xs.length >= 2 && grid.ys.length >= 2);
}

function distinct(values: readonly number[]): number[] {
  const result: number[] = [];
  for (const value of values.toSorted((a, b) => a - b)) {
    if (value - (result.at(-1) ?? Number.NEGATIVE_INFINITY) > touch * 1.6) result.push(value);
  }
  return result;
}

function gridTable(lines: readonly TextLine[], grid: Grid): Table | null {
  const cells: TextLine[][][] = Array.from({ length: grid.ys.length - 1 }, () =>
    Array.from({ length: grid.xs.length - 1 }, () => []),
  );
  for (const line of lines) {
    if (line.angle !== 0) continue;
    const row = between(grid.ys, line.baseline - line.size * 0.3);
    const column = between(grid.xs, Math.min(line.left + line.size * 0.5, (line.left + line.right) / 2));
    if (row !== null && column !== null) cells[row]?.[column]?.push(line);
  }
  if (sideBySide(cells) > 0.12 || goesOnBeside(cells, lines)) return null;
  const rows = cells.flatMap((row, index) => (index === 0 ? splitSpanning(row, grid.xs) : [row])).flatMap(splitRow);
  const first = rows.find((row) => row.some((cell) => cell.length > 0)) ?? [];
  const table = tableOf([...headerAbove(lines, grid.xs, grid.ys[0] ?? 0, first), ...rows], 1);
  if (table === null) return null;
  // A frame around running text, or beside it, is no table.
  const filled = table.rows.flat().filter((text) => text !== '').length;
  const columns = table.rows[0]?.length ?? 0;
  const isTable = filled >= table.rows.length + columns - 1 || filled >= table.rows.length * columns * 0.5;
  return isTable ? { ...table, borders: grid.xs } : null;
}

/** Whether most rows have further cells to the left or right, outside the lines: then the lines rule only a part. */
function goesOnBeside(cells: readonly TextLine[][][], lines: readonly TextLine[]): boolean {
  const inside = new Set(cells.flat(2));
  const rows = cells.map((row) => row.flat()).filter((row) => row.length > 0);
  const open = rows.filter((row) =>
    lines.some(
      (line) =>
        !inside.has(line) &&
        line.right - line.left < line.size * 15 &&
        row.some((own) => Math.abs(own.baseline - line.baseline) < 1.5),
    ),
  );
  return rows.length > 0 && open.length > rows.length * 0.6;
}

/** Share of filled cells that hold pieces beside each other: columns that no line parts, so that the lines mislead. */
function sideBySide(cells: readonly TextLine[][][]): number {
  const filled = cells.flat().filter((cell) => cell.length > 0);
  const doubled = filled.filter((cell) =>
    cell.some((a) => cell.some((b) => a.left > b.right + a.size && Math.abs(a.baseline - b.baseline) < a.size * 0.3)),
  );
  return doubled.length / Math.max(1, filled.length);
}

/** Parts a row that holds several, parted by space alone: where every filled cell has its lines on the same baselines. */
function splitRow(row: readonly TextLine[][]): TextLine[][][] {
  const filled = row.filter((cell) => cell.length > 0);
  const counted = splitByNumbers(row, filled);
  if (counted !== null) return counted;
  const baselines = filled.map((cell) => distinct(cell.map((line) => line.baseline)));
  const first = baselines[0] ?? [];
  const alike = baselines.every(
    (own) => own.length === first.length && own.every((y, index) => Math.abs(y - (first[index] ?? 0)) < 2),
  );
  if (filled.length < 2 || first.length < 3 || !alike) return [[...row]];
  return first.map((y) => row.map((cell) => cell.filter((line) => Math.abs(line.baseline - y) < touch * 1.6)));
}

const number = /^[-–—−+]?[(（]?[$€£¥]?[\d.,\s]*[\d—–-][\d.,\s]*%?[)）]?%?$/;

/**
 * Parts a row by the baselines of its numbers, where two columns have two and more of them at the same heights: those
 * are rows, whatever lines are drawn. Labels of several lines go to the number they stand nearest to.
 */
function splitByNumbers(row: readonly TextLine[][], filled: readonly TextLine[][]): TextLine[][][] | null {
  const counts = filled.filter((cell) => cell.length > 1 && cell.every((line) => number.test(line.text)));
  const heights = counts.map((cell) => distinct(cell.map((line) => line.baseline)));
  const most = heights.toSorted((a, b) => b.length - a.length)[0] ?? [];
  const alike = heights.filter(
    (own) => own.length > 1 && own.every((y) => most.some((other) => Math.abs(other - y) < 2)),
  );
  if (alike.length < 2 || most.length < 2) return null;
  const pitch = Math.min(...most.slice(1).map((y, index) => y - (most[index] ?? 0)));
  const first = most[0] ?? 0;
  // What stands clear above the first number is a title of the rows.
  const above = row.map((cell) => cell.filter((line) => line.baseline < first - pitch * 0.75));
  const below = row.map((cell, column) => cell.filter((line) => above[column]?.includes(line) !== true));
  const nearest = (line: TextLine): number =>
    most.reduce((best, y) => (Math.abs(y - line.baseline) < Math.abs(best - line.baseline) ? y : best));
  const parts = most.map((y) => below.map((cell) => cell.filter((line) => nearest(line) === y)));
  return above.some((cell) => cell.length > 0) ? [above, ...parts] : parts;
}

function between(edges: readonly number[], value: number): number | null {
  const at = edges.findLastIndex((edge) => edge <= value + 0.5);
  return at < 0 || at >= edges.length - 1 ? null : at;
}
