import { mergeHeaderRows } from './header-rows.js';
import { joinedText } from './joined-text.js';
import type { TextLine } from './text-line.js';

/** A table of one page: rows of cell texts, every row as long as the first. */
export interface Table {
  readonly page: number;
  readonly rows: readonly (readonly string[])[];
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Where its columns' borders are drawn, from the left; absent where nothing is drawn. */
  readonly borders?: readonly number[];
  /** Page of each row, where the table runs over a page's end; all on `page` when absent. */
  readonly rowPages?: readonly number[];
  /** The lines that went into it. */
  readonly lines: readonly TextLine[];
}

/**
 * Makes a table of lines put into cells; null when it has fewer than two columns or rows with text.
 *
 * @param cells lines of each cell by row and column; missing ones are empty.
 * @param fewestRows 2, or 1 where the rest of the table may stand on the page before.
 */
export function tableOf(
  cells: readonly (readonly (readonly TextLine[] | undefined)[])[],
  fewestRows = 2,
): Table | null {
  const width = Math.max(...cells.map((row) => row.length));
  const texts = cells.map((row) =>
    Array.from({ length: width }, (_, column) => {
      const own = readInCell(row[column] ?? []);
      return { text: joinedText(own), lines: own };
    }),
  );
  const used = Array.from({ length: width }, (_, column) => texts.some((row) => row[column]?.text !== ''));
  const filled = texts
    .map((row) => row.filter((_, column) => used[column]))
    .filter((row) => row.some((cell) => cell.text !== ''));
  const rows = mergeHeaderRows(filled).map((row) => row.map((cell) => cell.text));
  const lines = cells.flatMap((row) => row.flatMap((cell) => cell ?? []));
  const first = lines[0];
  if (first === undefined || rows.length < fewestRows || (rows[0]?.length ?? 0) < 2) return null;
  return {
    page: first.page,
    rows,
    left: Math.min(...lines.map((line) => line.left)),
    right: Math.max(...lines.map((line) => line.right)),
    top: Math.min(...lines.map((line) => line.top)),
    bottom: Math.max(...lines.map((line) => line.bottom)),
    lines,
  };
}

function readInCell(lines: readonly TextLine[]): TextLine[] {
  return lines.toSorted((a, b) =>
    Math.abs(a.baseline - b.baseline) < a.size * 0.35 ? a.left - b.left : a.baseline - b.baseline,
  );
}

/** Whether two tables' columns are drawn at the same places; null where one's are not drawn. */
function bordersAgree({ borders: a }: Table, { borders: b }: Table): boolean | null {
  if (a === undefined || b === undefined || a.length !== b.length) return null;
  return a.every((x, index) => Math.abs(x - (b[index] ?? 0)) < 3) ? true : null;
}

/** Joins a table with its rest at the top of the next page; null when the two are not one. A repeated header goes once. */
export function joinTables(table: Table, rest: Table): Table | null {
  const last = table.rowPages?.at(-1) ?? table.page;
  const same = table.rows[0]?.length === rest.rows[0]?.length;
  const aligned =
    bordersAgree(table, rest) ?? (Math.abs(table.left - rest.left) < 12 && Math.abs(table.right - rest.right) < 40);
  if (rest.page !== last + 1 || !same || !aligned) return null;
  const repeated = JSON.stringify(table.rows[0]) === JSON.stringify(rest.rows[0]);
  const rows = repeated ? rest.rows.slice(1) : rest.rows;
  const pages = table.rowPages ?? table.rows.map(() => table.page);
  return {
    ...table,
    rows: [...table.rows, ...rows],
    rowPages: [...pages, ...rows.map(() => rest.page)],
    lines: [...table.lines, ...rest.lines],
  };
}
