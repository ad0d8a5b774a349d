import { type Table, tableOf } from './table.js';
import type { TextLine } from './text-line.js';

/** The tables that a page's structure tree names. */
export function taggedTables(lines: readonly TextLine[]): Table[] {
  const tables = new Map<number, TextLine[][][]>();
  for (const line of lines) {
    const cell = line.tag?.cell;
    if (!cell) continue;
    const rows = tables.get(cell.table) ?? [];
    tables.set(cell.table, rows);
    rows[cell.row] ??= [];
    const row = rows[cell.row] as TextLine[][];
    row[cell.column] ??= [];
    row[cell.column]?.push(line);
  }
  return [...tables.values()].flatMap((rows) => tableOf(Array.from(rows, (row) => Array.from(row ?? []))) ?? []);
}
