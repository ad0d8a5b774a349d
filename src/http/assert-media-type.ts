import { KnowledgeBaseError } from '../core/errors.js';
import type { Operation } from './contract.js';

/** The media type of a `Content-Type` header, lower case, without parameters; undefined when there is none. */
export function mediaTypeOf(header: string | undefined): string | undefined {
  return header?.split(';', 1)[0]?.trim().toLowerCase() || undefined;
}

/**
 * Refuses a body of a type that the contract does not list, before it is read: a type without a schema would reach the
 * handler unchecked.
 *
 * @throws KnowledgeBaseError `unsupported_media_type` naming the types accepted; `invalid_request` when there is no body.
 */
export function assertMediaType(
  operation: Operation,
  headers: {
    readonly 'content-type'?: string | undefined;
    readonly 'content-length'?: string | undefined;
    readonly 'transfer-encoding'?: string | undefined;
  },
): void {
  const type = mediaTypeOf(headers['content-type']);
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (!hasBody && operation.needsJson)
    throw new KnowledgeBaseError('invalid_request', 'Cannot serve the request without a body: send one JSON object');
  if (!hasBody && (type === undefined || operation.requestTypes.length === 0)) return;
  if (type !== undefined && operation.requestTypes.includes(type)) return;
  const accepted = operation.requestTypes.join(', ');
  throw new KnowledgeBaseError(
    'unsupported_media_type',
    accepted === ''
      ? `Cannot take a body with ${operation.method} ${operation.path}: leave it out`
      : `Cannot read a body of type "${(type ?? '').slice(0, 80)}": send Content-Type ${accepted}`,
    { facts: { accepted: operation.requestTypes } },
  );
}
