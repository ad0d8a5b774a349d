import type { TextLine } from './text-line.js';

/** A cell's text, and the lines it was made of. */
export interface Cell {
  readonly text: string;
  readonly lines: readonly TextLine[];
}

/** A header and the columns it stands over. */
interface Span {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** How far, in points or as a share of its columns, a header may stand off the middle of the columns it spans. */
const offCentre = { points: 8, share: 0.1 };

/**
 * Puts a header row whose cells span several columns into the row of column headers below it, so that every column says
 * what it holds: `2022` over `Sales` and `Profit` becomes `2022 Sales` and `2022 Profit`. Markdown has no spanning cells.
 *
 * @param rows all rows of a table, each as long as the first.
 * @returns the rows, one fewer when the first two were merged.
 */
export function mergeHeaderRows(rows: readonly (readonly Cell[])[]): readonly (readonly Cell[])[] {
  const [upper, lower, ...rest] = rows;
  if (upper === undefined || lower === undefined || rest.length === 0) return rows;
  const filled = upper.filter((cell) => cell.text !== '').length;
  const named = lower.filter((cell) => cell.text !== '').length;
  if (filled === 0 || named <= filled || named < lower.length - 1) return rows;
  if ([...upper, ...lower].some((cell) => /^[\s\d.,%()$€¥–—-]+$/.test(cell.text) && !/^\d{4}$/.test(cell.text)))
    return rows;
  // A row of words below words may be the first row of text.
  if (!rest.some((row) => row.some((cell) => /\d/.test(cell.text)))) return rows;
  // Labels of rows stand under no header that spans.
  const from = rest.every((row) => !/^[\s\d.,%()–—-]+$/.test(row[0]?.text ?? '')) ? 1 : 0;
  // Headers are centred over the headers below them, or over whole columns.
  const spans =
    equalSpans(upper, lower, from) ?? spansOf(upper, [lower], from) ?? spansOf(upper, [lower, ...rest], from);
  if (spans === null || !spans.some((span) => span.to > span.from)) return rows;
  const merged = lower.map((cell, column) => {
    const span = spans.find((one) => one.from <= column && column <= one.to);
    return span === undefined ? cell : { ...cell, text: `${span.text} ${cell.text}`.trim() };
  });
  return [
    merged.map((cell, column) => ({ ...cell, lines: [...(upper[column]?.lines ?? []), ...cell.lines] })),
    ...rest,
  ];
}

/** How far from the middle of its columns, as a share of their width, a header of a group as wide as the others may stand. */
const nearMiddle = 0.2;

/** Headers that share the columns evenly, two or more each, as those of two years do; null where one stands elsewhere. */
function equalSpans(upper: readonly Cell[], lower: readonly Cell[], from: number): Span[] | null {
  const headers = upper.slice(from).filter((cell) => cell.text !== '');
  const width = (upper.length - from) / headers.length;
  if (headers.length < 2 || width < 2 || !Number.isInteger(width)) return null;
  const spans: Span[] = [];
  for (const [index, header] of headers.entries()) {
    const range = { from: from + index * width, to: from + (index + 1) * width - 1 };
    const group = extentOf(lower.slice(range.from, range.to + 1));
    const own = extentOf([header]);
    if (group === null || own === null || own.left < group.left - 5 || own.right > group.right + 5) return null;
    const off = (own.left + own.right - group.left - group.right) / 2;
    if (Math.abs(off) > (group.right - group.left) * nearMiddle) return null;
    spans.push({ text: header.text, ...range });
  }
  return spans;
}

/** The columns that each upper header spans: those whose middle it stands at; null where one stands over none. */
function spansOf(upper: readonly Cell[], below: readonly (readonly Cell[])[], from: number): Span[] | null {
  const columns = upper.map((_, column) => extentOf(below.flatMap((row) => row[column] ?? [])));
  const headers = upper.flatMap((cell) => {
    const extent = extentOf([cell]);
    return extent === null ? [] : [{ text: cell.text, middle: (extent.left + extent.right) / 2 }];
  });
  const spans: Span[] = [];
  let first = from;
  for (const [index, { text, middle }] of headers.entries()) {
    const next = headers[index + 1]?.middle ?? Number.POSITIVE_INFINITY;
    const best = bestRange(columns, first, middle, next);
    if (best === null) return null;
    spans.push({ text, ...best });
    first = best.to + 1;
  }
  return spans;
}

/** Points off its middle that a header may stand for each column that it spans more. */
const worthOfColumn = 4;

/** The range of columns, from a column on and left of the next header, in whose middle a header stands; rather wide ones. */
function bestRange(
  columns: readonly (Extent | null)[],
  first: number,
  middle: number,
  next: number,
): { from: number; to: number } | null {
  let best: { from: number; to: number; cost: number } | null = null;
  for (let from = first; from < columns.length; from += 1) {
    for (let to = from; to < columns.length; to += 1) {
      const [left, right] = [columns[from]?.left, columns[to]?.right];
      if (left === undefined || right === undefined || right > next) continue;
      const off = Math.abs((left + right) / 2 - middle);
      if (off > Math.max(offCentre.points, (right - left) * offCentre.share)) continue;
      const cost = off - worthOfColumn * (to - from);
      if (best === null || cost < best.cost) best = { from, to, cost };
    }
  }
  return best;
}

interface Extent {
  readonly left: number;
  readonly right: number;
}

function extentOf(cells: readonly Cell[]): Extent | null {
  const lines = cells.flatMap((cell) => cell.lines);
  if (lines.length === 0) return null;
  return { left: Math.min(...lines.map((line) => line.left)), right: Math.max(...lines.map((line) => line.right)) };
}
