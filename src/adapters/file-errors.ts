import { KnowledgeBaseError } from '../core/errors.js';

/**
 * An error of the file system with its remedy; errors without one are returned as they are.
 *
 * @param action what failed, without "Cannot".
 */
export function toFileError(error: unknown, action: string, path: string): unknown {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new KnowledgeBaseError(
        'storage_full',
        `Cannot ${action}: no space left for "${path}"; free some space and try again`,
        { cause: error },
      );
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
    case 'ENOTDIR':
      return new KnowledgeBaseError(
        'storage_read_only',
        `Cannot ${action}: "${path}" cannot be written; make the data folder writable or choose another one`,
        { cause: error },
      );
    default:
      return error;
  }
}

/** The code of a system error, such as `ENOENT`; null for any other error. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
