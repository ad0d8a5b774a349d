import { KnowledgeBaseError } from '../../../src/core/errors.js';
import type { IngestNote } from '../../../src/core/ingest-report.js';
import type { LoadedDocument } from '../../loaded-document.js';
import { blocksOf } from './block.js';
import { contentsEntries } from './contents-pages.js';
import { documentStyle } from './document-style.js';
import { type DroppedLine, documentTree } from './document-tree.js';
import { garbledPages } from './garbled-pages.js';
import { findHeadings } from './headings.js';
import { joinHabits } from './joined-text.js';
import { type OpenPdf, openPdf } from './open-pdf.js';
import { bookmarksOf } from './outline.js';
import type { PageContent, Stroke } from './page-content.js';
import { type FlowItem, pageFlow } from './page-flow.js';
import { type PageLines, pageFurniture } from './page-furniture.js';
import { pdfTitle } from './pdf-title.js';
import { type ReadState, readPage } from './read-page.js';
import { rowsOf } from './rows.js';
import { textLines } from './text-line.js';

/** How a PDF is read. */
export interface LoadPdfOptions {
  /** Stops between pages; the signal's reason is thrown. */
  readonly signal?: AbortSignal;
  /** Most pages that are read; more is `document_too_complex`. Default 5,000. */
  readonly maxPages?: number;
  /** User or owner password of an encrypted file. */
  readonly password?: string;
  /** Leaves the bookmarks unread; for measuring what the body alone tells. Default false. */
  readonly ignoreOutline?: boolean;
}

/** Characters of a document's text after which reading stops: about ten of the longest novels. */
const characterLimit = 20_000_000;
const defaultMaxPages = 5_000;

/** Pages as read, and kept until the whole document is known: lines and rules only, nothing of pdf.js. */
interface ReadPages {
  readonly pages: PageLines[];
  readonly strokes: ReadonlyMap<number, readonly Stroke[]>;
}

/**
 * Reads a PDF into one text in reading order and the tree over it (see the README beside this file).
 *
 * @param bytes the whole file.
 * @returns `unit` is `page`; what is no content stands in `text`, is listed in `dropped` (`page_furniture`,
 *   `page_number`, `contents_page`), and is not in the tree.
 * @throws KnowledgeBaseError `unreadable_document`, `encrypted_document`, `no_text_layer`, `document_too_complex`.
 */
export async function loadPdf(bytes: Uint8Array, options: LoadPdfOptions = {}): Promise<LoadedDocument> {
  const pdf = await openPdf(bytes, options.password);
  try {
    checkPageCount(pdf.pageCount, options.maxPages ?? defaultMaxPages);
    const bookmarks = options.ignoreOutline === true ? [] : await bookmarksOf(pdf);
    const read = await readPages(pdf, options.signal);
    const empty = read.pages.filter((page) => page.lines.length === 0).map((page) => page.number);
    if (empty.length === read.pages.length) throw noTextLayer(read.pages.length);
    const dropped = droppedLines(read.pages);
    const content = contentPages(read.pages, dropped);
    const lines = content.flatMap((page) => page.lines);
    const style = documentStyle(lines);
    const habits = joinHabits(lines);
    const blocks = blocksOf(flowOf(content, read.strokes), style);
    const headings = findHeadings(blocks, bookmarks, style, habits);
    const evidence = {
      property: pdf.title,
      heading: headings.title?.lines ?? null,
      front: content.slice(0, 2).flatMap((page) => page.lines),
      running: dropped.flatMap(({ line, rule }) => (rule === 'page_furniture' ? [line.text] : [])),
      pageCount: pdf.pageCount,
    };
    const written = documentTree(blocks, headings, dropped, pdf.pageCount, habits);
    return {
      mediaType: 'application/pdf',
      ...written,
      encoding: 'pdf',
      metadata: {},
      title: pdfTitle(evidence, habits),
      unit: 'page',
      notes: [...empty.map(pageWithoutText), ...garbledPages(read.pages)],
      pagesWithoutText: empty,
    };
  } finally {
    await pdf.close();
  }
}

function checkPageCount(pages: number, most: number): void {
  if (pages === 0) {
    throw new KnowledgeBaseError('unreadable_document', 'Cannot read the PDF: it has no pages; export it again', {
      facts: { pages },
    });
  }
  if (pages <= most) return;
  throw new KnowledgeBaseError(
    'document_too_complex',
    `Cannot read the PDF: it has ${pages} pages, and at most ${most} are read; split it`,
    { facts: { pages, max_pages: most } },
  );
}

/** Page by page, so that only one page's objects of pdf.js are in memory. */
async function readPages(pdf: OpenPdf, signal: AbortSignal | undefined): Promise<ReadPages> {
  const state: ReadState = { fonts: new Map(), outlinesLetters: false };
  const pages: PageLines[] = [];
  const strokes = new Map<number, readonly Stroke[]>();
  let characters = 0;
  for (let number = 1; number <= pdf.pageCount; number += 1) {
    signal?.throwIfAborted();
    const page = await readOnePage(pdf, number, state);
    pages.push(page);
    strokes.set(number, page.strokes);
    characters += page.lines.reduce((sum, line) => sum + line.text.length, 0);
    if (characters > characterLimit) {
      throw new KnowledgeBaseError(
        'document_too_complex',
        `Cannot read the PDF: more than ${characterLimit} characters up to page ${number}; split it`,
        { facts: { page: number, max_characters: characterLimit } },
      );
    }
  }
  return { pages, strokes };
}

async function readOnePage(
  pdf: OpenPdf,
  number: number,
  state: ReadState,
): Promise<PageLines & { readonly strokes: readonly Stroke[] }> {
  try {
    const page = await pdf.document.getPage(number);
    const content = await readPage(page, state, standsInCells);
    page.cleanup();
    return {
      number,
      width: content.width,
      height: content.height,
      lines: textLines(content),
      strokes: content.strokes,
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

function droppedLines(pages: readonly PageLines[]): DroppedLine[] {
  const furniture = pageFurniture(pages);
  const contents = contentsEntries(pages, (line) => furniture.has(line));
  const dropped: DroppedLine[] = [];
  for (const page of pages) {
    for (const line of page.lines) {
      const rule = furniture.get(line) ?? (contents.has(line) ? 'contents_page' : undefined);
      if (rule !== undefined) dropped.push({ line, rule });
    }
  }
  return dropped;
}

function contentPages(pages: readonly PageLines[], dropped: readonly DroppedLine[]): PageLines[] {
  const out = new Set(dropped.map((one) => one.line));
  return pages.map((page) => ({ ...page, lines: page.lines.filter((line) => !out.has(line)) }));
}

function* flowOf(pages: readonly PageLines[], strokes: ReadonlyMap<number, readonly Stroke[]>): Generator<FlowItem> {
  for (const page of pages) yield* pageFlow(page.lines, strokes.get(page.number) ?? []);
}

function noTextLayer(pages: number): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'no_text_layer',
    `Cannot read the PDF: none of its ${pages} pages has a text layer (a scan?); run OCR on it first, this version has none`,
    { facts: { pages } },
  );
}

function pageWithoutText(page: number): IngestNote {
  return { code: 'page_without_text', message: `Page ${page} has no text layer and adds nothing`, page };
}
