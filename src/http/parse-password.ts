import { KnowledgeBaseError } from '../core/errors.js';
import { headerText } from './header-text.js';

/** A document's password from `X-Kaoju-Password`. @throws KnowledgeBaseError `invalid_request`, without the password */
export function parsePasswordHeader(header: string): string {
  const text = headerText(header, (plain) => !plain.includes('%'));
  if (text !== undefined) return text;
  throw new KnowledgeBaseError(
    'invalid_request',
    'Cannot read the header x-kaoju-password: it is not UTF-8 or its percent-encoding is broken; write % as %25',
  );
}
