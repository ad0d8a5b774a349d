import type { Candidate, TermedSentence } from './evidence.js';

/** Items and rows of a block that is quoted whole, at most. */
const maxItems = 8;
/** Length of a block that is quoted whole, lead-in included, at most; UTF-16 code units. */
const maxCharacters = 600;

/** A run of a candidate's sentences: indices, both inclusive. */
export interface Run {
  readonly first: number;
  readonly last: number;
  /** True where the list goes on behind the run. */
  readonly cut: boolean;
}

/** The lists of a candidate: list items one after the other, with code blocks between them, and the sentence that leads in. */
export function listsOf({ sentences, section }: Candidate): { readonly lead: number | null; readonly run: Run }[] {
  const lists: { lead: number | null; run: Run }[] = [];
  for (let first = 0; first < sentences.length; first++) {
    if (sentences[first]?.kind !== 'list') continue;
    const last = lastOfList(sentences, section.text, first);
    const before = sentences[first - 1];
    const leadsIn = before?.kind === 'prose' && /[:：]$/.test(section.text.slice(before.start, before.end));
    lists.push({ lead: leadsIn ? first - 1 : null, run: { first, last, cut: false } });
    first = last;
  }
  return lists;
}

function lastOfList(sentences: readonly TermedSentence[], text: string, first: number): number {
  let last = first;
  for (let index = first + 1; index < sentences.length; index++) {
    const sentence = sentences[index];
    const before = sentences[index - 1];
    if (sentence?.kind === 'list') last = index;
    else if (sentence?.kind !== 'code' || !before) break;
    // Code belongs to the list when its item leads in to it; else only when more items follow.
    else if (/[:：]$/.test(text.slice(before.start, before.end))) last = index;
  }
  return last;
}

/** A list with its lead-in, whole or its first items as far as a quotation may go; null when not even one item fits. */
export function shortened({ sentences }: Candidate, lead: number | null, run: Run): Run | null {
  const first = lead ?? run.first;
  const start = sentences[first]?.start ?? 0;
  const blocks = new Set<number>();
  let last: number | null = null;
  for (let index = run.first; index <= run.last; index++) {
    const sentence = sentences[index];
    if (!sentence) break;
    blocks.add(sentence.block);
    const endsItem = sentences[index + 1]?.block !== sentence.block;
    const items = [...blocks].length;
    if (items > maxItems || sentence.end - start > maxCharacters) break;
    // An item is never cut in its middle.
    if (endsItem || index === run.last) last = index;
  }
  return last === null ? null : { first, last, cut: last < run.last };
}

/** First and last row, header included, of the table that a row stands in. */
export function tableAround({ sentences }: Candidate, row: number): Run {
  let first = row;
  let last = row;
  while (sentences[first - 1]?.kind === 'table') first--;
  while (sentences[last + 1]?.kind === 'table') last++;
  return { first, last, cut: false };
}

/** Whether a table is short enough to be quoted whole. */
export function isShort({ sentences }: Candidate, { first, last }: Run): boolean {
  const length = (sentences[last]?.end ?? 0) - (sentences[first]?.start ?? 0);
  return last - first <= maxItems && length <= maxCharacters;
}

const ruleLine = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

/** Whether the line behind a row is a table's rule: the row names the columns. */
export function isTableHeader(text: string, rowEnd: number): boolean {
  const lineEnd = text.indexOf('\n', rowEnd);
  if (lineEnd < 0) return false;
  const nextEnd = text.indexOf('\n', lineEnd + 1);
  const next = text.slice(lineEnd + 1, nextEnd < 0 ? text.length : nextEnd);
  return next.includes('-') && ruleLine.test(next);
}

/** Header and rule of the table whose row begins at an offset, blanks after them left out; null where it has none. */
export function tableHeadBefore(
  text: string,
  rowStart: number,
): { readonly start: number; readonly end: number } | null {
  let lineStart = text.lastIndexOf('\n', rowStart - 1) + 1;
  let head: { start: number; end: number } | null = null;
  while (lineStart > 0) {
    const previousEnd = lineStart - 1;
    const previousStart = text.lastIndexOf('\n', previousEnd - 1) + 1;
    const previous = text.slice(previousStart, previousEnd);
    if (!previous.includes('|')) break;
    if (ruleLine.test(previous)) {
      const headerStart = text.lastIndexOf('\n', previousStart - 2) + 1;
      if (previousStart === 0) break;
      const header = text.slice(headerStart, previousStart - 1);
      head = header.includes('|')
        ? { start: headerStart + header.search(/\S/), end: previousStart + previous.trimEnd().length }
        : null;
      break;
    }
    lineStart = previousStart;
  }
  return head;
}
