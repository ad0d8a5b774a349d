import type { PutDocument } from '../knowledge-base.js';

/** What the body and headers of `PUT …/documents/{document_id}` say about a document. */
export type DocumentBody = Omit<PutDocument, 'id' | 'signal'>;

/** Plain text is Markdown without markup; a type that says nothing leaves the guess to the ingest. */
export function documentMediaType(type: string): { mediaType?: string } {
  if (type === 'application/octet-stream') return {};
  return { mediaType: type === 'text/plain' ? 'text/markdown' : type };
}
