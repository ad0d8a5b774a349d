import type { FastifyRequest } from 'fastify';
import { KnowledgeBaseError } from '../core/errors.js';
import { mediaTypeOf } from './assert-media-type.js';
import { type DocumentBody, documentMediaType } from './document-media-type.js';
import { readMultipartDocument } from './multipart-document.js';
import { parseAccess, parseAccessHeader, parseMetadata, parseMetadataHeader } from './parse-metadata.js';
import { parsePasswordHeader } from './parse-password.js';

/**
 * Reads a document out of a request: raw bytes with metadata in headers, a form, or JSON with the text inside.
 *
 * @throws KnowledgeBaseError `invalid_metadata`, `invalid_request`, `payload_too_large`
 */
export async function readDocumentBody(request: FastifyRequest, maxDocumentBytes: number): Promise<DocumentBody> {
  const type = mediaTypeOf(request.headers['content-type']);
  if (type === 'multipart/form-data') {
    assertNoDocumentHeaders(request);
    return readMultipartDocument(request, maxDocumentBytes);
  }
  if (type === 'application/json') {
    assertNoDocumentHeaders(request);
    return fromJson(request.body as DocumentTextOnWire); // Validated against the contract.
  }
  const metadata = singleHeader(request, 'x-kaoju-metadata');
  const access = singleHeader(request, 'x-kaoju-access');
  const password = singleHeader(request, 'x-kaoju-password');
  return {
    bytes: request.body as Buffer, // Every other type of the contract is parsed into bytes.
    ...(type === undefined ? {} : documentMediaType(type)),
    ...(metadata === undefined ? {} : { metadata: parseMetadataHeader(metadata) }),
    ...(access === undefined ? {} : { access: parseAccessHeader(access) }),
    ...(password === undefined ? {} : { password: parsePasswordHeader(password) }),
  };
}

interface DocumentTextOnWire {
  readonly text: string;
  readonly metadata?: unknown;
  readonly access?: unknown;
}

function fromJson(body: DocumentTextOnWire): DocumentBody {
  return {
    bytes: Buffer.from(body.text, 'utf8'),
    mediaType: 'text/markdown',
    ...(body.metadata === undefined ? {} : { metadata: parseMetadata(body.metadata) }),
    ...(body.access === undefined ? {} : { access: parseAccess(body.access) }),
  };
}

/** Labels in a place that is not read would protect nothing, silently. */
function assertNoDocumentHeaders(request: FastifyRequest): void {
  for (const name of ['x-kaoju-metadata', 'x-kaoju-access', 'x-kaoju-password']) {
    if (request.headers[name] === undefined) continue;
    throw new KnowledgeBaseError(
      'invalid_request',
      `Cannot combine the header ${name} with this Content-Type: put it into a field of the body`,
    );
  }
}

function singleHeader(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
