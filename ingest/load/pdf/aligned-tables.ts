import { rowsOf } from './contents-pages.js';
import { type Table, tableOf } from './table.js';
import type { TextLine } from './text-line.js';

/** Fewest rows of two or more cells that make a table without ruling lines. */
const fewestRows = 3;
/** Widest distance between rows of one table, in line sizes. */
const widestRowGap = 3.2;

/**
 * Tables that only white space rules: rows of two or more pieces, one below the other, whose pieces line up in columns.
 *
 * @param lines lines of one column of a page.
 */
export function alignedTables(lines: readonly TextLine[]): Table[] {
  const tables: Table[] = [];
  let run: TextLine[][] = [];
  const close = (): void => {
    const table = tableFromRun(trimmedRun(run));
    if (table !== null) tables.push(table);
    run = [];
  };
  for (const row of rowsOf(lines.filter((line) => line.angle === 0))) {
    const last = run.at(-1);
    if (last && rowGap(last, row) > widestRowGap) close();
    // One piece alone may be a wrapped cell or a row title; two such in a row end the table.
    if (row.length < 2 && (run.length === 0 || (run.at(-1)?.length ?? 0) < 2)) close();
    else run.push(row);
  }
  close();
  return tables;
}

function rowGap(a: readonly TextLine[], b: readonly TextLine[]): number {
  const first = a[0];
  const second = b[0];
  return first && second ? (second.baseline - first.baseline) / Math.max(first.size, second.size) : 0;
}

function trimmedRun(run: readonly TextLine[][]): TextLine[][] {
  let end = run.length;
  while (end > 0 && (run[end - 1]?.length ?? 0) < 2) end -= 1;
  return run.slice(0, end);
}

function tableFromRun(run: readonly TextLine[][]): Table | null {
  const full = run.filter((row) => row.length >= 2);
  if (full.length < fewestRows) return null;
  const columns = columnRanges(full);
  if (columns.length < 2) return null;
  // Pieces of running text or of a formula fall anywhere; cells start or end with their column.
  const pieces = full.flat();
  const crowded = full.filter((row) => new Set(row.map((line) => columnOf(columns, line))).size < row.length).length;
  if (crowded > full.length * 0.3) return null;
  if (new Set(pieces.map((line) => columnOf(columns, line))).size < 2) return null;
  const cells = run.map((row) => {
    const cellsOfRow: TextLine[][] = columns.map(() => []);
    for (const line of row) cellsOfRow[columnOf(columns, line)]?.push(line);
    return cellsOfRow;
  });
  return tableOf(cells);
}

interface Range {
  left: number;
  right: number;
}

/** Columns as the union of overlapping pieces; a piece that spans several columns (a joint header) does not join them. */
function columnRanges(rows: readonly TextLine[][]): Range[] {
  const widest = Math.max(...rows.map((row) => row.length));
  const typical = rows.filter((row) => row.length >= Math.max(2, widest - 1));
  const pieces = (typical.length >= 2 ? typical : rows).flat().toSorted((a, b) => a.left - b.left);
  const ranges: Range[] = [];
  for (const piece of pieces) {
    const last = ranges.at(-1);
    if (last && piece.left < last.right - 1) last.right = Math.max(last.right, piece.right);
    else ranges.push({ left: piece.left, right: piece.right });
  }
  return ranges;
}

function columnOf(columns: readonly Range[], line: TextLine): number {
  let best = 0;
  let bestOverlap = Number.NEGATIVE_INFINITY;
  for (const [index, range] of columns.entries()) {
    const overlap = Math.min(range.right, line.right) - Math.max(range.left, line.left);
    if (overlap > bestOverlap) {
      best = index;
      bestOverlap = overlap;
    }
  }
  return best;
}
