import { rowsOf } from './rows.js';
import type { TextLine } from './text-line.js';

/** Furthest that a row of a header stands above the next, and above the first line drawn, in line sizes. */
const nearest = 2.3;
/** Most rows of one header. */
const mostRows = 5;

const amount = /^[-–—−+]?[(（]?[$€£¥]?[\d.,]*[\d—–-]%?[)）]?$/;

/**
 * The header of a ruled table whose lines begin below it, as financial statements have it: rows right above the first line,
 * which name most of the columns.
 *
 * @param lines of the page. @param xs borders of the columns, ascending. @param top of the first line drawn.
 * @param first the first row below it, by columns; a header is looked for only above a row of amounts.
 * @returns no row; the headers of the columns, their lines put together; or a row that spans columns, and those.
 */
export function headerAbove(
  lines: readonly TextLine[],
  xs: readonly number[],
  top: number,
  first: readonly (readonly TextLine[])[],
): TextLine[][][] {
  const filled = first.slice(1).filter((cell) => cell.length > 0);
  const amounts = filled.filter((cell) => cell.every((line) => amount.test(line.text.trim())));
  if (amounts.length < 2 || amounts.length < filled.length * 0.6) return [];
  const rows = rowsAbove(lines, xs, top);
  const columns = xs.length - 1;
  // A row of few pieces above fuller ones spans columns, as one whose pieces lie over borders does.
  const spans =
    rows[1] !== undefined && (rows[1].length > columns * 0.5 || rows[0]?.every((line) => crosses(line, xs)));
  const spanning = spans && (rows[0]?.length ?? 0) <= columns * 0.5 ? rows.slice(0, 1) : [];
  const named = rows.slice(spanning.length);
  const cells = byColumn(named.flat(), xs);
  if (cells.filter((cell) => cell.length > 0).length < columns - 1) return [];
  return [...spanning.map((row) => byColumn(row, xs)), cells];
}

/**
 * Parts the first row of a grid that holds two: headers that lie over the borders of columns, and those of the columns.
 *
 * @param row lines by columns. @param xs borders of the columns, ascending.
 */
export function splitSpanning(row: readonly TextLine[][], xs: readonly number[]): TextLine[][][] {
  const lines = row.flat();
  const spanning = new Set(lines.filter((line) => crosses(line, xs)));
  const lowest = Math.max(...[...spanning].map((line) => line.baseline));
  const rest = lines.filter((line) => !spanning.has(line));
  if (spanning.size < 2 || rest.length < spanning.size || rest.some((line) => line.baseline < lowest + 2))
    return [[...row]];
  return [
    row.map((cell) => cell.filter((line) => spanning.has(line))),
    row.map((cell) => cell.filter((line) => !spanning.has(line))),
  ];
}

function crosses(line: TextLine, xs: readonly number[]): boolean {
  return xs.some((x) => x > line.left + 3 && x < line.right - 3);
}

/** Rows between the borders, from the top down, that stand close above one another and above the first line. */
function rowsAbove(lines: readonly TextLine[], xs: readonly number[], top: number): TextLine[][] {
  const [left, right] = [xs[0] ?? 0, xs.at(-1) ?? 0];
  const above = lines.filter(
    (line) => line.angle === 0 && line.baseline < top + 1 && line.baseline > top - line.size * 14,
  );
  const found: TextLine[][] = [];
  let next = top;
  for (const row of rowsOf(above).reverse()) {
    const line = row[0];
    if (line === undefined || found.length === mostRows || next - line.baseline > line.size * nearest) break;
    // Text above the table is wider than a column, or begins before it.
    const fits = row.every(
      (one) => one.left > left - 5 && one.right < right + 5 && one.right - one.left < (right - left) * 0.4,
    );
    if (!fits || row.some((one) => amount.test(one.text) && !/^\d{4}$/.test(one.text))) break;
    found.unshift(row);
    next = line.baseline;
  }
  return found;
}

function byColumn(lines: readonly TextLine[], xs: readonly number[]): TextLine[][] {
  const cells: TextLine[][] = xs.slice(1).map(() => []);
  for (const line of lines) {
    const middle = (line.left + line.right) / 2;
    const column = xs.findLastIndex((x) => x <= middle);
    cells[Math.max(0, Math.min(cells.length - 1, column))]?.push(line);
  }
  return cells;
}
