import { fileEndings, type MediaType, mediaTypes } from '../../src/core/document.js';
import { KnowledgeBaseError } from '../../src/core/errors.js';
import { fileSignature } from './file-signature.js';

const byEnding = new Map<string, MediaType>(
  mediaTypes.flatMap((type) => fileEndings[type].map((ending): [string, MediaType] => [ending, type])),
);

/** Other names of the same formats. */
const synonyms: Readonly<Record<string, MediaType>> = {
  'text/x-markdown': 'text/markdown',
  'text/plain': 'text/markdown',
  'application/x-pdf': 'application/pdf',
  'application/xhtml+xml': 'text/html',
  'application/csv': 'text/csv',
  'text/srt': 'application/x-subrip',
  'text/x-srt': 'application/x-subrip',
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
  const known = mediaTypes.find((one) => one === type) ?? synonyms[type];
  if (known) return known;
  if (!undecided.has(type)) {
    throw new KnowledgeBaseError(
      'unsupported_media_type',
      `Cannot read document "${documentId}": media type "${type}" is not supported; send one of text/plain, ${mediaTypes.join(', ')}`,
      { facts: { documentId, mediaType: type } },
    );
  }
  const ending = /\.([a-z0-9]+)$/i.exec(documentId)?.[1]?.toLowerCase() ?? '';
  return byEnding.get(ending) ?? byContent(bytes) ?? 'text/markdown';
}

/** By the bytes, for an id without an ending: a page of HTML, an office file. */
function byContent(bytes: Uint8Array): MediaType | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, pdfHeaderBytes)).toString('latin1');
  if (/^\s*(?:<!doctype html|<html[\s>])/i.test(head)) return 'text/html';
  const signature = fileSignature(bytes);
  return mediaTypes.find((type) => signature?.endsWith(`(${fileEndings[type][0]})`));
}

function beginsAsPdf(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, pdfHeaderBytes)).toString('latin1');
  return head.startsWith('%PDF-') || /^[^\p{L}\p{N}]{0,1000}%PDF-\d\.\d/u.test(head);
}
