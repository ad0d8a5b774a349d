import type { FastifyRequest } from 'fastify';
import { KnowledgeBaseError } from '../core/errors.js';
import { type DocumentBody, documentMediaType } from './document-media-type.js';
import { parseAccess, parseAccessText, parseMetadata, parseMetadataText } from './parse-metadata.js';

/**
 * Reads a form of `file`, `metadata`, `access` and `password`. The part's own type says the format; its file name is not used.
 *
 * @throws KnowledgeBaseError `invalid_request` for an unknown, repeated or missing part, `invalid_metadata`,
 * `payload_too_large`.
 */
export async function readMultipartDocument(request: FastifyRequest, maxBytes: number): Promise<DocumentBody> {
  const parts = new Map<string, Partial<DocumentBody>>();
  for await (const part of readableParts(request)) {
    const isFile = part.type === 'file';
    // A part left unread would keep the request hanging, so a file is drained before anything is refused.
    const bytes = isFile ? await readFilePart(part.file, maxBytes) : undefined;
    if (parts.has(part.fieldname)) throw invalidPart(part.fieldname, 'is there twice');
    if (part.fieldname === 'file' && bytes !== undefined)
      parts.set('file', { bytes, ...documentMediaType(part.mimetype) });
    else if (part.fieldname === 'metadata' && !isFile)
      parts.set('metadata', { metadata: fieldValue(part.value, parseMetadataText, parseMetadata) });
    else if (part.fieldname === 'access' && !isFile)
      parts.set('access', { access: fieldValue(part.value, parseAccessText, parseAccess) });
    else if (part.fieldname === 'password' && !isFile) parts.set('password', { password: String(part.value) });
    else
      throw invalidPart(
        part.fieldname,
        'is not expected; send file as a file, metadata, access and password as fields',
      );
  }
  const file = parts.get('file');
  if (file?.bytes === undefined) throw invalidPart('file', 'is missing');
  return { bytes: file.bytes, ...file, ...parts.get('metadata'), ...parts.get('access'), ...parts.get('password') };
}

/** The parts of a form; what the form parser throws is the sender's mistake, with no status of its own. */
async function* readableParts(request: FastifyRequest) {
  try {
    yield* request.parts();
  } catch (cause) {
    const reason = 'send parts as RFC 7578 says, one file at most';
    throw new KnowledgeBaseError('invalid_request', `Cannot read the form: it is broken; ${reason}`, { cause });
  }
}

/** A field sent as `application/json` comes parsed already, any other as text. */
function fieldValue<T>(value: unknown, fromText: (text: string) => T, fromValue: (value: unknown) => T): T {
  return typeof value === 'string' ? fromText(value) : fromValue(value);
}

async function readFilePart(file: AsyncIterable<Buffer> & { truncated: boolean }, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of file) chunks.push(chunk);
  if (!file.truncated) return Buffer.concat(chunks);
  throw new KnowledgeBaseError(
    'payload_too_large',
    `Cannot take a document of more than ${maxBytes} bytes: split it, or raise KAOJU_MAX_DOCUMENT_MB`,
    { facts: { limit_bytes: maxBytes } },
  );
}

function invalidPart(name: string, message: string): KnowledgeBaseError {
  const shown = name.slice(0, 80);
  return new KnowledgeBaseError('invalid_request', `Cannot read the form: part "${shown}" ${message}`, {
    facts: { errors: [{ pointer: `/${shown}`, message }] },
  });
}
