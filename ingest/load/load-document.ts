import type { MediaType } from '../../src/core/document.js';
import { KnowledgeBaseError } from '../../src/core/errors.js';
import type { LoadedDocument } from '../loaded-document.js';
import { loadMarkdown } from './load-markdown.js';

/** Reads one format. Rejects or throws with `unreadable_document` and the like, naming the document. */
export type Loader = (
  bytes: Uint8Array,
  options: { readonly documentId: string },
) => LoadedDocument | Promise<LoadedDocument>;

/** The loader of every format: the one place to add one. */
const loaders: Partial<Record<MediaType, Loader>> = {
  'text/markdown': loadMarkdown,
};

/** Reads a document of either format as one text and one tree. */
export async function loadDocument(
  mediaType: MediaType,
  bytes: Uint8Array,
  documentId: string,
): Promise<LoadedDocument> {
  const load = loaders[mediaType];
  if (!load) {
    throw new KnowledgeBaseError(
      'unsupported_media_type',
      `Cannot read document "${documentId}": no loader for ${mediaType}; send Markdown`,
      { facts: { documentId, mediaType } },
    );
  }
  return load(bytes, { documentId });
}
