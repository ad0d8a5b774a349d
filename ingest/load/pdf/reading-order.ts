import type { TextLine } from './text-line.js';

/** Part of a page that is read from top to bottom before the next one: a column, or a band across all columns. */
export interface Column {
  readonly left: number;
  readonly right: number;
  readonly lines: readonly TextLine[];
}

/** Fewest lines beside each other that make two columns; fewer are a table, an address block or a caption. */
const fewestLinesBeside = 6;
/** Narrowest gutter, in em: LaTeX's `twocolumn` has 1.0. */
const narrowestGutter = 0.7;
/** Narrowest column of running text, in em. */
const narrowestColumn = 9;

/**
 * Orders a page's lines as a reader would: column by column, with lines that cross the gutter read where they stand.
 *
 * @param lines horizontal lines of one page, furniture and tables already taken out.
 */
export function readingOrder(lines: readonly TextLine[]): Column[] {
  if (lines.length === 0) return [];
  const gutter = findGutter(lines);
  if (gutter === null) return [columnOf(lines)];
  const columns: Column[] = [];
  for (const band of bands(lines, gutter)) {
    if (band.across) {
      columns.push(columnOf(band.lines));
      continue;
    }
    const [authors, text] = splitByline(band.lines, gutter);
    for (const rows of authors) columns.push(...sideBySide(rows, gutter));
    columns.push(...sideBySide(text, gutter));
  }
  return columns;
}

/** The lines left of a gutter, then those right of it. */
function sideBySide(lines: readonly TextLine[], gutter: number): Column[] {
  const before = lines.filter((line) => middle(line) <= gutter);
  return [...readingOrder(before), ...readingOrder(lines.filter((line) => !before.includes(line)))];
}

/** White space over both columns, in line sizes, that parts the names above a text from it. */
const bylineGap = 0.8;

/**
 * Takes off what stands centred in both columns above the text, as the authors of a paper do, one group of names and
 * addresses after the other: a reader goes across those first.
 */
function splitByline(lines: readonly TextLine[], gutter: number): [TextLine[][], readonly TextLine[]] {
  const groups: TextLine[][] = [];
  let rest = lines.toSorted((a, b) => a.top - b.top);
  for (;;) {
    const end = firstGap(rest);
    const group = rest.slice(0, end);
    if (end === 0 || !isCentred(group, rest.slice(end), gutter)) return [groups, rest];
    groups.push(group);
    rest = rest.slice(end);
  }
}

/** How many lines, sorted from the top, stand above the first white space over all of them; 0 where there is none. */
function firstGap(sorted: readonly TextLine[]): number {
  let bottom = Number.NEGATIVE_INFINITY;
  for (const [index, line] of sorted.entries()) {
    if (index > 0 && line.top - bottom > line.size * bylineGap) return index;
    bottom = Math.max(bottom, line.bottom);
  }
  return 0;
}

/** Whether lines stand around the middles of two columns whose text, below, begins at their left edges. */
function isCentred(group: readonly TextLine[], text: readonly TextLine[], gutter: number): boolean {
  const isBefore = (line: TextLine): boolean => middle(line) <= gutter;
  return [true, false].every((side) => {
    const own = group.filter((line) => isBefore(line) === side);
    const below = text.filter((line) => isBefore(line) === side);
    if (own.length < 2 || below.length < 4) return false;
    const width = Math.max(...below.map((line) => line.right)) - Math.min(...below.map((line) => line.left));
    const edge = median(below.map((line) => line.left));
    const flushed = below.filter((line) => Math.abs(line.left - edge) < line.size);
    if (flushed.length < below.length * 0.3 || own.some((line) => line.right - line.left > width * 0.8)) return false;
    const centre = median(own.map(middle));
    const centred = own.filter((line) => Math.abs(middle(line) - centre) < line.size * 0.5);
    const flush = own.filter((line) => Math.abs(line.left - edge) < line.size);
    return centred.length >= own.length * 0.8 && flush.length <= own.length * 0.25;
  });
}

function columnOf(lines: readonly TextLine[]): Column {
  return {
    left: Math.min(...lines.map((line) => line.left)),
    right: Math.max(...lines.map((line) => line.right)),
    lines: sortedRows(lines),
  };
}

/** Sorts by row, then from left to right; baselines that differ by less than a third of the size are one row. */
function sortedRows(lines: readonly TextLine[]): TextLine[] {
  const byBaseline = lines.toSorted((a, b) => a.baseline - b.baseline);
  const rows: TextLine[][] = [];
  for (const line of byBaseline) {
    const first = rows.at(-1)?.[0];
    if (first && line.baseline - first.baseline < Math.min(first.size, line.size) * 0.34) rows.at(-1)?.push(line);
    else rows.push([line]);
  }
  return rows.flatMap((row) => row.toSorted((a, b) => a.left - b.left));
}

function middle(line: TextLine): number {
  return (line.left + line.right) / 2;
}

/** The x that most lines stay clear of, with running text on both sides; null for a single column. */
function findGutter(lines: readonly TextLine[]): number | null {
  const size = median(lines.map((line) => line.size));
  const left = Math.min(...lines.map((line) => line.left));
  const right = Math.max(...lines.map((line) => line.right));
  let best: { x: number; score: number } | null = null;
  for (let x = left + narrowestColumn * size; x <= right - narrowestColumn * size; x += 2) {
    const score = gutterScore(lines, x, size);
    if (score > (best?.score ?? 0)) best = { x, score };
  }
  return best?.x ?? null;
}

function gutterScore(lines: readonly TextLine[], x: number, size: number): number {
  const before = lines.filter((line) => line.right <= x);
  const after = lines.filter((line) => line.left >= x);
  const crossing = lines.length - before.length - after.length;
  const beside = Math.min(before.length, after.length);
  if (beside < fewestLinesBeside || crossing > lines.length * 0.45) return 0;
  const clear = Math.min(...after.map((line) => line.left)) - Math.max(...before.map((line) => line.right));
  if (clear < size * narrowestGutter) return 0;
  const nearest = nearestLines(before, after);
  if (nearest.before.length < fewestLinesBeside || nearest.after.length < fewestLinesBeside) return 0;
  if (!fillsColumn(nearest.before, size) || !fillsColumn(nearest.after, size)) return 0;
  // In the middle of the widest clear strip, with as few crossing lines as possible.
  return beside * 2 - crossing * 3 + Math.min(clear, size * 4) / size;
}

/** The lines next to the gutter that have a line beside them on the other side. */
function nearestLines(
  before: readonly TextLine[],
  after: readonly TextLine[],
): { readonly before: TextLine[]; readonly after: TextLine[] } {
  const level = (a: TextLine, b: TextLine): boolean => a.top < b.bottom && b.top < a.bottom;
  return {
    before: before.filter(
      (line) =>
        after.some((other) => level(line, other)) &&
        !before.some((other) => other !== line && level(line, other) && other.left > line.right),
    ),
    after: after.filter(
      (line) =>
        before.some((other) => level(line, other)) &&
        !after.some((other) => other !== line && level(line, other) && other.right < line.left),
    ),
  };
}

/** Whether lines run from one edge of their column to the other, as text does; cells of a table are short. */
function fillsColumn(lines: readonly TextLine[], size: number): boolean {
  const width = Math.max(...lines.map((line) => line.right)) - Math.min(...lines.map((line) => line.left));
  const usual = weightedMedian(lines.map((line) => line.right - line.left));
  return usual > width * 0.55 && usual > size * narrowestColumn;
}

interface Band {
  readonly across: boolean;
  readonly lines: TextLine[];
}

function bands(lines: readonly TextLine[], gutter: number): Band[] {
  const result: Band[] = [];
  for (const line of lines.toSorted((a, b) => a.top - b.top)) {
    const across = line.left < gutter - 2 && line.right > gutter + 2;
    const last = result.at(-1);
    if (last && last.across === across) last.lines.push(line);
    else result.push({ across, lines: [line] });
  }
  return result;
}

/** The value that half of the sum lies above: few long lines outweigh many crumbs of formulas. */
function weightedMedian(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => b - a);
  const half = sorted.reduce((sum, value) => sum + value, 0) / 2;
  let sum = 0;
  for (const value of sorted) {
    sum += value;
    if (sum >= half) return value;
  }
  return 0;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
