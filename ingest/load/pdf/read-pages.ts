import { KnowledgeBaseError } from '../../../src/core/errors.js';
import type { OpenPdf } from './open-pdf.js';
import type { PageContent, Stroke } from './page-content.js';
import type { PageLines } from './page-furniture.js';
import { type PageLink, pageLinks } from './page-links.js';
import { type ReadState, readPage } from './read-page.js';
import { rowsOf } from './rows.js';
import { textLines } from './text-line.js';

/** Characters of a document's text after which reading stops: about ten of the longest novels. */
const characterLimit = 20_000_000;

/** Pages as read, and kept until the whole document is known: lines and rules only, nothing of pdf.js. */
export interface ReadPages {
  readonly pages: PageLines[];
  readonly strokes: ReadonlyMap<number, readonly Stroke[]>;
  readonly links: ReadonlyMap<number, readonly PageLink[]>;
}

/**
 * Reads a document's text layer page by page, so that only one page's objects of pdf.js are in memory.
 *
 * @throws KnowledgeBaseError `unreadable_document` with the page, `document_too_complex`; the signal's reason.
 */
export async function readPages(pdf: OpenPdf, signal: AbortSignal | undefined): Promise<ReadPages> {
  const state: ReadState = { fonts: new Map(), outlinesLetters: false };
  const pages: PageLines[] = [];
  const strokes = new Map<number, readonly Stroke[]>();
  const links = new Map<number, readonly PageLink[]>();
  let characters = 0;
  for (let number = 1; number <= pdf.pageCount; number += 1) {
    signal?.throwIfAborted();
    const page = await readOnePage(pdf, number, state);
    pages.push(page);
    strokes.set(number, page.strokes);
    if (page.links.length > 0) links.set(number, page.links);
    characters += page.lines.reduce((sum, line) => sum + line.text.length, 0);
    if (characters > characterLimit) {
      throw new KnowledgeBaseError(
        'document_too_complex',
        `Cannot read the PDF: more than ${characterLimit} characters up to page ${number}; split it`,
        { facts: { page: number, max_characters: characterLimit } },
      );
    }
  }
  return { pages, strokes, links };
}

async function readOnePage(
  pdf: OpenPdf,
  number: number,
  state: ReadState,
): Promise<PageLines & { readonly strokes: readonly Stroke[]; readonly links: readonly PageLink[] }> {
  try {
    const page = await pdf.document.getPage(number);
    const content = await readPage(page, state, standsInCells);
    const links = await pageLinks(page);
    page.cleanup();
    return {
      number,
      width: content.width,
      height: content.height,
      lines: textLines(content),
      strokes: content.strokes,
      links,
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new KnowledgeBaseError(
      'unreadable_document',
      `Cannot read page ${number} of the PDF: "${reason.slice(0, 200)}"; export the document again`,
      { cause: error, facts: { page: number } },
    );
  }
}

/** Whether at least two rows hold pieces beside each other; without those, no ruling line can make a table. */
function standsInCells(content: PageContent): boolean {
  return rowsOf(textLines(content)).filter((row) => row.length > 1).length > 1;
}
