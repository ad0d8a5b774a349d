import { groupBy } from './group-by.js';
import { mostPieces } from './page-flow.js';
import { rowsOf } from './rows.js';
import type { TextLine } from './text-line.js';

/** Lines of one page with its size. */
export interface PageLines {
  readonly number: number;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly TextLine[];
}

/** Why a line is no content. */
export type FurnitureRule = 'page_furniture' | 'page_number';

/** Share of the page's height, at top and bottom, in which running headers and footers stand; page numbers alone reach further. */
const margin = 0.13;
const numberMargin = 0.2;
/** The same for what the author marked as an artifact: figures are marked so too, and may stand anywhere. */
const artifactMargin = 0.09;
/** Rows from the edge, at most, that are furniture. */
const deepestRow = 4;
/** Furthest apart, in points, that the same running line stands on two pages. */
const drift = 3;
/** Smallest share of a document's pages that makes a repeated line furniture. */
const smallestShare = 0.25;

const pageNumber =
  /^(?:[-–—·•|/\s]*(?:page|p\.)?\s*(?:\d{1,4}|[ivxlc]{1,7})\s*(?:(?:of|\/|／)\s*\d{1,4})?[-–—·•|\s]*|第?\s*[\d一二三四五六七八九十百]{1,5}\s*页?\s*[,，/／]?\s*(?:共?\s*[\d一二三四五六七八九十百]{1,5}\s*页))$|^第\s*[\d一二三四五六七八九十百]{1,5}\s*页$/i;

interface Candidate {
  readonly line: TextLine;
  readonly page: PageLines;
  /** Words with numbers masked. */
  readonly key: string;
  readonly numbers: readonly number[];
  /** In the margin proper, not only where page numbers may stand. */
  readonly outer: boolean;
  /** Rows between it and the page's edge. */
  readonly rank: number;
}

/**
 * Finds running headers and footers, page numbers and watermarks: lines in the margins that stand at the same place with
 * the same words on many pages, whose numbers count the pages, that the author marked as artifacts, or that lie slantwise.
 */
export function pageFurniture(pages: readonly PageLines[]): ReadonlyMap<TextLine, FurnitureRule> {
  const found = new Map<TextLine, FurnitureRule>();
  const candidates = pages.flatMap((page) => marginLines(page));
  const byKey = groupBy(candidates, (candidate) => candidate.key);
  const numbers = candidates.filter((candidate) => pageNumber.test(candidate.line.text));
  const body = usualSize(pages);
  const enough = Math.max(pages.length < 5 ? 2 : 3, Math.ceil(pages.length * smallestShare));
  for (const one of candidates) {
    const { line, page } = one;
    if (line.artifact && inMargin(line, page, artifactMargin)) found.set(line, ruleFor(line));
    else if (isPageNumber(one, numbers, pages.length)) found.set(line, 'page_number');
    else if (
      one.outer &&
      mayRepeat(one, body, pages.length) &&
      repeats(byKey.get(one.key) ?? [], one, body) >= enough
    ) {
      found.set(line, ruleFor(line));
    }
  }
  for (const line of runningTitles(pages, candidates, body)) if (!found.has(line)) found.set(line, ruleFor(line));
  for (const page of pages) keepTableRows(page, found);
  for (const line of watermarks(pages)) found.set(line, 'page_furniture');
  return found;
}

/** A row of which most pieces are content is content: its other cells only happen to repeat. */
function keepTableRows(page: PageLines, found: Map<TextLine, FurnitureRule>): void {
  for (const row of rowsOf(page.lines.filter((line) => line.angle === 0))) {
    const out = row.filter((line) => found.has(line) && !line.artifact);
    if (out.length < row.length * 0.5) for (const line of out) found.delete(line);
  }
}

function ruleFor(line: TextLine): FurnitureRule {
  return pageNumber.test(line.text) ? 'page_number' : 'page_furniture';
}

function inMargin(line: TextLine, page: PageLines, share: number): boolean {
  return line.angle === 0 && (line.bottom < page.height * share || line.top > page.height * (1 - share));
}

function marginLines(page: PageLines): Candidate[] {
  if (page.lines.length > mostPieces) return [];
  const rows = rowsOf(page.lines.filter((line) => line.angle === 0));
  return rows.flatMap((row, index) => {
    const rank = Math.min(index, rows.length - 1 - index);
    if (rank >= deepestRow) return [];
    return row.flatMap((line) => {
      const reach = pageNumber.test(line.text) ? numberMargin : margin;
      if (!inMargin(line, page, reach)) return [];
      const numbers = numbersIn(line.text);
      return [{ line, page, key: masked(line.text), numbers, outer: inMargin(line, page, margin), rank }];
    });
  });
}

function masked(text: string): string {
  return text.replace(/\d+/g, '#').replace(/\s+/g, '').toLowerCase();
}

/** Numbers of a text in order; a text that is a Roman number alone counts as that. */
function numbersIn(text: string): number[] {
  const roman = /^\W*([ivxlc]{1,7})\W*$/i.exec(text)?.[1];
  return roman === undefined ? (text.match(/\d+/g) ?? []).map(Number) : [romanValue(roman.toLowerCase())];
}

function romanValue(roman: string): number {
  const values: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10, l: 50, c: 100 };
  const digits = [...roman].map((letter) => values[letter] ?? 0);
  return digits.reduce((sum, digit, index) => sum + (digit < (digits[index + 1] ?? 0) ? -digit : digit), 0);
}

/** The size of most characters. */
function usualSize(pages: readonly PageLines[]): number {
  const sizes = new Map<number, number>();
  for (const line of pages.flatMap((page) => page.lines)) {
    sizes.set(line.size, (sizes.get(line.size) ?? 0) + line.text.length);
  }
  return [...sizes].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [10, 0] as [number, number])[0];
}

/** Lines that look like the text, and any line of a short document, must stand apart from what they could belong to. */
function mayRepeat({ line, page }: Candidate, body: number, pageCount: number): boolean {
  if (pageCount < 2) return false;
  const likeText = Math.abs(line.size - body) < body * 0.04 && line.right - line.left > page.width * 0.45;
  return pageCount > 3 && !likeText ? true : gapBeside(line, page) > line.size * 0.9;
}

/**
 * On how many pages a line of the same words stands at the same height; mirrored pages count too. A line larger than the
 * text must have the very same words: `Chapter 1`, `Chapter 2` at the head of pages are headings.
 */
function repeats(sameKey: readonly Candidate[], one: Candidate, body: number): number {
  const large = one.line.size > body * 1.12;
  const pages = new Set<number>();
  for (const other of sameKey) {
    if (large ? other.line.text !== one.line.text : !numbersAgree(one, other)) continue;
    const sameHeight =
      Math.abs(other.line.baseline - one.line.baseline) < drift ||
      Math.abs(other.page.height - other.line.baseline - (one.page.height - one.line.baseline)) < drift;
    if (sameHeight) pages.add(other.page.number);
  }
  return pages.size;
}

/** Whether numbers that differ between two pages differ by as much as the pages do; rows of a table hold any numbers. */
function numbersAgree(a: Candidate, b: Candidate): boolean {
  const pages = a.page.number - b.page.number;
  return a.numbers.every((number, index) => {
    const difference = number - (b.numbers[index] ?? 0);
    return difference === 0 || difference === pages;
  });
}

/**
 * A number in the margin with nothing further out, that counts the pages as some other page's number at that height does;
 * or that says that it is a page number; or, in a document of two pages at most, that stands alone; or that stands alone,
 * well apart, as the same number does on another page.
 */
function isPageNumber(one: Candidate, numbers: readonly Candidate[], pageCount: number): boolean {
  const { line, page } = one;
  if (!pageNumber.test(line.text) || !isOutermost(line, page)) return false;
  const fellows = numbers.filter(
    (other) => other.page !== page && Math.abs(other.line.baseline - line.baseline) < drift,
  );
  const own = one.numbers[0] ?? 0;
  const counts = (other: Candidate): boolean => (other.numbers[0] ?? 0) - own === other.page.number - page.number;
  if (fellows.some(counts) || /page|页/i.test(line.text)) return true;
  const alone = page.lines.every(
    (other) => other === line || Math.abs(other.baseline - line.baseline) > line.size * 0.5,
  );
  if (!alone) return false;
  // Parts put together from several documents count from one again.
  const same = fellows.filter((other) => (other.numbers[0] ?? 0) === own);
  return fellows.length === 0 ? pageCount <= 2 : same.length > 0 && gapBeside(line, page) > line.size * 1.5;
}

function isOutermost(line: TextLine, page: PageLines): boolean {
  const others = page.lines.filter((other) => other !== line && other.angle === 0 && !other.artifact);
  if (others.length === 0) return page.lines.length > 1;
  const below = line.top > page.height / 2;
  return below
    ? others.every((other) => other.bottom <= line.bottom + 2 && gapTo(line, other) > line.size * 0.4)
    : others.every((other) => other.top >= line.top - 2 && gapTo(line, other) > line.size * 0.4);
}

function gapTo(line: TextLine, other: TextLine): number {
  if (Math.abs(line.baseline - other.baseline) < line.size * 0.5) return Number.POSITIVE_INFINITY;
  return Math.max(line.top - other.bottom, other.top - line.bottom);
}

/** White space between a line and the text that it borders on. */
function gapBeside(line: TextLine, page: PageLines): number {
  const below = line.top > page.height / 2;
  const gaps = page.lines.flatMap((other) => {
    if (other.angle !== 0 || Math.abs(other.baseline - line.baseline) <= line.size * 0.5) return [];
    return [below ? line.top - other.bottom : other.top - line.bottom];
  });
  return gaps.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...gaps);
}

/** Headers that name the chapter change through a document, but stand at one height, apart, and stay for some pages. */
function runningTitles(pages: readonly PageLines[], candidates: readonly Candidate[], body: number): TextLine[] {
  if (pages.length < 4) return [];
  const heights = groupBy(
    candidates.filter(({ line, page, outer, rank }) => outer && rank === 0 && gapBeside(line, page) > line.size * 0.9),
    ({ line, page }) => `${line.top > page.height / 2 ? 'below' : 'above'} ${Math.round(line.baseline / drift)}`,
  );
  const running: TextLine[] = [];
  for (const group of heights.values()) {
    const on = new Set(group.map((candidate) => candidate.page.number)).size;
    const staying = group.filter((one) =>
      group.some((other) => {
        const distance = Math.abs(other.page.number - one.page.number);
        return distance > 0 && distance <= 2 && other.key === one.key && staysTitle(one, other, body);
      }),
    );
    if (on >= Math.max(4, pages.length * 0.4) && staying.length >= group.length * 0.5) {
      running.push(...group.map((entry) => entry.line));
    }
  }
  return running;
}

/** Titles larger than the text that count the pages (`Record 1`, `Record 2`) are headings, one a page. */
function staysTitle(one: Candidate, other: Candidate, body: number): boolean {
  return one.line.size > body * 1.12 ? other.line.text === one.line.text : numbersAgree(one, other);
}

/** Text set slantwise over the page; or upright beside it, where it repeats. */
function watermarks(pages: readonly PageLines[]): TextLine[] {
  const turned = pages.flatMap((page) => page.lines.filter((line) => line.angle !== 0));
  const byText = groupBy(turned, (line) => masked(line.text));
  return turned.filter((line) => {
    const on = new Set(byText.get(masked(line.text))?.map((other) => other.page)).size;
    return line.angle % 90 !== 0 || (on > 1 && on >= pages.length * smallestShare);
  });
}
