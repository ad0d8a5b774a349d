import { createHash } from 'node:crypto';
import { KnowledgeBaseError } from './errors.js';

/** Kaoju's own UUID namespace (random, fixed for ever: every stored id depends on it). */
const namespace = Buffer.from('6f1d5c3e0a7b4e0f9b6a2d4c8e1f7a35', 'hex');

/** Bytes of the longest document id, in UTF-8. */
const maxDocumentIdBytes = 1024;

/** UUID version 5 (RFC 9562 §5.5) of several strings; the parts are length-prefixed, so `a,bc` differs from `ab,c`. */
export function uuidOf(...parts: readonly string[]): string {
  const hash = createHash('sha1').update(namespace);
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  const bytes = hash.digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** SHA-256 in hexadecimal. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

export function sectionIdOf(
  collection: string,
  documentId: string,
  headingPath: readonly string[],
  ordinal: number,
): string {
  return uuidOf('section', collection, documentId, ...headingPath, String(ordinal));
}

export function pointIdOf(sectionId: string, part: number, embeddedText: string): string {
  return uuidOf('point', sectionId, String(part), sha256(embeddedText));
}

/**
 * @throws KnowledgeBaseError `invalid_document_id`: empty, over 1,024 bytes, control characters, or a `.`/`..` path
 * segment. Slashes, spaces, emoji and Chinese are fine: ids never become file names.
 */
export function assertDocumentId(id: string): void {
  const reason =
    id.length === 0
      ? 'it is empty'
      : Buffer.byteLength(id) > maxDocumentIdBytes
        ? `it has ${Buffer.byteLength(id)} bytes, at most ${maxDocumentIdBytes} are allowed`
        : /\p{Cc}/u.test(id)
          ? 'it holds control characters'
          : !id.isWellFormed()
            ? 'it is not well-formed Unicode'
            : id.split('/').some((segment) => segment === '.' || segment === '..')
              ? 'it holds a "." or ".." path segment'
              : undefined;
  if (reason) {
    throw new KnowledgeBaseError(
      'invalid_document_id',
      `Cannot use document id ${JSON.stringify(id.slice(0, 80))}: ${reason}`,
    );
  }
}

/** @throws KnowledgeBaseError `invalid_collection_name` */
export function assertCollectionName(name: string): void {
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u.test(name)) {
    throw new KnowledgeBaseError(
      'invalid_collection_name',
      `Cannot use collection name ${JSON.stringify(name.slice(0, 80))}: use 1 to 64 letters, digits, ".", "_" or "-", starting with a letter or digit`,
    );
  }
}
