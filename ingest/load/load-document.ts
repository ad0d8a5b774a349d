import type { MediaType } from '../../src/core/document.js';
import type { LoadedDocument } from '../loaded-document.js';
import { loadMarkdown } from './load-markdown.js';

/** Reads one format. Rejects or throws with `unreadable_document` and the like, naming the document. */
export type Loader = (
  bytes: Uint8Array,
  options: { readonly documentId: string },
) => LoadedDocument | Promise<LoadedDocument>;

/** The loader of every format: the one place to add one. pdf.js is read in only when a PDF comes. */
const loaders: Readonly<Record<MediaType, Loader>> = {
  'text/markdown': loadMarkdown,
  'application/pdf': async (bytes) => (await import('./pdf/load-pdf.js')).loadPdf(bytes),
};

/** Reads a document of either format as one text and one tree. Rejects as its loader does. */
export async function loadDocument(
  mediaType: MediaType,
  bytes: Uint8Array,
  documentId: string,
): Promise<LoadedDocument> {
  return loaders[mediaType](bytes, { documentId });
}
