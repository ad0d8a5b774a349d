import { KnowledgeBaseError } from '../../core/errors.js';

/** SQLite's primary result codes that have a remedy of their own (sqlite.org/rescode.html). */
const primary = { busy: 5, readOnly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 } as const;

/**
 * Turns an error of SQLite into one that names the failed action and the remedy; any other error is returned as it is.
 *
 * @param action what failed, without "Cannot": `publish document "a.md"`.
 */
export function toStorageError(error: unknown, action: string, path: string): unknown {
  if (error instanceof KnowledgeBaseError) return error;
  const code = sqliteCode(error);
  if (code === null) return error;
  const options = { cause: error, facts: { sqliteCode: code } };
  const where = `"${path}"`;
  switch (code & 0xff) {
    case primary.full:
      return new KnowledgeBaseError(
        'storage_full',
        `Cannot ${action}: no space left for ${where}; nothing was changed, free some space and try again`,
        options,
      );
    case primary.readOnly:
    case primary.cannotOpen:
      return new KnowledgeBaseError(
        'storage_read_only',
        `Cannot ${action}: ${where} cannot be written; make the data folder writable or choose another one`,
        options,
      );
    case primary.corrupt:
    case primary.notADatabase:
      return new KnowledgeBaseError(
        'storage_corrupt',
        `Cannot ${action}: ${where} is damaged or not a database of Kaoju; restore it from a backup`,
        options,
      );
    case primary.busy:
      return new KnowledgeBaseError(
        'data_folder_in_use',
        `Cannot ${action}: another process is writing ${where}; stop it and try again`,
        options,
      );
    case primary.ioError:
      return new KnowledgeBaseError(
        'storage_read_only',
        `Cannot ${action}: the disk refused to read or write ${where}; check the disk and the data folder's permissions`,
        options,
      );
    default:
      return new KnowledgeBaseError('internal_error', `Cannot ${action}: SQLite reports result code ${code}`, options);
  }
}

/** Whether another connection holds the lock that was asked for. */
export function isBusyError(error: unknown): boolean {
  return ((sqliteCode(error) ?? 0) & 0xff) === primary.busy;
}

function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null;
  return typeof error.errcode === 'number' ? error.errcode : null;
}
