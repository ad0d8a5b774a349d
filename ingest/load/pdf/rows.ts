import type { TextLine } from './text-line.js';

/** Lines that share a baseline, from left to right; rows from top to bottom. */
export function rowsOf(lines: readonly TextLine[]): TextLine[][] {
  const rows: TextLine[][] = [];
  for (const line of lines.toSorted((a, b) => a.baseline - b.baseline)) {
    const first = rows.at(-1)?.[0];
    if (first && line.baseline - first.baseline < Math.max(first.size, line.size) * 0.4) rows.at(-1)?.push(line);
    else rows.push([line]);
  }
  return rows.map((row) => row.toSorted((a, b) => a.left - b.left));
}
