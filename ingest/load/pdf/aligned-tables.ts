import { isCaption } from './numbering.js';
import { median } from './reading-order.js';
import { rowsOf } from './rows.js';
import { type Table, tableOf } from './table.js';
import type { TextLine } from './text-line.js';

/** Fewest rows of two or more cells that make a table without ruling lines. */
const fewestRows = 3;
/** Runs of more rows are one table or none: looking for a split costs the square of their length. */
const longestSplit = 60;
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
    tables.push(...tablesFromRun(run));
    run = [];
  };
  for (const row of rowsOf(lines.filter((line) => line.angle === 0))) {
    const last = run.at(-1);
    if (last && rowGap(last, row) > widestRowGap) close();
    if (row.some((line) => isCaption(line.text) && line.text.length > 20)) {
      close();
      continue;
    }
    // One piece alone may be a wrapped cell or a row title; two such in a row end the table.
    if (row.length < 2 && (run.length === 0 || (run.at(-1)?.length ?? 0) < 2)) close();
    else run.push(row);
  }
  close();
  return tables;
}

/** One table, or several that follow one another with other columns: the longest that fits, then the rest. */
function tablesFromRun(run: readonly TextLine[][]): Table[] {
  const tables: Table[] = [];
  let rest = trimmedRun(run);
  while (rest.length >= fewestRows) {
    let end = rest.length;
    let table = tableFromRun(rest);
    while (table === null && end > fewestRows && rest.length <= longestSplit) {
      end -= 1;
      table = tableFromRun(trimmedRun(rest.slice(0, end)));
    }
    if (table !== null) tables.push(table);
    rest = table === null ? rest.slice(1) : rest.slice(end);
  }
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
  if (full.length < fewestRows || full.filter(isProse).length > full.length * 0.5) return null;
  const columns = columnRanges(full);
  if (columns.length < 2) return null;
  // Pieces of running text or of a formula fall anywhere; cells start or end with their column.
  const pieces = full.flat();
  const crowded = full.filter((row) => new Set(row.map((line) => columnOf(columns, line))).size < row.length).length;
  if (crowded > full.length * 0.3) return null;
  if (new Set(pieces.map((line) => columnOf(columns, line))).size < 2) return null;
  if (!edgesAlign(full, columns)) return null;
  const cells = run.map((row) => {
    const cellsOfRow: TextLine[][] = columns.map(() => []);
    for (const line of row) cellsOfRow[columnOf(columns, line)]?.push(line);
    return cellsOfRow;
  });
  const table = tableOf(mergeWrapped(mergeColumns(cells)));
  return table !== null && isPlot(table) ? null : table;
}

/** Narrowest gap, in em, between the cells of a row of many words. */
const narrowestCellGap = 1.6;

/** A long row whose pieces stand hardly further apart than words is a line of justified text. */
function isProse(row: readonly TextLine[]): boolean {
  const length = row.reduce((sum, line) => sum + line.text.length, 0);
  const gaps = row.slice(1).map((line, index) => (line.left - (row[index]?.right ?? 0)) / line.size);
  return length > 60 && Math.max(...gaps) < narrowestCellGap;
}

/** Numbers strewn over a grid of mostly empty cells are the labels of a plot. */
function isPlot(table: Table): boolean {
  const cells = table.rows.flat();
  const filled = cells.filter((text) => text !== '');
  const letters = filled.join('').replace(/[^\p{L}]/gu, '').length;
  return filled.length < cells.length * 0.65 && letters < filled.join('').length * 0.3;
}

/** Whether pieces begin, end or centre with their column, as cells do; the gaps of justified text fall anywhere. */
function edgesAlign(rows: readonly TextLine[][], columns: readonly Range[]): boolean {
  let aligned = 0;
  let all = 0;
  for (const column of columns.keys()) {
    const pieces = rows.flat().filter((line) => columnOf(columns, line) === column);
    if (column === 0 || pieces.length < 2) continue;
    const edges = [
      pieces.map((line) => line.left),
      pieces.map((line) => line.right),
      pieces.map((line) => (line.left + line.right) / 2),
    ];
    const best = Math.max(
      ...edges.map((values) => values.filter((value) => Math.abs(value - median(values)) < 3).length),
    );
    aligned += best;
    all += pieces.length;
  }
  return aligned >= all * 0.55;
}

/** A header that stands beside its values makes a column of its own: neighbours that are never both filled are one. */
function mergeColumns(rows: readonly TextLine[][][]): TextLine[][][] {
  let merged = rows.map((row) => [...row]);
  for (let column = 1; column < (merged[0]?.length ?? 0); ) {
    const apart = column > 1 && merged.every((row) => !row[column]?.length || !row[column - 1]?.length);
    if (!apart) {
      column += 1;
      continue;
    }
    const at = column;
    merged = merged.map((row) => [
      ...row.slice(0, at - 1),
      [...(row[at - 1] ?? []), ...(row[at] ?? [])],
      ...row.slice(at + 1),
    ]);
  }
  return merged;
}

/** Puts rows together that are one row in several lines: closer than rows are, or going on in lower case. */
function mergeWrapped(rows: readonly TextLine[][][]): TextLine[][][] {
  const baselines = rows.map((row) => Math.max(...row.flat().map((line) => line.baseline)));
  const gaps = baselines.slice(1).map((baseline, index) => baseline - (baselines[index] ?? 0));
  const usual = median(gaps);
  const rights = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.flatMap((row) => (row[column] ?? []).map((line) => line.right))),
  );
  const merged: TextLine[][][] = [];
  for (const [index, row] of rows.entries()) {
    const last = merged.at(-1);
    const gap = gaps[index - 1] ?? Number.POSITIVE_INFINITY;
    if (last && gap < usual * 0.78 && (hasBlank(last) || hasBlank(row)) && !bothCount(last, row)) {
      merged[merged.length - 1] = last.map((cell, column) => [...cell, ...(row[column] ?? [])]);
    } else if (last && goesOn(last, row, rights) && gap < usual * 1.1) {
      merged[merged.length - 1] = last.map((cell, column) => [...cell, ...(row[column] ?? [])]);
    } else merged.push([...row]);
  }
  return merged;
}

/** Whether both rows have a number in the same column: then they are two rows, however close. */
function bothCount(a: readonly TextLine[][], b: readonly TextLine[][]): boolean {
  const counts = (cell: readonly TextLine[] | undefined): boolean =>
    cell?.some((line) => /\d/.test(line.text)) === true;
  return a.some((cell, column) => column > 0 && counts(cell) && counts(b[column]));
}

function hasBlank(row: readonly TextLine[][]): boolean {
  return row.some((cell) => cell.length === 0);
}

/** White space, in em, that a word of a wrapped line may leave at the end of its column. */
const wrapped = 6;

/**
 * A row of text only in columns where the row above has some is that row's second line if it begins in lower case, or
 * without a label below lines that fill their column.
 */
function goesOn(above: readonly TextLine[][], row: readonly TextLine[][], rights: readonly number[]): boolean {
  const fills = (column: number): boolean => {
    const last = above[column]?.at(-1);
    return (
      last !== undefined &&
      last.right > (rights[column] ?? 0) - last.size * wrapped &&
      last.right - last.left > last.size * 12
    );
  };
  const filled = row.flatMap((cell, column) => (cell.length > 0 ? [column] : []));
  return (
    filled.length < row.length &&
    filled.every((column) => {
      const text = row[column]?.[0]?.text ?? '';
      if ((above[column]?.length ?? 0) === 0) return false;
      return /^[\p{Ll}(（]/u.test(text) || (row[0]?.length === 0 && /\p{L}/u.test(text) && fills(column));
    })
  );
}

interface Range {
  left: number;
  right: number;
}

/**
 * Columns as the union of overlapping pieces, the fullest rows first; a piece over several columns (a joint header, two
 * values drawn as one) does not join them.
 */
function columnRanges(rows: readonly TextLine[][]): Range[] {
  const widest = Math.max(...rows.map((row) => row.length));
  const typical = rows.filter((row) => row.length >= Math.max(2, widest - 1));
  const fullest = typical.length >= 2 ? typical : rows;
  const ranges: Range[] = [];
  for (const row of rows.toSorted((a, b) => b.length - a.length)) {
    for (const piece of row) {
      const over = ranges.filter((range) => piece.left < range.right - 1 && piece.right > range.left + 1);
      const only = over[0];
      if (only === undefined) ranges.push({ left: piece.left, right: piece.right });
      else if (over.length === 1 && fullest.includes(row)) {
        only.left = Math.min(only.left, piece.left);
        only.right = Math.max(only.right, piece.right);
      }
    }
  }
  return ranges.sort((a, b) => a.left - b.left);
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
