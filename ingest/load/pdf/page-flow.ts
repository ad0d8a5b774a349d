import { alignedTables } from './aligned-tables.js';
import type { Stroke } from './page-content.js';
import { type Column, readingOrder } from './reading-order.js';
import { ruledTables } from './ruled-tables.js';
import type { Table } from './table.js';
import { taggedTables } from './tagged-tables.js';
import { joinLines, type TextLine } from './text-line.js';

/** One thing met in reading order: a whole line of a column, or a table. */
export type FlowItem =
  | { readonly kind: 'line'; readonly line: TextLine; readonly column: Column }
  | { readonly kind: 'table'; readonly table: Table };

/**
 * Puts a page's lines and tables in reading order. Tables come from the structure tree, else from ruling lines, else
 * from pieces that line up.
 *
 * @param lines the page's lines without furniture.
 */
export function pageFlow(lines: readonly TextLine[], strokes: readonly Stroke[]): FlowItem[] {
  const level = lines.filter((line) => line.angle === 0);
  if (level.length > mostPieces) {
    const column = { left: 0, right: Number.MAX_SAFE_INTEGER, lines: [] };
    return lines.map((line) => ({ kind: 'line', line, column }));
  }
  const tagged = taggedTables(level);
  const ruled = ruledTables(without(level, tagged), strokes);
  const placed = [...tagged, ...ruled];
  const places = new Map(placed.map((table) => [placeOf(table), table]));
  const columns = readingOrder([...without(level, placed), ...places.keys()]);
  const flow = columns.flatMap((column) => columnFlow(column, places));
  // Text that runs up or down the side of a page belongs nowhere in the order: last.
  const turned = lines.filter((line) => line.angle !== 0);
  for (const line of turned)
    flow.push({ kind: 'line', line, column: { left: line.left, right: line.right, lines: turned } });
  return flow;
}

/** A page with more pieces of text is a map or a plot: there is no order to find in it, and looking costs the square. */
export const mostPieces = 3_000;

function without(lines: readonly TextLine[], tables: readonly Table[]): TextLine[] {
  const inside = new Set(tables.flatMap((table) => table.lines));
  return lines.filter((line) => !inside.has(line));
}

/** A stand-in as large as the table, for ordering it among the lines. */
function placeOf(table: Table): TextLine {
  const first = table.lines[0] as TextLine;
  return { ...first, text: '', left: table.left, right: table.right, top: table.top, bottom: table.bottom };
}

function columnFlow(column: Column, places: ReadonlyMap<TextLine, Table>): FlowItem[] {
  const lines = column.lines.filter((line) => !places.has(line));
  const aligned = alignedTables(lines);
  const tableOfLine = new Map(aligned.flatMap((table) => table.lines.map((line) => [line, table] as const)));
  const seen = new Set<Table>();
  const flow: FlowItem[] = [];
  for (const line of column.lines) {
    const table = places.get(line) ?? tableOfLine.get(line);
    if (table !== undefined) {
      if (!seen.has(table)) flow.push({ kind: 'table', table });
      seen.add(table);
      continue;
    }
    const last = flow.at(-1);
    if (last?.kind === 'line' && Math.abs(last.line.baseline - line.baseline) < line.size * 0.35) {
      flow[flow.length - 1] = { kind: 'line', column, line: joinLines(last.line, line) };
    } else flow.push({ kind: 'line', column, line });
  }
  return flow;
}
