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
  /** The lines that went into it. */
  readonly lines: readonly TextLine[];
}

/**
 * Makes a table of lines put into cells; null when it has fewer than two columns or rows with text.
 *
 * @param cells lines of each cell by row and column; missing ones are empty.
 */
export function tableOf(cells: readonly (readonly (readonly TextLine[] | undefined)[])[]): Table | null {
  const width = Math.max(...cells.map((row) => row.length));
  const texts = cells.map((row) =>
    Array.from({ length: width }, (_, column) => joinedText(readInCell(row[column] ?? []))),
  );
  const used = Array.from({ length: width }, (_, column) => texts.some((row) => row[column] !== ''));
  const rows = texts
    .map((row) => row.filter((_, column) => used[column]))
    .filter((row) => row.some((text) => text !== ''));
  const lines = cells.flatMap((row) => row.flatMap((cell) => cell ?? []));
  const first = lines[0];
  if (first === undefined || rows.length < 2 || (rows[0]?.length ?? 0) < 2) return null;
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
