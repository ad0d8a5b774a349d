import { stat } from 'node:fs/promises';
import { basename, dirname, resolve, sep } from 'node:path';
import { globToRegExp, isGlob, splitGlob } from '../glob.js';
import { mediaTypeOfName, type WalkedFile, walkFolder } from '../walk-folder.js';

/** A file to ingest, and the id it gets. */
export interface FoundDocument {
  /** Absolute, for people. */
  readonly path: string;
  /** The same as bytes, to open it: names need not be text. */
  readonly location: Buffer;
  /** `source/relative path`, with forward slashes. */
  readonly id: string;
  readonly mediaType: string;
}

/** What was found, and which of the arguments led nowhere. */
export interface FoundDocuments {
  readonly documents: readonly FoundDocument[];
  readonly unmatched: readonly string[];
  /** Folders that could not be read. */
  readonly unreadable: readonly { readonly path: string; readonly error: unknown }[];
  /** First parts of the ids that the arguments which are folders (or are gone) stand for. */
  readonly sources: readonly string[];
  /** Arguments that are files or globs. */
  readonly notFolders: readonly string[];
}

/**
 * Finds the documents under files, folders and globs (`*`, `**`, `?`, `{a,b}`; quote them so that the shell does not).
 *
 * Folders are walked for every format that is read, without hidden folders, `node_modules` and linked folders; a file named
 * outright is taken whatever its ending, and the server judges it. Sorted by id; a file found twice is there once.
 *
 * @param source first part of every id; undefined: the absolute folder that the argument stands for.
 */
export async function findDocuments(paths: readonly string[], source: string | undefined): Promise<FoundDocuments> {
  const found = new Map<string, FoundDocument>();
  const unmatched: string[] = [];
  const unreadable: { path: string; error: unknown }[] = [];
  const sources = new Set<string>();
  const notFolders: string[] = [];
  for (const path of paths) {
    const { root, isFolder, files, problems } = await expand(path);
    if (files.length === 0) unmatched.push(path);
    if (isFolder) sources.add(source ?? toSlashes(root));
    else notFolders.push(path);
    for (const file of files) {
      const document = toDocument(file, root, source);
      found.set(document.location.toString('latin1'), document);
    }
    for (const { inside, error } of problems) unreadable.push({ path: `${toSlashes(root)}/${inside}`, error });
  }
  const documents = [...found.values()].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return { documents, unmatched, unreadable, sources: [...sources], notFolders };
}

/** Names two files that would get the same id, or null. Can happen only with a named source and several folders. */
export function findCollision(documents: readonly FoundDocument[]): readonly [FoundDocument, FoundDocument] | null {
  for (const [index, document] of documents.entries()) {
    const next = documents[index + 1];
    if (next && next.id === document.id) return [document, next];
  }
  return null;
}

interface Expanded {
  readonly root: string;
  readonly isFolder: boolean;
  readonly files: readonly WalkedFile[];
  readonly problems: readonly { readonly inside: string; readonly error: unknown }[];
}

async function expand(path: string): Promise<Expanded> {
  const absolute = resolve(path);
  const entry = await stat(absolute).catch(() => null);
  if (entry?.isDirectory()) return { root: absolute, isFolder: true, ...(await walkFolder(absolute)) };
  if (entry) {
    const file = { path: Buffer.from(absolute), inside: basename(absolute) };
    return { root: dirname(absolute), isFolder: false, files: [file], problems: [] };
  }
  if (!isGlob(path)) return { root: absolute, isFolder: true, files: [], problems: [] };
  const { folder, rest } = splitGlob(toSlashes(path));
  const root = resolve(folder);
  const pattern = globToRegExp(rest);
  const isThere = await stat(root).catch(() => null);
  const { files, problems } = isThere ? await walkFolder(root) : { files: [], problems: [] };
  return { root, isFolder: false, files: files.filter(({ inside }) => pattern.test(inside)), problems };
}

function toDocument({ path, inside }: WalkedFile, root: string, source: string | undefined): FoundDocument {
  return {
    path: resolve(root, inside),
    location: path,
    id: `${source ?? toSlashes(root)}/${inside}`.replaceAll(/\/{2,}/g, '/'),
    mediaType: mediaTypeOfName(inside) ?? 'application/octet-stream',
  };
}

function toSlashes(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}
