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
  const found = new Set<TextLine>(entriesByTitle(pages, skipped));
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

/** Fewest entries on a page, and share of them that stand elsewhere as lines of their own, of a list without leaders. */
const listed = { entries: 5, share: 0.6 };

/**
 * Entries without leaders and without a title above: rows that end in rising page numbers at one place, whose words stand
 * again, as lines of their own, on other pages.
 */
function entriesByTitle(pages: readonly PageLines[], skipped: (line: TextLine) => boolean): TextLine[] {
  const pagesOf = new Map<string, Set<number>>();
  for (const page of pages) {
    for (const { text, angle } of page.lines) {
      if (angle !== 0 || text.length > 80) continue;
      const on = pagesOf.get(bare(text)) ?? new Set();
      pagesOf.set(bare(text), on.add(page.number));
    }
  }
  return pages.flatMap((page) => {
    const rows = rowsOf(page.lines.filter((line) => line.angle === 0 && !skipped(line)));
    const entries = rows.filter((row) => row.length > 1 && isEntry(row, page.width));
    if (entries.length < listed.entries || entries.length < rows.length * 0.6) return [];
    const numbers = entries.map((row) => Number(row.at(-1)?.text));
    const rights = entries.map((row) => row.at(-1)?.right ?? 0);
    if (numbers.some((number, index) => !(number >= (numbers[index - 1] ?? 0)))) return [];
    if (Math.max(...rights) - Math.min(...rights) > 6) return [];
    const standing = entries.filter((row) => {
      const on = pagesOf.get(bare(rowText(row.slice(0, -1))));
      return on !== undefined && (on.size > 1 || !on.has(page.number));
    });
    return standing.length < entries.length * listed.share ? [] : entries.flat();
  });
}

function bare(text: string): string {
  return text.replace(/\s+/g, '').toLowerCase();
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
