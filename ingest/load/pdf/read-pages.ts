import { KnowledgeBaseError } from '../../../src/core/errors.js';
import type { IngestNote } from '../../../src/core/ingest-report.js';
import type { OpenPdf } from './open-pdf.js';
import type { PageContent, Stroke } from './page-content.js';
import type { PageLines } from './page-furniture.js';
import { type PageLink, pageLinks } from './page-links.js';
import { type ReadState, readPage } from './read-page.js';
import type { ReadScansOptions } from './read-scans.js';
import { rowsOf } from './rows.js';
import { textLines } from './text-line.js';

/** Characters of a document's text after which reading stops: about ten of the longest novels. */
const characterLimit = 20_000_000;

/** A page takes 40 ms; on a machine with much else to do, or full of drawings, twenty times as long. */
const millisecondsAPage = 1_000;

/** Pages as read, and kept until the whole document is known: lines and rules only, nothing of pdf.js. */
export interface ReadPages {
  readonly pages: PageLines[];
  readonly strokes: ReadonlyMap<number, readonly Stroke[]>;
  readonly links: ReadonlyMap<number, readonly PageLink[]>;
  /** One for every page that could not be read. */
  readonly notes: readonly IngestNote[];
}

/**
 * Reads a document's text layer page by page, so that only one page's objects of pdf.js are in memory. A page
 * that cannot be read stays empty and is named; OCR may still read its picture.
 *
 * @throws KnowledgeBaseError `unreadable_document` where no page can be read, `document_too_complex`; the signal's reason.
 */
export async function readPages(
  pdf: OpenPdf,
  { signal, allowTime }: Pick<ReadScansOptions, 'signal' | 'allowTime'>,
): Promise<ReadPages> {
  const state: ReadState = { fonts: new Map(), outlinesLetters: false };
  const pages: PageLines[] = [];
  const strokes = new Map<number, readonly Stroke[]>();
  const links = new Map<number, readonly PageLink[]>();
  const broken: { readonly number: number; readonly error: unknown }[] = [];
  let characters = 0;
  for (let number = 1; number <= pdf.pageCount; number += 1) {
    signal?.throwIfAborted();
    allowTime?.(millisecondsAPage);
    const page = await readOnePage(pdf, number, state).catch((error: unknown) => {
      broken.push({ number, error });
      return { ...emptyPage, number };
    });
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
  if (broken.length === pdf.pageCount) throw unreadable(broken[0]?.error);
  return { pages, strokes, links, notes: broken.map(({ number, error }) => brokenNote(number, error)) };
}

/** An A4 page without anything on it. */
const emptyPage = { width: 595, height: 842, lines: [], strokes: [], links: [] } as const;

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 200);
}

function brokenNote(page: number, error: unknown): IngestNote {
  const message = `Page ${page} cannot be read: "${reasonOf(error)}"; the others are, export the document again for it`;
  return { code: 'page_unreadable', message, page };
}

function unreadable(error: unknown): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'unreadable_document',
    `Cannot read any page of the PDF: "${reasonOf(error)}"; export the document again`,
    { cause: error, facts: { page: 1 } },
  );
}

async function readOnePage(
  pdf: OpenPdf,
  number: number,
  state: ReadState,
): Promise<PageLines & { readonly strokes: readonly Stroke[]; readonly links: readonly PageLink[] }> {
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
}

/** Whether at least two rows hold pieces beside each other; without those, no ruling line can make a table. */
function standsInCells(content: PageContent): boolean {
  return rowsOf(textLines(content)).filter((row) => row.length > 1).length > 1;
}
