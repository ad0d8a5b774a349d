import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { fontFromName } from './font.js';
import type { Font, PageContent, Span, Tag } from './page-content.js';
import { multiply, readDrawing } from './read-drawing.js';
import { realCharacters } from './real-characters.js';
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

/**
 * Reads one page: its text runs with font and position, its ruling lines, its tags.
 *
 * @param fonts fonts met so far, by pdf.js's name of them; filled up here, so that each is looked up once a document.
 */
export async function readPage(page: PDFPageProxy, fonts: Map<string, Font>): Promise<PageContent> {
  const viewport = page.getViewport({ scale: 1 });
  const content = await page.getTextContent({ includeMarkedContent: true });
  const tree = (await page.getStructTree().catch(() => null)) as StructureNode | null;
  const tags = structureTags(tree);
  const operators = await page.getOperatorList();
  const drawing = readDrawing(operators, viewport.transform);
  const items = content.items as readonly Item[];
  for (const item of items) {
    const name = item.fontName;
    if (name !== undefined && !fonts.has(name)) fonts.set(name, lookUpFont(page, name, content.styles));
  }
  const spans = spansOf(items.slice(0, itemLimit), viewport.transform, fonts, tags);
  return {
    number: page.pageNumber,
    width: viewport.width,
    height: viewport.height,
    spans: drawing.boldTextAt.size === 0 ? spans : spans.map((span) => embolden(span, drawing.boldTextAt)),
    strokes: drawing.strokes,
  };
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
