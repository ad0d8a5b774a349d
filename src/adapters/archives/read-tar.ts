import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
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

/** The documents of a tar file, packed with gzip or not. Links and devices are problems, never followed. */
export async function* readTar(path: string, limits: ArchiveLimits): AsyncGenerator<ArchiveEntry, void, void> {
  const { size } = await stat(path);
  const meter = new ArchiveMeter(size, limits);
  // Latin-1 keeps the bytes of a name; the package's declarations leave this option out.
  const options: object = { filenameEncoding: 'latin1' };
  const entries = extract(options);
  const unpacked = (await isGzip(path))
    ? pipeline(createReadStream(path), createGunzip(), metered(meter), entries)
    : pipeline(createReadStream(path), metered(meter), entries);
  // What the pipeline fails with reaches the loop below through the stream; here it must not count as unhandled.
  const failure = unpacked.then(
    () => null,
    (error: unknown) => error,
  );
  try {
    for await (const entry of entries) {
      meter.countEntry();
      const { header } = entry;
      const name = entryName(nameOf(header));
      const problem = isDocumentName(name) ? (nameProblem(name) ?? typeProblem(header, name)) : null;
      if (header.type === 'directory' || !isDocumentName(name)) entry.resume();
      else if (problem) {
        entry.resume();
        yield { name, problem };
      } else yield await readEntry(entry, name, limits.maxDocumentBytes);
    }
  } catch (error) {
    throw (await failure) ?? error;
  } finally {
    entries.destroy();
  }
}

/** Bytes as they come out of the packing, everything counted: what is skipped costs as much as what is read. */
function metered(meter: ArchiveMeter) {
  return async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
    for await (const chunk of chunks) {
      meter.countBytes(chunk.length);
      yield chunk;
    }
  };
}

async function isGzip(path: string): Promise<boolean> {
  const stream = createReadStream(path, { end: 1 });
  for await (const chunk of stream as AsyncIterable<Buffer>) return chunk[0] === 0x1f && chunk[1] === 0x8b;
  return false;
}

/** Old headers hold bytes in the packer's own encoding; the newer ones for long and foreign names are UTF-8 already. */
function nameOf(header: Header): string {
  const { path } = (header.pax ?? {}) as { path?: string };
  return path ?? decodeName(Buffer.from(header.name, 'latin1'));
}

function typeProblem(header: Header, name: string): KnowledgeBaseError | null {
  if (header.type === 'file' || header.type === 'contiguous-file') return null;
  return new KnowledgeBaseError(
    'unreadable_document',
    `Cannot take "${name}" out of the archive: it is a ${header.type}; pack the file itself`,
  );
}

async function readEntry(entry: object, name: string, maxBytes: number): Promise<ArchiveEntry> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of entry as AsyncIterable<Buffer>) {
    length += chunk.length;
    // The rest is read past: the next entry stands behind it.
    if (length <= maxBytes) chunks.push(chunk);
  }
  if (length > maxBytes) return { name, problem: entryTooLarge(name, maxBytes) };
  return { name, bytes: Buffer.concat(chunks) };
}
