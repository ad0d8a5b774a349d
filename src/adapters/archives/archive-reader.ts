import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { KnowledgeBaseError } from '../../core/errors.js';
import type { ArchiveEntry, ArchiveReader } from '../../ports/archive-reader.js';
import { toFileError } from '../file-errors.js';
import { type ArchiveLimits, defaultArchiveLimits } from './archive-limits.js';
import { readTar } from './read-tar.js';
import { readZip } from './read-zip.js';

/**
 * Reads archives by way of a file: a `.zip` has its list of entries at its end. The file is removed whatever happens.
 *
 * @param folder for the files; emptied at start by whoever owns it.
 */
export function openArchiveReader(
  folder: string,
  options: { maxDocumentBytes: number; limits?: Partial<ArchiveLimits> },
): ArchiveReader {
  const limits = { ...defaultArchiveLimits, ...options.limits, maxDocumentBytes: options.maxDocumentBytes };
  return {
    async *read(name, content, signal): AsyncGenerator<ArchiveEntry, void, void> {
      const readEntries = readerOf(name);
      const path = join(folder, `${randomUUID()}.archive`);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await pipeline(content, createWriteStream(path, { mode: 0o600 }), { ...(signal && { signal }) });
        yield* readEntries(path, limits);
      } catch (error) {
        signal?.throwIfAborted();
        throw asArchiveError(error, name, path);
      } finally {
        await rm(path, { force: true });
      }
    },
  };
}

function readerOf(name: string): typeof readZip {
  if (/\.zip$/i.test(name)) return readZip;
  if (/\.(tar\.gz|tgz|tar)$/i.test(name)) return readTar;
  throw new KnowledgeBaseError(
    'unsupported_media_type',
    `Cannot unpack "${name.slice(0, 80)}": send a .zip, .tar.gz, .tgz or .tar`,
  );
}

function asArchiveError(error: unknown, name: string, path: string): unknown {
  if (error instanceof KnowledgeBaseError) return error;
  // Errors of the disk carry the failed system call; everything else is what the bytes say.
  if (error instanceof Error && 'syscall' in error) return toFileError(error, 'unpack an archive', path);
  const reason = error instanceof Error ? error.message : String(error);
  return new KnowledgeBaseError(
    'unreadable_document',
    `Cannot unpack "${name.slice(0, 80)}": ${reason}; pack it again`,
    {
      cause: error,
    },
  );
}
