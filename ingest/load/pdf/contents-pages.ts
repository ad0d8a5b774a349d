import type { PageLines } from './page-furniture.js';
import { rowsOf } from './rows.js';
import type { TextLine } from './text-line.js';

/** Dots, middle dots or ellipses that lead from an entry to its page number. */
const leader = /(?:[.．·•⋅∙…‧]\s*){4,}|…{2,}|_{5,}/;
const endsInPage = /(?:^|[\s.．·•⋅∙…‧])(?:\d{1,4}|[ivxlc]{1,6})$/i;
const contentsTitle =
  /^(?:目\s*[录次錄]|contents|table of contents|(?:list of|图表?|表格?|插图|图形)\s*(?:figures|tables|目录|列表|索引)|[图表]形?格?(?:目录|列表))$/i;

/** Fewest entries in a row that make a contents list without a title above. */
const fewestEntries = 3;

/**
 * Finds the entries of tables of contents and lists of figures: lines with leaders that end in a page number, and lines
 * under a contents title that end in one. The title itself stays: it is a heading of the document.
 *
 * @param skipped lines already known to be furniture.
 */
export function contentsEntries(
  pages: readonly PageLines[],
  skipped: (line: TextLine) => boolean,
): ReadonlySet<TextLine> {
  const found = new Set<TextLine>();
  let underTitle = false;
  for (const page of pages) {
    const rows = rowsOf(page.lines.filter((line) => line.angle === 0 && !skipped(line)));
    const marks = rows.map((row) => isEntry(row, page.width));
    const strong = rows.map((row) => leader.test(rowText(row)) && endsInPage.test(rowText(row)));
    const strongCount = strong.filter(Boolean).length;
    for (const [index, row] of rows.entries()) {
      if (contentsTitle.test(rowText(row).trim())) {
        const following = marks.slice(index + 1, index + 7).filter(Boolean).length;
        underTitle = following >= Math.min(2, rows.length - index - 1);
        continue;
      }
      const entry = strong[index] ? strongCount >= fewestEntries || underTitle : underTitle && marks[index];
      if (entry) for (const line of row) found.add(line);
      else if (underTitle && !wraps(rows, marks, index)) underTitle = false;
      else if (underTitle || wrapsBetween(strong, index)) for (const line of row) found.add(line);
    }
    // A list goes on overleaf only where this page ended in it.
    if (rows.length > 0) underTitle = underTitle && rows.at(-1)?.some((line) => found.has(line)) === true;
  }
  return found;
}

/** A line of a contents list without a number of its own: a long entry's first half. */
function wraps(_rows: readonly TextLine[][], marks: readonly boolean[], index: number): boolean {
  return marks[index + 1] === true || marks[index + 2] === true;
}

function wrapsBetween(strong: readonly boolean[], index: number): boolean {
  return strong[index - 1] === true && strong[index + 1] === true && strong.filter(Boolean).length >= fewestEntries;
}

function isEntry(row: readonly TextLine[], pageWidth: number): boolean {
  const text = rowText(row);
  if (!endsInPage.test(text)) return false;
  const last = row.at(-1);
  return (
    leader.test(text) ||
    (row.length > 1 && last !== undefined && last.right > pageWidth * 0.6 && /^[\divxlc]+$/i.test(last.text))
  );
}

function rowText(row: readonly TextLine[]): string {
  return row.map((line) => line.text).join(' ');
}
