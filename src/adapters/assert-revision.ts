import { KnowledgeBaseError } from '../core/errors.js';

/**
 * Nothing but a hash ever becomes the name of kept bytes.
 *
 * @throws KnowledgeBaseError `invalid_request`
 */
export function assertRevision(revision: string): void {
  if (/^[0-9a-f]{64}$/.test(revision)) return;
  throw new KnowledgeBaseError(
    'invalid_request',
    `Cannot use document revision ${JSON.stringify(revision.slice(0, 80))}: a SHA-256 in hexadecimal is needed`,
  );
}
