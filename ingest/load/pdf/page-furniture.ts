import { mostPieces } from './page-flow.js';
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
/** Furthest apart, in points, that the same running line stands on two pages. */
const drift = 3;
/** Smallest share of a document's pages that makes a repeated line furniture. */
const smallestShare = 0.25;

const pageNumber =
  /^(?:[-–—·•|/\s]*(?:page|p\.)?\s*(?:\d{1,4}|[ivxlc]{1,7})\s*(?:(?:of|\/|／)\s*\d{1,4})?[-–—·•|\s]*|第?\s*[\d一二三四五六七八九十百]{1,5}\s*页?\s*[,，/／]?\s*(?:共?\s*[\d一二三四五六七八九十百]{1,5}\s*页))$|^第\s*[\d一二三四五六七八九十百]{1,5}\s*页$/i;

interface Candidate {
  readonly line: TextLine;
  readonly page: PageLines;
  readonly key: string;
  /** In the margin proper, not only where page numbers may stand. */
  readonly outer: boolean;
}

/**
 * Finds running headers and footers, page numbers and watermarks: lines in the margins that stand at the same place with
 * the same words (digits masked) on many pages, that the author marked as artifacts, or that lie slantwise.
 */
export function pageFurniture(pages: readonly PageLines[]): ReadonlyMap<TextLine, FurnitureRule> {
  const found = new Map<TextLine, FurnitureRule>();
  const candidates = pages.flatMap((page) => marginLines(page));
  const enough = Math.max(2, Math.ceil(pages.length * smallestShare));
  const body = usualSize(pages);
  for (const { line, page, key, outer } of candidates) {
    if (line.artifact && outer) found.set(line, ruleFor(line));
    else if (isPageNumber(line, page, candidates)) found.set(line, 'page_number');
    else if (outer && pages.length > 1 && repeats(candidates, { line, page, key, outer }, body) >= enough) {
      found.set(line, ruleFor(line));
    }
  }
  for (const line of runningTitles(pages, candidates)) if (!found.has(line)) found.set(line, ruleFor(line));
  for (const line of watermarks(pages)) found.set(line, 'page_furniture');
  return found;
}

function ruleFor(line: TextLine): FurnitureRule {
  return pageNumber.test(line.text) ? 'page_number' : 'page_furniture';
}

function marginLines(page: PageLines): Candidate[] {
  if (page.lines.length > mostPieces) return [];
  return page.lines.flatMap((line) => {
    const within = (share: number): boolean =>
      line.angle === 0 && (line.bottom < page.height * share || line.top > page.height * (1 - share));
    const key = masked(line.text);
    const reach = pageNumber.test(line.text) ? numberMargin : margin;
    return within(reach) ? [{ line, page, key, outer: within(margin) }] : [];
  });
}

/** The size of most characters. */
function usualSize(pages: readonly PageLines[]): number {
  const sizes = new Map<number, number>();
  for (const line of pages.flatMap((page) => page.lines)) {
    sizes.set(line.size, (sizes.get(line.size) ?? 0) + line.text.length);
  }
  return [...sizes].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [10, 0] as [number, number])[0];
}

function masked(text: string): string {
  return text.replace(/\d+/g, '#').replace(/\s+/g, '').toLowerCase();
}

/**
 * On how many pages a line of the same words stands at the same height; mirrored pages count too. A line larger than the
 * text must have the very same words: `Chapter 1`, `Chapter 2` at the head of pages are headings.
 */
function repeats(candidates: readonly Candidate[], one: Candidate, body: number): number {
  const large = one.line.size > body * 1.12;
  const pages = new Set<number>();
  for (const other of candidates) {
    if (other.key !== one.key || (large && other.line.text !== one.line.text)) continue;
    const sameHeight =
      Math.abs(other.line.baseline - one.line.baseline) < drift ||
      Math.abs(other.page.height - other.line.baseline - (one.page.height - one.line.baseline)) < drift;
    if (sameHeight) pages.add(other.page.number);
  }
  return pages.size;
}

/** A number beside other words of its row is a page number only where other pages have one at the same height. */
function isPageNumber(line: TextLine, page: PageLines, candidates: readonly Candidate[]): boolean {
  if (!pageNumber.test(line.text) || !isOutermost(line, page)) return false;
  const alone = page.lines.every(
    (other) => other === line || Math.abs(other.baseline - line.baseline) > line.size * 0.5,
  );
  const fellow = (other: Candidate): boolean =>
    other.page !== page && pageNumber.test(other.line.text) && Math.abs(other.line.baseline - line.baseline) < drift;
  return alone || candidates.some(fellow);
}

/** A bare number counts as a page number only where nothing else stands further out. */
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

/** Headers that name the chapter differ from page to page, but stand at one height, apart from the text. */
function runningTitles(pages: readonly PageLines[], candidates: readonly Candidate[]): TextLine[] {
  if (pages.length < 4) return [];
  const heights = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    if (!candidate.outer || !standsApart(candidate.line, candidate.page)) continue;
    const side = candidate.line.top > candidate.page.height / 2 ? 'below' : 'above';
    const key = `${side} ${Math.round(candidate.line.baseline / drift)}`;
    const group = heights.get(key) ?? [];
    group.push(candidate);
    heights.set(key, group);
  }
  const running: TextLine[] = [];
  for (const group of heights.values()) {
    const on = new Set(group.map((candidate) => candidate.page.number)).size;
    const different = new Set(group.map((candidate) => candidate.key)).size;
    if (on >= Math.max(4, pages.length * 0.4) && different <= on * 0.7)
      running.push(...group.map((entry) => entry.line));
  }
  return running;
}

function standsApart(line: TextLine, page: PageLines): boolean {
  const below = line.top > page.height / 2;
  const others = page.lines.filter(
    (other) => other.angle === 0 && Math.abs(other.baseline - line.baseline) > line.size * 0.5,
  );
  if (others.length === 0) return true;
  const gaps = others.map((other) => (below ? line.top - other.bottom : other.top - line.bottom));
  const nearest = Math.min(...gaps);
  return nearest > line.size * 0.9;
}

/** Text set slantwise over the page; or upright beside it, where it repeats. */
function watermarks(pages: readonly PageLines[]): TextLine[] {
  const turned = pages.flatMap((page) => page.lines.filter((line) => line.angle !== 0));
  const counts = new Map<string, Set<number>>();
  for (const line of turned) counts.set(masked(line.text), (counts.get(masked(line.text)) ?? new Set()).add(line.page));
  return turned.filter((line) => {
    const on = counts.get(masked(line.text))?.size ?? 0;
    return line.angle % 90 !== 0 || (on > 1 && on >= pages.length * smallestShare);
  });
}
