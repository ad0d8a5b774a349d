import { KnowledgeBaseError } from '../../../src/core/errors.js';
import type { Ocr } from '../../../src/ports/ocr.js';
import type { LoadedDocument } from '../../loaded-document.js';
import { blocksOf } from './block.js';
import { contentsEntries } from './contents-pages.js';
import { documentStyle } from './document-style.js';
import { type DroppedLine, documentTree } from './document-tree.js';
import { findHeadings } from './headings.js';
import { joinHabits } from './joined-text.js';
import { openPdf } from './open-pdf.js';
import { bookmarksOf } from './outline.js';
import type { Stroke } from './page-content.js';
import { type FlowItem, pageFlow } from './page-flow.js';
import { type PageLines, pageFurniture } from './page-furniture.js';
import { pdfTitle } from './pdf-title.js';
import { readPages } from './read-pages.js';
import { type ReadScans, readScans } from './read-scans.js';

/** How a PDF is read. */
export interface LoadPdfOptions {
  /** Stops between pages; the signal's reason is thrown. */
  readonly signal?: AbortSignal;
  /** Most pages that are read; more is `document_too_complex`. Default 5,000. */
  readonly maxPages?: number;
  /** User or owner password of an encrypted file. */
  readonly password?: string;
  /** Reads pages without a usable text layer; without it they are only named. */
  readonly ocr?: Ocr;
  /** Called before every page, and before every one that OCR looks at, with the milliseconds it may take. */
  readonly allowTime?: (milliseconds: number) => void;
  /** Leaves the bookmarks unread; for measuring what the body alone tells. Default false. */
  readonly ignoreOutline?: boolean;
}

const defaultMaxPages = 5_000;

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
    const read = await readPages(pdf, options);
    const scans = await readScans(bytes, read.pages, options);
    const empty = scans.pages.filter((page) => page.lines.length === 0).map((page) => page.number);
    if (empty.length === scans.pages.length) throw noText(scans, options.ocr !== undefined);
    const dropped = droppedLines(scans.pages);
    const content = contentPages(scans.pages, dropped);
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
    const written = documentTree(blocks, headings, {
      dropped: [...dropped, ...scans.replaced],
      pageCount: pdf.pageCount,
      habits,
      links: read.links,
    });
    return {
      mediaType: 'application/pdf',
      ...written,
      encoding: 'pdf',
      metadata: {},
      title: pdfTitle(evidence, habits),
      unit: 'page',
      notes: [...pdf.notes, ...read.notes, ...scans.notes],
      pagesWithoutText: empty,
      pageSources: scans.sources,
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

function noText(scans: ReadScans, hasOcr: boolean): KnowledgeBaseError {
  const pages = scans.pages.length;
  const reason = hasOcr
    ? `none of its ${pages} pages has a text layer, and OCR found no text in their pictures; check the file`
    : `none of its ${pages} pages has a text layer (a scan?) and OCR is off; set KAOJU_OCR=on`;
  return new KnowledgeBaseError('no_text_layer', `Cannot read the PDF: ${reason}`, { facts: { pages, ocr: hasOcr } });
}
