import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { fontFromName } from './font.js';
import type { Font, PageContent, Span, Tag } from './page-content.js';
import { multiply, readDrawing } from './read-drawing.js';
import { realCharacters } from './real-characters.js';
import { orTooDeep } from './stray-rejections.js';
import { type StructureNode, structureTags } from './structure-tags.js';

/** The members of pdf.js's text items and marks that we read. */
interface Item {
  readonly str?: string;
  readonly type?: string;
  readonly tag?: string | null;
  readonly id?: string | null;
  readonly transform?: readonly number[];
  readonly width?: number;
  readonly height?: number;
  readonly fontName?: string;
}

/** More text items on one page than any page made for people has; found in files made to exhaust the reader. */
export const itemLimit = 200_000;

/** What is known of a document from the pages read so far. */
export interface ReadState {
  /** Fonts by pdf.js's name of them; each is looked up once a document. */
  readonly fonts: Map<string, Font>;
  /** Whether letters were made bold by outlining them on some page: then every page's drawing is looked at. */
  outlinesLetters: boolean;
}

/** Pages whose drawing is always read, to learn how the document makes its bold. */
const learningPages = 4;

/**
 * Reads one page: its text runs with font and position, its ruling lines, its tags.
 *
 * The drawing costs as much as the text, so it is read only where it can tell something: a font not met yet, text in
 * cells, or letters that are made bold by outlining.
 *
 * @param inCells whether pieces of text stand beside each other, as in a table.
 */
export async function readPage(
  page: PDFPageProxy,
  state: ReadState,
  inCells: (content: PageContent) => boolean,
): Promise<PageContent> {
  const viewport = page.getViewport({ scale: 1 });
  const content = await page.getTextContent({ includeMarkedContent: true });
  const tree = (await orTooDeep(page.getStructTree()).catch(() => null)) as StructureNode | null;
  const tags = structureTags(tree);
  const items = (content.items as readonly Item[]).slice(0, itemLimit);
  const size = { number: page.pageNumber, width: viewport.width, height: viewport.height };
  const read = (): Span[] => spansOf(items, viewport.transform, state.fonts, tags);
  const newFonts = items.some((item) => item.fontName !== undefined && !state.fonts.has(item.fontName));
  const plain: PageContent = { ...size, spans: read(), strokes: [] };
  if (!newFonts && !state.outlinesLetters && page.pageNumber > learningPages && !inCells(plain)) return plain;
  const drawing = readDrawing(await page.getOperatorList(), viewport.transform);
  for (const { fontName } of items) {
    if (fontName !== undefined && !state.fonts.has(fontName)) {
      state.fonts.set(fontName, lookUpFont(page, fontName, content.styles));
    }
  }
  const spans = read();
  if (drawing.boldTextAt.size > 0) state.outlinesLetters = true;
  const { boldTextAt, strokes } = drawing;
  return { ...size, spans: boldTextAt.size === 0 ? spans : spans.map((span) => embolden(span, boldTextAt)), strokes };
}

/** Word and LaTeX make a missing bold by outlining the letters; only the drawing shows it. */
function embolden(span: Span, boldTextAt: ReadonlySet<string>): Span {
  if (span.font.bold || !boldTextAt.has(`${Math.round(span.left)} ${Math.round(span.baseline)}`)) return span;
  return { ...span, font: { ...span.font, bold: true } };
}

function lookUpFont(page: PDFPageProxy, name: string, styles: Readonly<Record<string, { fontFamily: string }>>): Font {
  let real = '';
  try {
    real = (page.commonObjs.get(name) as { name?: string } | null)?.name ?? '';
  } catch {
    // Not resolved: a font that is named but never drawn with.
  }
  const font = fontFromName(real);
  // pdf.js calls every CJK font `monospace`; the word tells something for Latin text only, so the name goes first.
  return real === '' && styles[name]?.fontFamily === 'monospace' ? { ...font, mono: true } : font;
}

function spansOf(
  items: readonly Item[],
  viewport: readonly number[],
  fonts: ReadonlyMap<string, Font>,
  tags: ReadonlyMap<string, Tag>,
): Span[] {
  const spans: Span[] = [];
  const open: Array<{ tag: Tag | null; artifact: boolean }> = [];
  for (const item of items) {
    if (item.type !== undefined) {
      if (item.type === 'endMarkedContent') open.pop();
      else open.push(entered(item, open.at(-1), tags));
      continue;
    }
    const span = spanOf(item, viewport, fonts, open.at(-1));
    if (span !== null) spans.push(span);
  }
  return spans;
}

function entered(
  item: Item,
  outer: { tag: Tag | null; artifact: boolean } | undefined,
  tags: ReadonlyMap<string, Tag>,
): { tag: Tag | null; artifact: boolean } {
  const tag = (item.id ? tags.get(item.id) : undefined) ?? outer?.tag ?? null;
  return { tag, artifact: (outer?.artifact ?? false) || item.tag === 'Artifact' };
}

function spanOf(
  item: Item,
  viewport: readonly number[],
  fonts: ReadonlyMap<string, Font>,
  mark: { tag: Tag | null; artifact: boolean } | undefined,
): Span | null {
  const text = realCharacters(item.str ?? '');
  if (text === '' || item.transform === undefined || item.fontName === undefined) return null;
  const [a = 0, b = 0, c = 0, d = 0, x = 0, y = 0] = multiply(viewport, item.transform);
  const size = Math.hypot(c, d) || Math.hypot(a, b);
  const width = item.width ?? 0;
  if (!Number.isFinite(x + y + size + width) || size === 0) return null;
  const font = fonts.get(item.fontName) ?? fontFromName('');
  const angle = (Math.round((Math.atan2(b, a) * 180) / Math.PI) + 360) % 360;
  return {
    text,
    left: x,
    right: x + width,
    baseline: y,
    size,
    font,
    angle,
    tag: mark?.tag ?? null,
    artifact: mark?.artifact ?? false,
  };
}
