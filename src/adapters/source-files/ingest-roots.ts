import { constants } from 'node:fs';
import { open, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { KnowledgeBaseError } from '../../core/errors.js';
import { globToRegExp, isGlob, splitGlob } from '../../glob.js';
import type { FileProblem, SourceFile, SourceFiles } from '../../ports/source-files.js';
import { mediaTypeOfName, type WalkedFile, walkFolder } from '../../walk-folder.js';

/**
 * Files of this machine below the given folders. A path is judged by its real path, and so is every file in the moment it is
 * opened: a link that leads out of the folders leads nowhere.
 *
 * @param roots absolute folders; none: nothing may be read.
 */
export function openIngestRoots(roots: readonly string[], options: { maxDocumentBytes: number }): SourceFiles {
  return {
    async find(path, source) {
      const absolute = resolve(path);
      const found = await expand(absolute, roots, path);
      const name = source ?? toSlashes(found.folder);
      const idOf = (inside: string) => `${name}/${inside}`.replaceAll(/\/{2,}/g, '/');
      const files = found.files.map(({ path: bytes, inside }): SourceFile => {
        const id = idOf(inside);
        return {
          id,
          mediaType: mediaTypeOfName(inside) ?? 'application/octet-stream',
          read: () => readInside(bytes, roots, id, options.maxDocumentBytes),
        };
      });
      const problems = found.problems.map(({ inside, error }): FileProblem => {
        const id = idOf(inside).replace(/\/$/, '');
        return { id, problem: unreadable(id, error) };
      });
      return { source: name, files: files.sort(byId), problems };
    },
  };
}

interface Found {
  /** What ids are relative to. */
  readonly folder: string;
  readonly files: readonly WalkedFile[];
  readonly problems: readonly { readonly inside: string; readonly error: unknown }[];
}

async function expand(absolute: string, roots: readonly string[], asked: string): Promise<Found> {
  const entry = await stat(absolute).catch(() => null);
  if (!entry && isGlob(absolute)) {
    const { folder, rest } = splitGlob(toSlashes(absolute));
    await assertInside(folder, roots, asked);
    const pattern = globToRegExp(rest);
    const walk = await walkFolder(folder);
    return { folder, files: walk.files.filter(({ inside }) => pattern.test(inside)), problems: walk.problems };
  }
  await assertInside(absolute, roots, asked);
  if (entry?.isDirectory()) return { folder: absolute, ...(await walkFolder(absolute)) };
  return {
    folder: dirname(absolute),
    files: [{ path: Buffer.from(absolute), inside: basename(absolute) }],
    problems: [],
  };
}

/** @throws KnowledgeBaseError `path_not_allowed`, which does not tell what is missing from what is outside. */
async function assertInside(path: string | Buffer, roots: readonly string[], asked: string): Promise<void> {
  const real = await realpath(path).catch(() => null);
  for (const root of roots) {
    const realRoot = await realpath(root).catch(() => null);
    if (real !== null && realRoot !== null && isInside(real, realRoot)) return;
  }
  throw new KnowledgeBaseError(
    'path_not_allowed',
    `Cannot read "${asked.slice(0, 200)}": it is not there or not below a folder of KAOJU_INGEST_ROOTS; send the files, or add the folder to the setting`,
  );
}

function isInside(path: string, root: string): boolean {
  const inside = relative(root, path);
  return inside === '' || (inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside));
}

async function readInside(path: Buffer, roots: readonly string[], id: string, maxBytes: number): Promise<Uint8Array> {
  await assertInside(path, roots, id);
  try {
    // Not blocking: a named pipe would keep the job waiting for a writer.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const entry = await file.stat();
      if (!entry.isFile()) throw new KnowledgeBaseError('unreadable_document', `Cannot read "${id}": it is not a file`);
      if (entry.size > maxBytes) throw tooLarge(id, entry.size, maxBytes);
      const bytes = await file.readFile();
      if (bytes.byteLength > maxBytes) throw tooLarge(id, bytes.byteLength, maxBytes);
      return bytes;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(id, error);
  }
}

function tooLarge(id: string, size: number, limit: number): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'payload_too_large',
    `Cannot take "${id}" of ${size} bytes: at most ${limit} are allowed; split it, or raise KAOJU_MAX_DOCUMENT_MB`,
    { facts: { limit_bytes: limit } },
  );
}

function unreadable(id: string, error: unknown): KnowledgeBaseError {
  if (error instanceof KnowledgeBaseError) return error;
  const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return new KnowledgeBaseError('unreadable_document', `Cannot read "${id}": ${reason}; check its permissions`, {
    cause: error,
  });
}

function byId(left: SourceFile, right: SourceFile): number {
  return left.id < right.id ? -1 : left.id > right.id ? 1 : 0;
}

function toSlashes(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/');
}
