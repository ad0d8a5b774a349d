import type { MediaType } from '../../src/core/document.js';
import type { Ocr } from '../../src/ports/ocr.js';
import type { LoadedDocument } from '../loaded-document.js';
import { loadMarkdown } from './load-markdown.js';

/** What loaders may use; each takes what concerns its format. */
export interface LoadOptions {
  readonly documentId: string;
  /** Of an encrypted PDF. */
  readonly password?: string;
  /** Reads scanned pages; without it they are only named. */
  readonly ocr?: Ocr;
  /** Called with the milliseconds that a piece of work may take beyond what the document's size allows. */
  readonly allowTime?: (milliseconds: number) => void;
}

/** Reads one format. Rejects or throws with `unreadable_document` and the like, naming the document. */
export type Loader = (bytes: Uint8Array, options: LoadOptions) => LoadedDocument | Promise<LoadedDocument>;

/** The loader of every format: the one place to add one. What a format needs is read in only when one comes. */
const loaders: Readonly<Record<MediaType, Loader>> = {
  'text/markdown': loadMarkdown,
  'application/pdf': async (bytes, options) => (await import('./pdf/load-pdf.js')).loadPdf(bytes, options),
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': async (bytes, options) =>
    (await import('./office/load-docx.js')).loadDocx(bytes, options),
  'text/html': async (bytes, options) => (await import('./office/load-html.js')).loadHtml(bytes, options),
  'text/csv': async (bytes, options) => (await import('./office/load-csv.js')).loadCsv(bytes, options),
  'application/epub+zip': async (bytes, options) => (await import('./office/load-epub.js')).loadEpub(bytes, options),
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': async (bytes, options) =>
    (await import('./office/load-pptx.js')).loadPptx(bytes, options),
  'application/x-subrip': async (bytes, options) => (await import('./office/load-srt.js')).loadSrt(bytes, options),
};

/** Reads a document of any format as one text and one tree. Rejects as its loader does. */
export async function loadDocument(
  mediaType: MediaType,
  bytes: Uint8Array,
  options: LoadOptions,
): Promise<LoadedDocument> {
  return loaders[mediaType](bytes, options);
}
