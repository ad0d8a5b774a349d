import type { MediaType } from '../../src/core/document.js';
import { KnowledgeBaseError } from '../../src/core/errors.js';

const byEnding: Readonly<Record<string, MediaType>> = {
  md: 'text/markdown',
  mdx: 'text/markdown',
  markdown: 'text/markdown',
  mkd: 'text/markdown',
  txt: 'text/markdown',
  text: 'text/markdown',
  pdf: 'application/pdf',
};

const byDeclaration: Readonly<Record<string, MediaType>> = {
  'text/markdown': 'text/markdown',
  'text/x-markdown': 'text/markdown',
  'text/plain': 'text/markdown',
  'application/pdf': 'application/pdf',
  'application/x-pdf': 'application/pdf',
};

/** Declared by clients that do not know: the ending and the bytes decide then. */
const undecided = new Set(['', 'application/octet-stream', 'binary/octet-stream']);

/** A PDF may begin with a little rubbish (ISO 32000 readers accept 1,024 bytes of it). */
const pdfHeaderBytes = 1024;

/**
 * Says which loader reads a document: by the declared type, else by the ending of the id, else by the bytes. Plain text
 * is read as Markdown. Bytes that begin as PDF are PDF whatever was declared.
 *
 * @param declared a media type, with or without parameters (`text/markdown; charset=utf-8`).
 * @throws KnowledgeBaseError `unsupported_media_type` for a declared type that is neither.
 */
export function mediaTypeOf(documentId: string, bytes: Uint8Array, declared?: string): MediaType {
  const type = declared?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (beginsAsPdf(bytes)) return 'application/pdf';
  const known = byDeclaration[type];
  if (known) return known;
  if (!undecided.has(type)) {
    throw new KnowledgeBaseError(
      'unsupported_media_type',
      `Cannot read document "${documentId}": media type "${type}" is not supported; send text/markdown, text/plain or application/pdf`,
      { facts: { documentId, mediaType: type } },
    );
  }
  const ending = /\.([a-z0-9]+)$/i.exec(documentId)?.[1]?.toLowerCase() ?? '';
  return byEnding[ending] ?? 'text/markdown';
}

function beginsAsPdf(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, pdfHeaderBytes)).toString('latin1');
  return head.startsWith('%PDF-') || /^[^\p{L}\p{N}]{0,1000}%PDF-\d\.\d/u.test(head);
}
