import { stat } from 'node:fs/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { KnowledgeBaseError } from '../../core/errors.js';
import type { ArchiveEntry } from '../../ports/archive-reader.js';
import { decodeName } from '../../walk-folder.js';
import {
  type ArchiveLimits,
  ArchiveMeter,
  entryName,
  entryTooLarge,
  isDocumentName,
  nameProblem,
} from './archive-limits.js';

/** The documents of a zip file. What one entry does wrong is that entry's problem; a bomb or a broken list ends it all. */
export async function* readZip(path: string, limits: ArchiveLimits): AsyncGenerator<ArchiveEntry, void, void> {
  const { size } = await stat(path);
  const meter = new ArchiveMeter(size, limits);
  // Names are decoded here: the format's own guess (CP437) makes noise of what Chinese Windows writes.
  const zip = await openPromise(path, { decodeStrings: false, autoClose: false });
  try {
    for await (const entry of zip.eachEntry()) {
      meter.countEntry();
      const name = entryName(decodeName(entry.fileNameRaw));
      if (name.endsWith('/') || !isDocumentName(name)) continue;
      const problem = nameProblem(name) ?? entryProblem(entry, name);
      yield problem ? { name, problem } : await readEntry(zip, entry, name, meter, limits.maxDocumentBytes);
    }
  } finally {
    zip.close();
  }
}

/** Upper half of the external attributes, where the archive was made on Unix: file type and permissions. */
const fileTypeMask = 0o170000;
const symbolicLink = 0o120000;

function entryProblem(entry: Entry, name: string): KnowledgeBaseError | null {
  if (((entry.externalFileAttributes >>> 16) & fileTypeMask) === symbolicLink)
    return new KnowledgeBaseError(
      'unreadable_document',
      `Cannot take "${name}" out of the archive: it is a link; pack the file itself`,
    );
  if (entry.isEncrypted())
    return new KnowledgeBaseError(
      'encrypted_document',
      `Cannot take "${name}" out of the archive: it needs a password; pack it without`,
    );
  return null;
}

async function readEntry(
  zip: ZipFile,
  entry: Entry,
  name: string,
  meter: ArchiveMeter,
  maxBytes: number,
): Promise<ArchiveEntry> {
  try {
    const chunks: Buffer[] = [];
    let length = 0;
    const stream = await zip.openReadStreamPromise(entry);
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      meter.countBytes(chunk.length);
      length += chunk.length;
      if (length > maxBytes) return { name, problem: entryTooLarge(name, maxBytes) };
      chunks.push(chunk);
    }
    return { name, bytes: Buffer.concat(chunks) };
  } catch (cause) {
    if (cause instanceof KnowledgeBaseError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `Cannot take "${name}" out of the archive: ${reason}; pack it again`;
    return { name, problem: new KnowledgeBaseError('unreadable_document', message, { cause }) };
  }
}
