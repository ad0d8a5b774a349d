import { codeLines } from './code-lines.js';
import { columnEdges } from './column-edges.js';
import type { DocumentStyle } from './document-style.js';
import { beginsFootnote, footnoteLines } from './footnotes.js';
import { isCaption, listMark, numberingOf } from './numbering.js';
import type { FlowItem } from './page-flow.js';
import { type Column, median } from './reading-order.js';
import { isWide } from './real-characters.js';
import { joinTables, type Table } from './table.js';
import type { TextLine } from './text-line.js';

/** Lines that belong together: a paragraph, a list item, a heading, or code. */
export interface TextBlock {
  readonly kind: 'text';
  readonly lines: TextLine[];
  readonly column: Column;
  /** White space above, in line sizes from baseline to baseline; infinite at the top of a page or column. */
  readonly gapBefore: number;
  readonly code: boolean;
  /** Whether it is a footnote: what stands around it goes on without it. */
  readonly note: boolean;
}

export interface TableBlock {
  readonly kind: 'table';
  readonly table: Table;
}

export type Block = TextBlock | TableBlock;

/** Gap that parts paragraphs, as a multiple of the leading. */
const paragraphGap = 1.32;

const endsSentence = /[。．.!?！？;；:：…][”’"'）)】》]?$/;

/** Parts the document's flow into blocks; a paragraph goes on over columns and pages, and over the footnotes between. */
export function blocksOf(flow: Iterable<FlowItem>, style: DocumentStyle): Block[] {
  const items = [...flow];
  const code = codeLines(items.map((item) => (item.kind === 'line' ? item.line : null)));
  const notes = footnoteLines(items, style);
  const blocks: Block[] = [];
  for (const item of items) {
    if (item.kind === 'table') {
      addTable(blocks, item.table);
      continue;
    }
    const { line, column } = item;
    const last = blocks.at(-1);
    if (notes.has(line)) {
      if (last?.kind === 'text' && last.note && !beginsFootnote(line)) last.lines.push(line);
      else blocks.push({ kind: 'text', lines: [line], column, gapBefore: 1, code: false, note: true });
      continue;
    }
    const at = beforeNotes(blocks);
    const open = blocks[at];
    if (open?.kind === 'text' && continuesBlock(open, line, column, style, code)) {
      open.lines.push(line);
      if (at < blocks.length - 1) blocks.push(...blocks.splice(at, 1));
      continue;
    }
    const gapBefore = gapAbove(last, line, column);
    blocks.push({ kind: 'text', lines: [line], column, gapBefore, code: code.has(line), note: false });
  }
  return blocks;
}

/** Index of the last block that is no footnote: what the next line or table may go on with. */
function beforeNotes(blocks: readonly Block[]): number {
  return blocks.findLastIndex((block) => block.kind === 'table' || !block.note);
}

/** Adds a table, or its rest on the next page to it; a single row that goes on from nothing is a line of text. */
function addTable(blocks: Block[], table: Table): void {
  const at = beforeNotes(blocks);
  const open = blocks[at];
  const whole = open?.kind === 'table' ? joinTables(open.table, table) : null;
  if (whole !== null) {
    blocks.splice(at, 1);
    blocks.push({ kind: 'table', table: whole });
  } else if (table.rows.length > 1) blocks.push({ kind: 'table', table });
  else {
    const column = { left: table.left, right: table.right, lines: table.lines };
    blocks.push({ kind: 'text', lines: [...table.lines], column, gapBefore: 1, code: false, note: false });
  }
}

function gapAbove(last: Block | undefined, line: TextLine, column: Column): number {
  if (last === undefined) return Number.POSITIVE_INFINITY;
  const above = last.kind === 'text' ? last.lines.at(-1) : last.table.lines.at(-1);
  if (above === undefined || above.page !== line.page) return Number.POSITIVE_INFINITY;
  if (last.kind === 'text' && last.column !== column && above.baseline > line.baseline) return Number.POSITIVE_INFINITY;
  return (line.baseline - above.baseline) / line.size;
}

function continuesBlock(
  block: TextBlock,
  line: TextLine,
  column: Column,
  style: DocumentStyle,
  code: ReadonlySet<TextLine>,
): boolean {
  const last = block.lines.at(-1);
  if (last === undefined || line.angle !== last.angle) return false;
  const samePlace = last.page === line.page && block.column === column;
  if (code.has(line) !== block.code) return false;
  if (block.code) return samePlace && (line.baseline - last.baseline) / line.size < style.leading * 2.2;
  if (Math.abs(line.size - last.size) > Math.max(0.6, last.size * 0.07)) return false;
  if (isTick(line) && block.lines.every(isTick)) return samePlace;
  if (startsItem(line, block)) return false;
  if (
    (isCaption(line.text) && !runsOn(block, last, line)) ||
    (isNumbered(block) && last.right < column.right - line.size * 4)
  )
    return false;
  if (!samePlace) return flowsOver(block, last, line, column, style);
  const gap = (line.baseline - last.baseline) / line.size;
  if (last.tag && line.tag && last.page === line.page) {
    if (last.tag.block !== line.tag.block) return false;
    if (last.tag.kind === 'heading') return true;
    if (gap > 0 && gap < 3.2 && !changesWeight(last, line, column)) return !isBrokenOff(last, line, column);
  }
  const leading = Math.max(
    style.leading,
    line.size > style.bodySize * 1.15 ? 1.7 : 0,
    columnLeading(column, line.size),
  );
  if (gap > leading * paragraphGap || gap < 0) return false;
  if (changesWeight(last, line, block.column) && !hangs(block, line)) return false;
  return !startsParagraph(block, last, line);
}

/** A block that begins with a number only headings have. */
function isNumbered(block: TextBlock): boolean {
  return numberingOf(block.lines[0]?.text ?? '')?.strong === true;
}

const leadings = new WeakMap<Column, Map<number, number>>();

/** Distance of the baselines that most neighbours of one size in a column have, in line sizes; 0 where few are. */
function columnLeading(column: Column, size: number): number {
  const known = leadings.get(column) ?? new Map<number, number>();
  leadings.set(column, known);
  const key = Math.round(size * 2);
  const found = known.get(key);
  if (found !== undefined) return found;
  const gaps: number[] = [];
  for (const [index, line] of column.lines.entries()) {
    const next = column.lines[index + 1];
    if (next === undefined || Math.abs(line.size - size) > 0.5 || Math.abs(next.size - size) > 0.5) continue;
    const full = line.right - line.left > (column.right - column.left) * 0.75;
    if (full && next.baseline > line.baseline) gaps.push((next.baseline - line.baseline) / size);
  }
  const leading = gaps.length < 4 ? 0 : Math.min(3, median(gaps));
  known.set(key, leading);
  return leading;
}

function startsItem(line: TextLine, block: TextBlock): boolean {
  if (numberingOf(line.text)?.strong === true && !/^附/.test(line.text)) {
    // `3.5 million` and `第三条规定` also begin wrapped lines.
    const first = block.lines[0];
    const indented = first !== undefined && line.left > first.left - line.size * 0.3;
    return indented || endsSentence.test(block.lines.at(-1)?.text ?? '');
  }
  return listMark(line.text) !== null && beginsLeft(line, block);
}

function beginsLeft(line: TextLine, block: TextBlock): boolean {
  const first = block.lines[0];
  return (
    first === undefined ||
    listMark(first.text) !== null ||
    endsSentence.test(block.lines.at(-1)?.text ?? '') ||
    line.left > first.left
  );
}

/** A number alone: the labels of an axis, which belong together rather than each to itself. */
function isTick(line: TextLine): boolean {
  return /^[-–−+]?[\d.,]+%?$/.test(line.text);
}

/** Whether a line is indented under the mark of the list item that it goes on. */
function hangs(block: TextBlock, line: TextLine): boolean {
  const first = block.lines[0];
  return first !== undefined && listMark(first.text) !== null && line.left > first.left + line.size * 0.5;
}

/** `Table 2. Some observations` may also be how the rest of a sentence begins: below a full line of the same look. */
function runsOn({ column }: TextBlock, last: TextLine, line: TextLine): boolean {
  const near = (line.baseline - last.baseline) / line.size;
  const alike = Math.abs(line.left - last.left) < line.size * 0.2 && line.style.bold === last.style.bold;
  return alike && near > 0 && near < 1.6 && last.right > column.right - line.size * 2 && !endsSentence.test(last.text);
}

/** What it says of something is named first: 净利润：… */
const labelled = /^[\p{L}\d（）()]{2,12}[：:]/u;

/**
 * Whether a line of Chinese ends where the next one's first characters would have had room: then the author broke it.
 * Chinese wraps anywhere, so that a line that wrapped is full.
 */
function isBrokenOff(last: TextLine, line: TextLine, column: Column): boolean {
  if (!columnEdges(column).isFull || !isWide([...line.text][0] ?? '')) return false;
  const room = column.right - last.right;
  if (
    room <
    line.size * (endsSentence.test(last.text) ? 2 : labelled.test(last.text) && labelled.test(line.text) ? 2.5 : 4)
  )
    return false;
  const indent = Math.min(last.left, line.left) - columnEdges(column).left;
  return indent < Math.max(line.size * 4, (column.right - column.left) * 0.12);
}

/** A whole line in another weight is another block, where the line before leaves room; a bold one in another slant, too. */
function changesWeight(last: TextLine, line: TextLine, column: Column): boolean {
  const slant = last.style.bold && line.style.bold && last.style.italic !== line.style.italic;
  if (last.style.bold === line.style.bold && !slant) return false;
  return last.right < column.right - last.size * 2 || endsSentence.test(last.text);
}

function startsParagraph(block: TextBlock, last: TextLine, line: TextLine): boolean {
  const { column } = block;
  const em = line.size;
  const centred = (one: TextLine): boolean =>
    one.left > column.left + em * 1.5 && Math.abs(one.left - column.left - (column.right - one.right)) < em * 2;
  if (centred(last) && centred(line)) return false;
  const short = column.right - last.right;
  if (short > Math.max(em * 4, (column.right - column.left) * 0.3)) return true;
  if (short > em * 2 && endsSentence.test(last.text)) return true;
  if (isBrokenOff(last, line, column)) return true;
  const { left } = columnEdges(column);
  const edge = line.left < left - em * 0.2 ? column.left : left;
  const isNoted = (one: TextLine): boolean => one.left < left - em;
  // A note in the margin begins what it stands beside.
  if (isNoted(line) && !isNoted(last) && endsSentence.test(last.text)) return true;
  const before = isNoted(last) && line.left >= left - em * 0.2 ? left : last.left;
  const indent = line.left - (block.lines.length > 1 ? before : Math.min(last.left, edge + em * 0.2));
  const hanging = block.lines.length === 1 && line.left - last.left > 0;
  return indent > em * 0.9 && !hanging && !(block.lines.length === 1 && listMark(last.text) !== null);
}

/** Whether a paragraph goes on at the top of the next column or page. */
function flowsOver(block: TextBlock, last: TextLine, line: TextLine, column: Column, style: DocumentStyle): boolean {
  if (endsSentence.test(last.text) || last.style.bold !== line.style.bold) return false;
  if (last.size > style.bodySize * 1.1 || (last.style.bold && !style.bodyBold)) return false;
  if (last.tag?.kind === 'heading' || line.tag?.kind === 'heading') return false;
  if (last.right < block.column.right - last.size * 3 || last.right - last.left < last.size * 12) return false;
  return line.left < column.left + line.size * 0.9 || /^\p{Ll}/u.test(line.text);
}
