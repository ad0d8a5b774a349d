import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { FoundDocument } from '../find-documents.js';

/** A file with the SHA-256 of its bytes, or why it could not be read. */
export type HashedDocument =
  | { readonly document: FoundDocument; readonly revision: string }
  | { readonly document: FoundDocument; readonly error: unknown };

/** Hashes of files that did not change since, by place; what `--watch` keeps from one look to the next. */
export type HashCache = Map<string, { readonly stamp: string; readonly revision: string }>;

/** Reading small files is mostly waiting for the system: measured best between 8 and 32 on a machine of two cores. */
const filesAtOnce = 16;

/** What is larger is read in pieces, so that a batch of large files does not fill the memory. */
const mostBytesAtOnce = 1_000_000;
/** No document is this large, and reading it to find that out would take minutes. */
const mostBytes = 2 ** 31;

/** Reads and hashes files, in the order given. */
export async function hashDocuments(
  documents: readonly FoundDocument[],
  signal: AbortSignal,
  cache: HashCache = new Map(),
): Promise<HashedDocument[]> {
  const hashed: HashedDocument[] = [];
  const waiting = documents.entries();
  const work = async (): Promise<void> => {
    for (const [index, document] of waiting) {
      signal.throwIfAborted();
      hashed[index] = await hash(document, cache);
    }
  };
  await Promise.all(Array.from({ length: filesAtOnce }, work));
  return hashed;
}

async function hash(document: FoundDocument, cache: HashCache): Promise<HashedDocument> {
  try {
    const file = await open(document.location);
    try {
      const { size, mtimeMs, ino } = await file.stat();
      const stamp = `${size} ${mtimeMs} ${ino}`;
      const key = document.location.toString('latin1');
      const known = cache.get(key);
      if (known?.stamp === stamp) return { document, revision: known.revision };
      if (size > mostBytes) throw new Error(`it has ${(size / 1e9).toFixed(1)} GB`);
      const revision = await hashFile(file, size);
      cache.set(key, { stamp, revision });
      return { document, revision };
    } finally {
      await file.close();
    }
  } catch (error) {
    return { document, error };
  }
}

async function hashFile(file: FileHandle, size: number): Promise<string> {
  const hash = createHash('sha256');
  if (size <= mostBytesAtOnce) return hash.update(await file.readFile()).digest('hex');
  for await (const piece of file.createReadStream({ autoClose: false })) hash.update(piece);
  return hash.digest('hex');
}
