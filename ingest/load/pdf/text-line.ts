import type { PageContent, Span, Tag } from './page-content.js';
import { joinAccents } from './real-characters.js';
import { readsRightToLeft, rightToLeftText } from './right-to-left.js';
import { meantGap, narrowestSpace, spanText } from './span-text.js';
import { type Walls, walled, wallsOf } from './walls.js';
import { closeWideSpaces, gapMark } from './wide-spaces.js';

/** A run of text on one baseline without a wide gap: a line of a column, or one cell of an unruled table's row. */
export interface TextLine {
  readonly text: string;
  /** 1-based page. */
  readonly page: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly baseline: number;
  /** Size of most of its characters, in points. */
  readonly size: number;
  readonly style: LineStyle;
  readonly tag: Tag | null;
  readonly artifact: boolean;
  /** Degrees clockwise; 0 for ordinary text. */
  readonly angle: number;
}

/** How most characters of a line are set. */
export interface LineStyle {
  readonly family: string;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly mono: boolean;
}

/** Widest gap, in em, that still belongs to a line. A justified word space seldom passes 0.8; gutters begin at 0.9. */
const widestGap = 0.85;
/** The same between pieces drawn at different times, as lines of two columns are. */
const widestGapApart = 0.6;

/** Two blanks after a sentence in a typewriter face, in em, and a hair. */
const twoLetters = 1.3;

const bulletAlone = /^[•●○◦▪■□◆◇‣⁃∙➢➤►✓✔❖*]$/u;
/** A number of a heading or list item, without its text. */
const labelAlone =
  /^(?:[–—-]|\d{1,3}[.、)）]|\d{1,2}(?:\.\d{1,2}){1,4}\.?|[（(][\da-z一二三四五六七八九十]{1,3}[)）]|[A-Z](?:\.\d{1,2}){0,4}\.?|[一二三四五六七八九十]+、|第[一二三四五六七八九十百\d]+[章节条编部篇]|附录 ?[A-Z一二三四\d]?|[IVX]{1,5}\.|(?:Chapter|Appendix|Section|Part) ?[A-Z\d]{1,3}[.:]?)$/u;

/** Joins a page's text runs into lines: first as they were drawn, then pieces of one line that were drawn apart. */
export function textLines(page: PageContent): TextLine[] {
  const groups: Span[][] = [];
  const walls = wallsOf(page.strokes);
  for (const span of withoutDoubles(page.spans)) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (span.text.trim() === '') {
      // pdf.js gives a gap as a span of blanks as wide as the gap; a wide one is measured when the next text comes.
      if (group && last && continues(group, last, span)) group.push(span);
    } else if (group && last && continues(group, last, span) && !walled(walls, last, span)) group.push(span);
    else groups.push([span]);
  }
  const lines = groups.flatMap((group) => lineOf(group, page) ?? []);
  return joinNeighbours(lines, walls);
}

/** Some producers draw bold letters twice, a hair apart: one of them is enough. */
function withoutDoubles(spans: readonly Span[]): Span[] {
  const seen = new Map<string, number[]>();
  return spans.filter((span) => {
    if (span.text.trim() === '') return true;
    const key = `${span.text} ${Math.round(span.baseline / 2)} ${span.angle}`;
    const places = seen.get(key) ?? [];
    const double = places.some((left) => Math.abs(left - span.left) < Math.min(1, span.size * 0.1));
    places.push(span.left);
    seen.set(key, places);
    return !double;
  });
}

function continues(group: readonly Span[], last: Span, span: Span): boolean {
  if (span.angle !== last.angle || span.artifact !== last.artifact) return false;
  if (span.angle !== 0) return Math.hypot(span.left - last.left, span.baseline - last.baseline) < span.size * 40;
  const first = group[0] ?? last;
  const size = Math.max(first.size, span.size, last.size);
  // Superscripts and subscripts stand off the baseline, are smaller, and may stand one over the other.
  const isScript = (one: Span): boolean => one.size < size * 0.85;
  const drift = isScript(span) || isScript(last) ? 0.6 : 0.25;
  const stacked = isScript(span) && isScript(last);
  if (!stacked && Math.abs(span.baseline - last.baseline) > size * drift) return false;
  if (Math.abs(span.baseline - first.baseline) > size * 0.6) return false;
  const gap = span.left - (isScript(last) ? rightOf(group) : last.right);
  const widest = widestGapAfter(group, span) * size;
  if (span.text.trim() === '')
    return span.right - span.left <= Math.max(widest, widestGap * size) && gap <= widestGap * size;
  return gap <= widest && gap >= (stacked ? Math.min(-size, last.left - last.right - size * 0.3) : -size);
}

/** Where a group ends: behind the longer one of a superscript and a subscript. */
function rightOf(group: readonly Span[]): number {
  return Math.max(...group.slice(-3).map((span) => span.right));
}

/** The number of a heading and the mark of a list item stand further from their text than words from one another. */
function widestGapAfter(group: readonly Span[], next: Span): number {
  const last = group.findLast((span) => span.text.trim() !== '');
  if (last?.font.mono && /[.?!:;,)\]]$/.test(last.text.trim())) return twoLetters;
  if (group.length > 6) return widestGap;
  const text = group
    .map((span) => span.text)
    .join('')
    .trim();
  if (bulletAlone.test(text)) return 4;
  if (!/^[\p{L}“"《【]/u.test(next.text)) return widestGap;
  if (/^\d{1,2}$/.test(text)) return 2.2;
  return labelAlone.test(text) ? 4 : widestGap;
}

function lineOf(group: readonly Span[], page: PageContent): TextLine | null {
  const spans = trimmed(group);
  const first = spans[0];
  if (first === undefined) return null;
  const main = mainSpan(spans);
  const text = joinAccents(lineText(spans, main)).replace(/ {2,}/g, ' ').trim();
  if (text === '') return null;
  const right = Math.max(...spans.map((span) => span.right));
  return {
    text,
    page: page.number,
    left: Math.min(...spans.map((span) => span.left)),
    right: first.angle === 0 ? right : Math.max(...spans.map((span) => span.left)) + first.size,
    top: main.baseline - main.size * 0.85,
    bottom: main.baseline + main.size * 0.2,
    baseline: main.baseline,
    size: Math.round(main.size * 10) / 10,
    style: styleOf(spans),
    tag: spans.find((span) => span.tag !== null)?.tag ?? null,
    artifact: first.artifact,
    angle: first.angle,
  };
}

function lineText(spans: readonly Span[], main: Span): string {
  const first = spans[0];
  const drawn = spans.map((span) => span.text).join('');
  return first?.angle === 0 && readsRightToLeft(drawn) ? rightToLeftText(spans) : spanText(spans, main);
}

function trimmed(group: readonly Span[]): Span[] {
  let end = group.length;
  while (end > 0 && group[end - 1]?.text.trim() === '') end -= 1;
  return group.slice(0, end);
}

/** The span that most characters of the line are like, by size. In small capitals the capitals' size counts. */
function mainSpan(spans: readonly Span[]): Span {
  const sizes = new Map<number, { length: number; text: string }>();
  for (const span of spans) {
    const size = Math.round(span.size * 2);
    const own = sizes.get(size) ?? { length: 0, text: '' };
    sizes.set(size, { length: own.length + span.text.trim().length, text: own.text + span.text });
  }
  let [size, main] = [...sizes].reduce((best, entry) => (entry[1].length > best[1].length ? entry : best));
  if (/\p{Lu}/u.test(main.text) && !/\p{Ll}/u.test(main.text)) {
    const capitals = [...sizes].filter(([other, own]) => other > size && /\p{Lu}/u.test(own.text));
    size = Math.max(size, ...capitals.map(([other]) => other));
  }
  return spans.find((span) => Math.round(span.size * 2) === size) ?? (spans[0] as Span);
}

function styleOf(spans: readonly Span[]): LineStyle {
  let all = 0;
  const share = { bold: 0, italic: 0, mono: 0 };
  const families = new Map<string, number>();
  for (const span of spans) {
    const length = span.text.trim().length;
    all += length;
    for (const name of ['bold', 'italic', 'mono'] as const) if (span.font[name]) share[name] += length;
    families.set(span.font.family, (families.get(span.font.family) ?? 0) + length);
  }
  const family = [...families].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
  return {
    family,
    // A heading's Latin words are often set in another font, whose name says nothing.
    bold: share.bold > all * 0.75,
    italic: share.italic > all * 0.6,
    mono: share.mono > all * 0.8,
  };
}

/** How many of the lines just placed a piece may join; more than any row has pieces beside it. */
const lookBack = 12;

/** Joins pieces of one line that were not drawn one after the other. */
function joinNeighbours(lines: readonly TextLine[], walls: Walls): TextLine[] {
  const sorted = lines.map((line, order) => ({ line, order }));
  sorted.sort((a, b) => a.line.baseline - b.line.baseline || a.line.left - b.line.left);
  const joined: Array<{ line: TextLine; order: number }> = [];
  for (const entry of sorted) {
    const recent = joined.slice(-lookBack);
    const at = recent.findLastIndex(
      (other) => adjacent(other.line, entry.line) && !between(walls, other.line, entry.line),
    );
    const other = recent[at];
    if (other === undefined) joined.push(entry);
    else {
      const place = joined.length - recent.length + at;
      joined[place] = { line: joinLines(other.line, entry.line), order: Math.min(other.order, entry.order) };
    }
  }
  return joined.sort((a, b) => a.order - b.order).map((entry) => entry.line);
}

function between(walls: Walls, a: TextLine, b: TextLine): boolean {
  return a.left <= b.left ? walled(walls, a, b) : walled(walls, b, a);
}

function adjacent(a: TextLine, b: TextLine): boolean {
  if (a.angle !== 0 || b.angle !== 0 || a.artifact !== b.artifact) return false;
  if (Math.abs(a.baseline - b.baseline) > Math.max(a.size, b.size) * 0.2) return false;
  const gap = Math.max(a.left, b.left) - Math.min(a.right, b.right);
  return gap < widestGapApart * Math.min(a.size, b.size) && gap > -Math.max(a.size, b.size) * 0.5;
}

/** Puts two lines of one baseline side by side into one. */
export function joinLines(a: TextLine, b: TextLine): TextLine {
  const [first, second] = a.left <= b.left ? [a, b] : [b, a];
  const [read, next] = readsRightToLeft(a.text + b.text) ? [second, first] : [first, second];
  const main = a.text.length >= b.text.length ? a : b;
  const gap = (second.left - first.right) / first.size;
  const space = gap > meantGap ? gapMark : gap > narrowestSpace ? ' ' : '';
  return {
    ...main,
    text: joinAccents(closeWideSpaces(read.text + space + next.text)),
    left: Math.min(a.left, b.left),
    right: Math.max(a.right, b.right),
    top: Math.min(a.top, b.top),
    bottom: Math.max(a.bottom, b.bottom),
    tag: first.tag ?? second.tag,
  };
}
