import type { DocumentStyle } from './document-style.js';
import type { FlowItem } from './page-flow.js';
import type { TextLine } from './text-line.js';

/** Footnotes are set smaller than the text by at least this share. */
const smaller = 0.94;

const mark = /^(?:\d{1,2}|[¹²³⁰⁴-⁹]{1,2}|[*†‡§¶]|[①-⑳]|\[\d{1,2}\]) ?(?=[\p{L}“"《(（])/u;

/** Whether a line begins a footnote: its mark, and words at once, without the dot of a list's number. */
export function beginsFootnote(line: TextLine): boolean {
  return mark.test(line.text);
}

/**
 * Finds the footnotes: lines smaller than the text at the end of a page's column, below text, from the first that begins
 * with a mark on.
 */
export function footnoteLines(flow: readonly FlowItem[], style: DocumentStyle): ReadonlySet<TextLine> {
  const notes = new Set<TextLine>();
  for (let end = flow.length; end > 0; ) {
    const start = startOfColumn(flow, end);
    const lines = flow.slice(start, end).map((item) => (item.kind === 'line' ? item.line : null));
    const first = lines.findLastIndex((line) => line === null || !isSmall(line, style)) + 1;
    const marked = lines.findIndex((line, index) => index >= first && line !== null && beginsFootnote(line));
    if (first > 0 && marked !== -1) {
      for (const line of lines.slice(marked)) if (line !== null) notes.add(line);
    }
    end = start;
  }
  return notes;
}

function isSmall(line: TextLine, style: DocumentStyle): boolean {
  return line.angle === 0 && line.size < style.bodySize * smaller;
}

/** Index of the first item of the page's column that ends before an index. */
function startOfColumn(flow: readonly FlowItem[], end: number): number {
  const last = flow[end - 1];
  let start = end - 1;
  while (start > 0 && isSameColumn(flow[start - 1], last)) start -= 1;
  return start;
}

function isSameColumn(a: FlowItem | undefined, b: FlowItem | undefined): boolean {
  if (a === undefined || b === undefined || pageOf(a) !== pageOf(b)) return false;
  return a.kind === 'table' || b.kind === 'table' || a.column === b.column;
}

function pageOf(item: FlowItem): number {
  return item.kind === 'line' ? item.line.page : item.table.page;
}
