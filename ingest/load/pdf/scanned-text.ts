import type { OcrLine, OcrPage } from '../../../src/ports/ocr.js';
import { fontFromName } from './font.js';
import type { PageContent, Span } from './page-content.js';
import { realCharacters } from './real-characters.js';

/** Lines of a scan as text runs of a page, in points; the page is upright. */
export function scannedContent(page: OcrPage, number: number, scale: number): PageContent {
  const spans = page.lines.flatMap((line) => spanOf(line, scale) ?? []);
  spans.sort((a, b) => a.baseline - b.baseline || a.left - b.left);
  return { number, width: page.width / scale, height: page.height / scale, spans, strokes: [] };
}

/** The font of scanned text: there is none to see. */
const scannedFont = fontFromName('');

function spanOf(line: OcrLine, scale: number): Span | null {
  // The stroke 丶, which no text uses, is what the recogniser makes of a 、.
  const text = spacedMarks(realCharacters(line.text).replaceAll('丶', '、'));
  if (text.trim() === '') return null;
  const { up, down } = reachOf(text);
  const size = (line.bottom - line.top) / scale / (up + down);
  return {
    text,
    left: line.left / scale,
    right: line.right / scale,
    baseline: line.bottom / scale - down * size,
    size,
    font: scannedFont,
    angle: 0,
    tag: null,
    artifact: false,
  };
}

/** Puts back spaces that the recogniser leaves out: after a mark between Latin words, and after the number of a Chinese heading. */
function spacedMarks(text: string): string {
  return text
    .replace(/^(第[〇零一二三四五六七八九十百\d]{1,6}[章节条编部篇])(?=\p{Script=Han}[^\s。，；、]{0,24}$)/u, '$1 ')
    .replace(/(?<=[A-Za-z]{2})([,;:!?])(?=[A-Za-z]{2})|(?<=[a-z]{2})(\.)(?=[A-Z][a-z])/g, '$1$2 ');
}

/** How far, in em, a line's ink reaches above and below its baseline, by its characters. */
function reachOf(text: string): { up: number; down: number } {
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(text))
    return { up: 0.84, down: 0.09 };
  const up = /[\p{Lu}\dbdfhklt!?()[\]"'/|%&$]/u.test(text) ? 0.72 : 0.5;
  return { up, down: /[gjpqy,;()[\]Q|]/.test(text) ? 0.21 : 0.01 };
}

/** Sizes of scanned lines this close to a common one, as a share, are the same: ink is measured to a pixel. */
const sameSize = 0.12;

/**
 * Gives scanned text that was set in one size one size: what most characters have first, then the rest by turns.
 *
 * @param textSize size of the document's other text, which scanned text of about that size takes on; null when there is none.
 */
export function settleSizes(pages: readonly PageContent[], textSize: number | null): PageContent[] {
  const open = new Map<number, number>();
  for (const { text, size } of pages.flatMap((page) => page.spans)) {
    const rounded = Math.round(size * 4) / 4;
    open.set(rounded, (open.get(rounded) ?? 0) + text.length);
  }
  const settled = new Map<number, number>();
  let wanted = textSize;
  while (open.size > 0) {
    const centre = wanted ?? mostUsed(open);
    wanted = null;
    for (const size of [...open.keys()]) {
      if (Math.abs(size - centre) > centre * sameSize) continue;
      settled.set(size, centre);
      open.delete(size);
    }
  }
  return pages.map((page) => ({
    ...page,
    spans: page.spans.map((span) => ({ ...span, size: settled.get(Math.round(span.size * 4) / 4) ?? span.size })),
  }));
}

/** The size with most characters in it and beside it. */
function mostUsed(sizes: ReadonlyMap<number, number>): number {
  const around = (size: number): number => {
    let sum = 0;
    for (const [other, count] of sizes) if (Math.abs(other - size) <= size * sameSize) sum += count;
    return sum;
  };
  let best = { size: 1, count: -1 };
  for (const size of sizes.keys()) {
    const count = around(size);
    if (count > best.count) best = { size, count };
  }
  return best.size;
}
