import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { globToRegExp, isGlob, splitGlob } from '../glob.js';

/** A file to ingest, and the id it gets. */
export interface FoundDocument {
  /** Absolute. */
  readonly path: string;
  /** `source/relative path`, with forward slashes. */
  readonly id: string;
  readonly mediaType: string;
}

/** What was found, and which of the arguments led nowhere. */
export interface FoundDocuments {
  readonly documents: readonly FoundDocument[];
  readonly unmatched: readonly string[];
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.md': 'text/markdown',
  '.markdown': 'text/markdown',
  '.txt': 'text/plain',
  '.pdf': 'application/pdf',
};

/**
 * Finds the documents under files, folders and globs (`*`, `**`, `?`, `{a,b}`; quote them so that the shell does not).
 *
 * Folders are walked for Markdown, text and PDF, without hidden folders, `node_modules` and linked folders; a file named
 * outright is taken whatever its ending, and the server judges it. Sorted by id; a file found twice is there once.
 *
 * @param source first part of every id; undefined: the absolute folder that the argument stands for.
 */
export async function findDocuments(paths: readonly string[], source: string | undefined): Promise<FoundDocuments> {
  const found = new Map<string, FoundDocument>();
  const unmatched: string[] = [];
  for (const path of paths) {
    const { root, files } = await expand(path);
    if (files.length === 0) unmatched.push(path);
    for (const file of files) found.set(file, toDocument(file, root, source));
  }
  const documents = [...found.values()].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return { documents, unmatched };
}

/** Names two files that would get the same id, or null. Can happen only with a named source and several folders. */
export function findCollision(documents: readonly FoundDocument[]): readonly [FoundDocument, FoundDocument] | null {
  for (const [index, document] of documents.entries()) {
    const next = documents[index + 1];
    if (next && next.id === document.id) return [document, next];
  }
  return null;
}

async function expand(path: string): Promise<{ root: string; files: string[] }> {
  const absolute = resolve(path);
  const entry = await stat(absolute).catch(() => null);
  if (entry?.isDirectory()) return { root: absolute, files: await walk(absolute) };
  if (entry) return { root: dirname(absolute), files: [absolute] };
  if (!isGlob(path)) return { root: absolute, files: [] };
  const { folder, rest } = splitGlob(toSlashes(path));
  const root = resolve(folder);
  const pattern = globToRegExp(rest);
  const files = await walk(root).catch(() => []);
  return { root, files: files.filter((file) => pattern.test(toSlashes(relative(root, file)))) };
}

async function walk(folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await walk(path)));
    else if (extname(entry.name).toLowerCase() in mediaTypes && (await isFile(path))) files.push(path);
  }
  return files;
}

/** Follows links to files, so that a broken one is not taken for a document. */
async function isFile(path: string): Promise<boolean> {
  const entry = await stat(path).catch(() => null);
  return entry?.isFile() ?? false;
}

function toDocument(path: string, root: string, source: string | undefined): FoundDocument {
  const inside = toSlashes(relative(root, path)) || basename(path);
  return {
    path,
    id: `${source ?? toSlashes(root)}/${inside}`.replaceAll(/\/{2,}/g, '/'),
    mediaType: mediaTypes[extname(path).toLowerCase()] ?? 'application/octet-stream',
  };
}

function toSlashes(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}
