import type { Root, RootContent } from 'mdast';
import type { DroppedText } from '../../../src/core/ingest-report.js';
import type { Block, TextBlock } from './block.js';
import { CanonicalText } from './canonical-text.js';
import type { Headings } from './headings.js';
import { type JoinHabits, joined, joinedText } from './joined-text.js';
import { type LinkedText, linkedText } from './linked-text.js';
import { codeNode, headingNode, listNode, paragraphNode, tableNode } from './mdast-blocks.js';
import { listMark } from './numbering.js';
import { type PageLink, textLinks } from './page-links.js';
import { rowsOf } from './rows.js';
import type { Table } from './table.js';
import type { TextLine } from './text-line.js';

/** Lines of a page that are no content, with the rule that says so. */
export interface DroppedLine {
  readonly line: TextLine;
  readonly rule: string;
}

/** What is known besides blocks and headings. */
export interface TreeContext {
  readonly dropped: readonly DroppedLine[];
  readonly pageCount: number;
  readonly habits: JoinHabits;
  /** Links by page. */
  readonly links: ReadonlyMap<number, readonly PageLink[]>;
}

/** A document's text and the tree over it. */
export interface DocumentTree {
  readonly text: string;
  readonly tree: Root;
  readonly dropped: readonly DroppedText[];
  /** Offset at which each page begins; a page without text begins where the next one does. */
  readonly unitStarts: readonly number[];
}

/**
 * Writes blocks in order into one text, and the tree over it. Lines that were dropped stand in the text too, above or
 * below their page's blocks, and are listed; a paragraph that runs over a page's end has the furniture after it.
 */
export function documentTree(blocks: readonly Block[], headings: Headings, context: TreeContext): DocumentTree {
  const writer = new TreeWriter(context);
  for (let at = 0; at < blocks.length; ) at += writer.write(blocks, at, headings);
  return writer.finish();
}

class TreeWriter {
  readonly #text = new CanonicalText();
  readonly #children: RootContent[] = [];
  readonly #dropped: DroppedText[] = [];
  readonly #pageStarts: number[] = [];
  readonly #furniture = new Map<number, { above: DroppedLine[]; below: DroppedLine[] }>();
  readonly #pageCount: number;
  readonly #habits: JoinHabits;
  readonly #links: ReadonlyMap<number, readonly PageLink[]>;

  constructor({ dropped: droppedLines, pageCount, habits, links }: TreeContext) {
    this.#pageCount = pageCount;
    this.#habits = habits;
    this.#links = links;
    for (const dropped of droppedLines) {
      const own = this.#furniture.get(dropped.line.page) ?? { above: [], below: [] };
      this.#furniture.set(dropped.line.page, own);
      (dropped.rule === 'page_furniture' && dropped.line.top < 150 ? own.above : own.below).push(dropped);
    }
  }

  /** Writes the block at an index, or a whole list that starts there; returns how many blocks it took. */
  write(blocks: readonly Block[], at: number, headings: Headings): number {
    const block = blocks[at];
    if (block === undefined) return 1;
    this.#openPages(firstPage(block));
    if (block.kind === 'table') {
      this.#writeTable(block.table);
      return 1;
    }
    const level = headings.levels.get(block);
    if (level !== undefined) this.#children.push(headingNode(this.#text, joinedText(block.lines, this.#habits), level));
    else if (block.code) this.#children.push(codeNode(this.#text, block.lines));
    else if (isItem(block)) return this.#writeList(blocks, at, headings);
    else {
      const { linked, pages } = this.#joined(block.lines);
      const start = this.#separatorEnd();
      this.#children.push(paragraphNode(this.#text, linked));
      this.#passPages(start, pages);
    }
    return 1;
  }

  finish(): DocumentTree {
    this.#openPages(this.#pageCount + 1);
    const text = this.#text.toString();
    const position = this.#text.position(0, text.length);
    return {
      text,
      tree: { type: 'root', children: this.#children, position },
      dropped: this.#dropped,
      unitStarts: this.#pageStarts.slice(0, this.#pageCount),
    };
  }

  #writeList(blocks: readonly Block[], at: number, headings: Headings): number {
    const items: TextBlock[] = [];
    const page = firstPage(blocks[at] as Block);
    for (const block of blocks.slice(at)) {
      if (block.kind !== 'text' || block.code || headings.levels.has(block) || !isItem(block)) break;
      if (firstPage(block) !== page) break;
      items.push(block);
      if (block.lines.at(-1)?.page !== page) break;
    }
    const written = items.map((item) => this.#joined(item.lines));
    const { node, starts } = listNode(
      this.#text,
      written.map((item) => item.linked),
    );
    this.#children.push(node);
    for (const [index, item] of written.entries()) this.#passPages(starts[index] ?? 0, item.pages);
    return items.length;
  }

  #writeTable(table: Table): void {
    const { node, starts } = tableNode(this.#text, table.rows);
    this.#children.push(node);
    const pages = (table.rowPages ?? []).flatMap((page, row, all) =>
      row > 0 && page !== all[row - 1] ? [{ page, offset: starts[row] ?? 0 }] : [],
    );
    this.#passPages(0, pages);
  }

  /** A block's lines as one text with its links, and where in it each further page begins. */
  #joined(lines: readonly TextLine[]): { linked: LinkedText; pages: { page: number; offset: number }[] } {
    const { text, pages } = joinedPages(lines, this.#habits);
    const linked = linkedText(
      text,
      textLinks(lines, (page) => this.#links.get(page) ?? []),
    );
    return { linked, pages: pages.map(({ page, offset }) => ({ page, offset: linked.offsetOf(offset) })) };
  }

  #separatorEnd(): number {
    return this.#text.length === 0 ? 0 : this.#text.length + 2;
  }

  /** Begins every page up to this one: what stood below the pages before, then what stands above on this one. */
  #openPages(page: number): void {
    while (this.#pageStarts.length < page) {
      const opened = this.#pageStarts.length + 1;
      if (opened > 1) this.#drop(this.#furniture.get(opened - 1)?.below ?? []);
      this.#pageStarts.push(opened === 1 ? 0 : this.#separatorEnd());
      this.#drop(this.#furniture.get(opened)?.above ?? []);
    }
  }

  /** Notes the pages that began inside the block just written; their furniture follows it. */
  #passPages(start: number, pages: readonly { page: number; offset: number }[]): void {
    for (const { page, offset } of pages) {
      const passed = this.#pageStarts.length;
      while (this.#pageStarts.length < page) this.#pageStarts.push(start + offset);
      for (let number = passed; number < page; number += 1) {
        this.#drop(this.#furniture.get(number)?.below ?? []);
        this.#drop(this.#furniture.get(number + 1)?.above ?? []);
      }
    }
  }

  /** Writes dropped lines as blocks of their own, and lists their ranges with the blank line that follows. */
  #drop(lines: readonly DroppedLine[]): void {
    const rules = new Set(lines.map((dropped) => dropped.rule));
    for (const rule of rules) {
      const rows = rowsOf(lines.filter((dropped) => dropped.rule === rule).map((dropped) => dropped.line));
      const text = rows.map((row) => row.map((line) => line.text).join(' ')).join('\n');
      const start = this.#text.add(text);
      this.#dropped.push({ rule, start, end: start + text.length });
    }
  }
}

function isItem(block: TextBlock): boolean {
  return listMark(block.lines[0]?.text ?? '') !== null;
}

function firstPage(block: Block): number {
  return block.kind === 'text' ? (block.lines[0]?.page ?? 1) : block.table.page;
}

/** Joins lines, and says at which offset of the joined text each further page begins. */
function joinedPages(
  lines: readonly TextLine[],
  habits: JoinHabits,
): { text: string; pages: { page: number; offset: number }[] } {
  let text = '';
  let page = lines[0]?.page ?? 1;
  const pages: { page: number; offset: number }[] = [];
  for (const line of lines) {
    const before = text.length;
    text = joined(text, line.text, habits);
    if (line.page === page) continue;
    page = line.page;
    // A word broken by the page's end belongs to the page it ends on.
    pages.push({ page, offset: Math.min(before, text.length) });
  }
  return { text, pages };
}
