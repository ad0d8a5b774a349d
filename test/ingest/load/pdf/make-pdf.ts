import {
  PDFArray,
  PDFDocument,
  type PDFFont,
  PDFHexString,
  PDFName,
  PDFNumber,
  type PDFPage,
  PDFString,
  StandardFonts,
} from 'pdf-lib';

/** Draws on one page of a test PDF. Positions in points from the top left, which is how a page is read. */
export class Sheet {
  readonly #page: PDFPage;
  readonly #fonts: { readonly regular: PDFFont; readonly bold: PDFFont; readonly mono: PDFFont };

  constructor(page: PDFPage, fonts: { regular: PDFFont; bold: PDFFont; mono: PDFFont }) {
    this.#page = page;
    this.#fonts = fonts;
  }

  /** Writes one line; `font` is `regular` at 11 points unless said otherwise. */
  line(
    text: string,
    x: number,
    top: number,
    options: { size?: number; font?: 'regular' | 'bold' | 'mono' } = {},
  ): this {
    const size = options.size ?? 11;
    const font = this.#fonts[options.font ?? 'regular'];
    this.#page.drawText(text, { x, y: this.#page.getHeight() - top, size, font });
    return this;
  }

  /** Writes lines below one another. */
  lines(texts: readonly string[], x: number, top: number, options: { size?: number; leading?: number } = {}): this {
    const leading = options.leading ?? 14;
    for (const [index, text] of texts.entries()) this.line(text, x, top + index * leading, options);
    return this;
  }

  /** Makes an area lead to an address. */
  link(url: string, x: number, top: number, width: number, height: number): this {
    const { context } = this.#page.doc;
    const y = this.#page.getHeight() - top - height;
    const action = { Type: 'Action', S: 'URI', URI: PDFString.of(url) };
    const annotation = {
      Type: 'Annot',
      Subtype: 'Link',
      Rect: [x, y, x + width, y + height],
      Border: [0, 0, 0],
      A: action,
    };
    this.#page.node.addAnnot(context.register(context.obj(annotation)));
    return this;
  }

  /** Draws an empty box. */
  box(x: number, top: number, width: number, height: number): this {
    this.#page.drawRectangle({ x, y: this.#page.getHeight() - top - height, width, height, borderWidth: 1 });
    return this;
  }
}

/** Makes a PDF whose pages are drawn by the functions given. */
export async function makePdf(
  pages: readonly ((sheet: Sheet) => unknown)[],
  options: {
    readonly bookmarks?: readonly {
      title: string;
      page: number;
      children?: readonly { title: string; page: number }[];
    }[];
  } = {},
): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const fonts = {
    regular: await document.embedFont(StandardFonts.Helvetica),
    bold: await document.embedFont(StandardFonts.HelveticaBold),
    mono: await document.embedFont(StandardFonts.Courier),
  };
  for (const draw of pages) draw(new Sheet(document.addPage([595, 842]), fonts));
  if (options.bookmarks !== undefined) addOutline(document, options.bookmarks);
  return document.save({ useObjectStreams: false });
}

interface BookmarkToMake {
  readonly title: string;
  readonly page: number;
  readonly children?: readonly BookmarkToMake[];
}

function addOutline(document: PDFDocument, bookmarks: readonly BookmarkToMake[]): void {
  const { context } = document;
  const root = context.nextRef();
  context.assign(root, context.obj({ Type: 'Outlines', ...linked(document, root, bookmarks) }));
  document.catalog.set(PDFName.of('Outlines'), root);
}

function linked(
  document: PDFDocument,
  parent: ReturnType<PDFDocument['context']['nextRef']>,
  items: readonly BookmarkToMake[],
) {
  const { context } = document;
  const references = items.map(() => context.nextRef());
  for (const [index, item] of items.entries()) {
    const reference = references[index];
    if (reference === undefined) continue;
    const target = PDFArray.withContext(context);
    target.push(document.getPage(item.page - 1).ref);
    target.push(PDFName.of('Fit'));
    const entry = context.obj({ Parent: parent, Dest: target, ...linked(document, reference, item.children ?? []) });
    entry.set(PDFName.of('Title'), PDFHexString.fromText(item.title));
    const [before, after] = [references[index - 1], references[index + 1]];
    if (before) entry.set(PDFName.of('Prev'), before);
    if (after) entry.set(PDFName.of('Next'), after);
    context.assign(reference, entry);
  }
  const [first, last] = [references[0], references.at(-1)];
  return first && last ? { First: first, Last: last, Count: PDFNumber.of(references.length) } : {};
}
