import { PDFParse } from 'pdf-parse';
import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { KnowledgeBaseError } from '../../../src/core/errors.js';
import type { IngestNote } from '../../../src/core/ingest-report.js';
import { ignoredParts } from './ignored-parts.js';
import { pdfjsOptions } from './pdfjs-options.js';
import { ignoreStrayRejections, orTooDeep } from './stray-rejections.js';

/** A PDF as opened: pdf-parse's checks, facts and bookmarks, and the pdf.js document behind them for its pages. */
export interface OpenPdf {
  readonly document: PDFDocumentProxy;
  readonly pageCount: number;
  /** The document's own title (`Info` dictionary), trimmed; null when it has none. */
  readonly title: string | null;
  /** pdf.js's outline tree as it stands; null when there is none, or none that can be read. */
  readonly outline: readonly RawOutlineItem[] | null;
  /** What of the file is not read, and why. */
  readonly notes: readonly IngestNote[];
  /** Frees every object of pdf.js. Must be called, whatever happened. */
  close(): Promise<void>;
}

/** The members of pdf.js's outline items that we read. */
export interface RawOutlineItem {
  readonly title: string;
  readonly dest: string | readonly unknown[] | null;
  readonly items: readonly RawOutlineItem[];
}

/**
 * Opens a PDF from memory with pdf-parse; nothing is fetched, evaluated or rendered.
 *
 * @param bytes the file; left untouched (pdf.js takes its own copy).
 * @param password user or owner password of an encrypted file.
 * @throws KnowledgeBaseError `encrypted_document` when a password is needed or wrong; `unreadable_document` when the
 *   bytes are no PDF, or a broken one.
 */
export async function openPdf(bytes: Uint8Array, password?: string): Promise<OpenPdf> {
  ignoreStrayRejections();
  const parser = new PDFParse({
    ...pdfjsOptions(bytes, password),
    // Pictures are not looked at here: one pixel is the largest that pdf.js may decode, which also disarms image bombs.
    maxImageSize: 1,
  });
  try {
    const document = await documentOf(parser);
    const { outline, notes } = await outlineOf(document);
    const { info } = await document.getMetadata();
    return {
      document,
      pageCount: document.numPages,
      title: titleOf(info),
      outline,
      notes: [...notes, ...(await ignoredParts(document, bytes))],
      close: () => parser.destroy(),
    };
  } catch (error) {
    await parser.destroy().catch(() => undefined);
    throw openingError(error, password !== undefined);
  }
}

/**
 * pdf-parse's results hold neither positions nor font sizes, so that the pages are read from the document it opened; and
 * its own `getInfo` waits for ever for an outline that is nested too deep.
 */
async function documentOf(parser: PDFParse): Promise<PDFDocumentProxy> {
  // biome-ignore lint/complexity/useLiteralKeys: private in its types; element access is TypeScript's way to reach it.
  return (await parser['load']()) as unknown as PDFDocumentProxy;
}

async function outlineOf(document: PDFDocumentProxy): Promise<Pick<OpenPdf, 'outline' | 'notes'>> {
  try {
    const outline = await orTooDeep(document.getOutline());
    return { outline: (outline as readonly RawOutlineItem[] | null | undefined) ?? null, notes: [] };
  } catch {
    const message = 'The bookmarks cannot be read, or are nested too deep: headings come from the text alone';
    return { outline: null, notes: [{ code: 'outline_unreadable', message }] };
  }
}

function titleOf(info: unknown): string | null {
  const title = (info as { Title?: unknown } | null | undefined)?.Title;
  return typeof title === 'string' && title.trim() !== '' ? title.trim() : null;
}

function openingError(error: unknown, hadPassword: boolean): KnowledgeBaseError {
  if (error instanceof KnowledgeBaseError) return error;
  // By name: pdf-parse has classes of its own beside pdf.js's, and either may be minified.
  const name = error instanceof Error ? error.name : '';
  if (name === 'PasswordException') {
    const reason = hadPassword ? 'the password is wrong' : 'it is encrypted and needs a password';
    return new KnowledgeBaseError(
      'encrypted_document',
      `Cannot open the PDF: ${reason}; give its password or store it without one`,
      { cause: error, facts: { password_given: hadPassword } },
    );
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new KnowledgeBaseError(
    'unreadable_document',
    `Cannot open the PDF: "${reason.slice(0, 200)}"; it is not a PDF, or truncated: export it again`,
    { cause: error, facts: { reason: name || 'unknown' } },
  );
}
