import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { TextLine } from './text-line.js';

/** An area of a page that leads to an address. Points, origin top left, y downwards. */
export interface PageLink {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly url: string;
}

/** Words of a text that lead to an address. */
export interface TextLink {
  readonly text: string;
  readonly url: string;
}

/** Longest address kept. */
const longestUrl = 2_000;

/** Reads a page's links to addresses of the web and of mail; links into the document itself say nothing outside of it. */
export async function pageLinks(page: PDFPageProxy): Promise<PageLink[]> {
  const annotations = (await page.getAnnotations({ intent: 'display' }).catch(() => [])) as readonly {
    readonly subtype?: string;
    readonly url?: string;
    readonly rect?: readonly number[];
  }[];
  const viewport = page.getViewport({ scale: 1 });
  return annotations.flatMap(({ subtype, url, rect }) => {
    if (subtype !== 'Link' || url === undefined || rect === undefined) return [];
    if (!/^(?:https?:\/\/|mailto:)/i.test(url) || url.length > longestUrl) return [];
    const [a = 0, b = 0, c = 0, d = 0] = viewport.convertToViewportRectangle([...rect]) as readonly number[];
    const link = { left: Math.min(a, c), right: Math.max(a, c), top: Math.min(b, d), bottom: Math.max(b, d) };
    return [{ ...link, url: safeUrl(url) }];
  });
}

/** An address as it may stand in Markdown's brackets. */
function safeUrl(url: string): string {
  return url.replace(/[\s()<>]/g, (character) => encodeURIComponent(character).replace('(', '%28').replace(')', '%29'));
}

/** The links that lie on lines, in order, with the words they lie on. */
export function textLinks(lines: readonly TextLine[], linksOf: (page: number) => readonly PageLink[]): TextLink[] {
  return lines.flatMap((line) => {
    const own = linksOf(line.page).filter((link) => liesOn(link, line));
    return own
      .toSorted((a, b) => a.left - b.left)
      .map((link) => ({ text: wordsUnder(link, line), url: link.url }))
      .filter(({ text }) => /[\p{L}\d]/u.test(text));
  });
}

function liesOn(link: PageLink, line: TextLine): boolean {
  const middle = (link.top + link.bottom) / 2;
  return (
    line.angle === 0 && line.top <= middle && middle <= line.bottom && link.left < line.right && link.right > line.left
  );
}

/**
 * Whether linked words say their address already, alone or after a word; addresses are printed without their protocol,
 * broken over lines, and cut off where they are long.
 */
export function isWrittenOut(text: string, url: string): boolean {
  const bare = (one: string): string =>
    one.replace(/^(?:https?:\/\/|mailto:)(?:www\.)?|\/$|[\s.…]/gi, '').toLowerCase();
  const said = bare(text.replace(/^.*?(?=https?:\/\/|www\.)/i, ''));
  return /[./@]/.test(text) && said !== '' && bare(url).includes(said);
}

/** Letters are not measured one by one: their place follows from how wide letters of their kind are, and words stay whole. */
function wordsUnder(link: PageLink, line: TextLine): string {
  const characters = [...line.text];
  const widths = characters.map(widthOf);
  const scale = (line.right - line.left) / widths.reduce((sum, width) => sum + width, 0);
  const words = line.text.match(/[\u2E80-\uFFEF]|[^\s\u2E80-\uFFEF]+|\s+/gu) ?? [];
  let at = line.left;
  let from = 0;
  let under = '';
  for (const word of words) {
    const length = [...word].length;
    const width = widths.slice(from, from + length).reduce((sum, one) => sum + one, 0) * scale;
    const middle = at + width / 2;
    if (middle > link.left && middle < link.right) under += word;
    at += width;
    from += length;
  }
  return under.trim().replace(/^[(（"“]+|[.,;:)）。，；、"”]+$/gu, '');
}

/** Width of a letter as most fonts have it, in widths of an `e`. */
function widthOf(character: string): number {
  if (/[\u2E80-\uFFEF]/.test(character)) return 2;
  if (/[ijl.,:;'|!]/.test(character)) return 0.45;
  if (/[ ftr()[\]/-]/.test(character)) return 0.6;
  if (/[mwMW@%]/.test(character)) return 1.6;
  return /[A-Z]/.test(character) ? 1.25 : 1;
}
