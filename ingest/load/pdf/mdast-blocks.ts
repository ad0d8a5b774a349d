import type { Code, Heading, List, ListItem, Table as MdastTable, Paragraph, TableCell, TableRow } from 'mdast';
import type { CanonicalText } from './canonical-text.js';
import { type LinkedText, linkedNodes } from './linked-text.js';
import { listMark } from './numbering.js';
import type { TextLine } from './text-line.js';

/** Appends a heading's line to the text and makes its node. */
export function headingNode(text: CanonicalText, value: string, depth: number): Heading {
  const start = text.add(value);
  const position = text.position(start, start + value.length);
  return { type: 'heading', depth: depth as Heading['depth'], children: [{ type: 'text', value, position }], position };
}

/** Appends a paragraph and makes its node. */
export function paragraphNode(text: CanonicalText, linked: LinkedText): Paragraph {
  const start = text.add(linked.value);
  const position = text.position(start, start + linked.value.length);
  return { type: 'paragraph', children: linkedNodes(text, start, linked), position };
}

/** Appends list items, one a line with its mark, and makes the list; the paragraph of an item begins after the mark. */
export function listNode(text: CanonicalText, items: readonly LinkedText[]): { node: List; starts: number[] } {
  const children: ListItem[] = [];
  const starts: number[] = [];
  for (const [index, item] of items.entries()) {
    const start = text.add(item.value, index === 0 ? '\n\n' : '\n');
    const mark = listMark(item.value)?.mark.length ?? 0;
    const end = start + item.value.length;
    const position = text.position(start + mark, end);
    const paragraph: Paragraph = { type: 'paragraph', children: linkedNodes(text, start, item, mark), position };
    children.push({ type: 'listItem', spread: false, children: [paragraph], position: text.position(start, end) });
    starts.push(start);
  }
  const first = items[0]?.value ?? '';
  const ordered = listMark(first)?.ordered ?? false;
  const number = Number(/\d+/.exec(listMark(first)?.mark ?? '')?.[0] ?? 1);
  const position = text.position(starts[0] ?? text.length, text.length);
  return {
    node: { type: 'list', ordered, ...(ordered ? { start: number } : {}), spread: false, children, position },
    starts,
  };
}

/** Appends lines of code as they stand, indentation kept, and makes their node. */
export function codeNode(text: CanonicalText, lines: readonly TextLine[]): Code {
  const left = Math.min(...lines.map((line) => line.left));
  const widths = lines.map((line) => (line.right - line.left) / Math.max(1, line.text.length));
  const letter = widths.toSorted((a, b) => a - b)[Math.floor(widths.length / 2)] || 1;
  const value = lines
    .map((line) => ' '.repeat(Math.min(60, Math.round((line.left - left) / letter))) + line.text)
    .join('\n');
  const start = text.add(value);
  return { type: 'code', value, position: text.position(start, start + value.length) };
}

/** Appends a table as GFM rows, the first one its header, and makes its node; `starts` are the offsets of its rows. */
export function tableNode(
  text: CanonicalText,
  rows: readonly (readonly string[])[],
): { node: MdastTable; starts: number[] } {
  const width = rows[0]?.length ?? 0;
  const first = text.length;
  const children: TableRow[] = [];
  let start = first;
  const starts: number[] = [];
  for (const [index, row] of rows.entries()) {
    const { line, ranges } = rowLine(row);
    const at = text.add(line, index === 0 ? '\n\n' : '\n');
    if (index === 0) start = at;
    starts.push(at);
    const cells: TableCell[] = ranges.map(([from, to]) => {
      const position = text.position(at + from, at + to);
      const value = line.slice(from, to).replaceAll('\\|', '|');
      return { type: 'tableCell', children: value === '' ? [] : [{ type: 'text', value, position }], position };
    });
    children.push({ type: 'tableRow', children: cells, position: text.position(at, at + line.length) });
    if (index === 0) text.add(`|${' --- |'.repeat(width)}`, '\n');
  }
  const align = Array.from({ length: width }, () => null);
  const node: MdastTable = { type: 'table', align, children, position: text.position(start, text.length) };
  return { node, starts };
}

function rowLine(row: readonly string[]): { line: string; ranges: Array<readonly [number, number]> } {
  let line = '|';
  const ranges: Array<readonly [number, number]> = [];
  for (const cell of row) {
    const value = cell.replaceAll('|', '\\|');
    ranges.push([line.length + 1, line.length + 1 + value.length]);
    line += ` ${value} |`;
  }
  return { line, ranges };
}
