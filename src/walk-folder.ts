import { readdir, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileEndings, mediaTypes } from './core/document.js';

/** A document below a folder. */
export interface WalkedFile {
  /** Bytes, since a name need not be text. */
  readonly path: Buffer;
  /** Below the folder, with forward slashes. */
  readonly inside: string;
}

/** What a walk found, and what it could not look into. */
export interface Walk {
  readonly files: readonly WalkedFile[];
  readonly problems: readonly { readonly inside: string; readonly error: unknown }[];
}

/** Media types of the documents that are looked for, by the ending of their name. */
const mediaTypesByEnding: ReadonlyMap<string, string> = new Map([
  ...mediaTypes.flatMap((type) => fileEndings[type].map((ending): [string, string] => [`.${ending}`, type])),
  ['.txt', 'text/plain'],
  ['.text', 'text/plain'],
]);

/** The media type that a name's ending stands for; undefined for other endings. */
export function mediaTypeOfName(name: string): string | undefined {
  return mediaTypesByEnding.get(extname(name).toLowerCase());
}

/**
 * Finds the documents below a folder, without hidden files and folders and `node_modules`. Links to files are followed, links
 * to folders are not: they may loop, and what they lead to has a place of its own. A folder that cannot be read is named, and
 * the rest goes on.
 */
export async function walkFolder(folder: string): Promise<Walk> {
  const files: WalkedFile[] = [];
  const problems: { inside: string; error: unknown }[] = [];
  const waiting: { path: Buffer; inside: string }[] = [{ path: Buffer.from(folder), inside: '' }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { path: parent, inside: above } = next;
    try {
      for (const entry of await readdir(parent, { withFileTypes: true, encoding: 'buffer' })) {
        // With `encoding: 'buffer'` names are bytes, which the declarations of Node 20 do not say.
        const bytes = entry.name as unknown as Buffer;
        const name = decodeName(bytes);
        if (name.startsWith('.') || name === 'node_modules') continue;
        const path = Buffer.concat([parent, Buffer.from('/'), bytes]);
        const inside = above === '' ? name : `${above}/${name}`;
        if (entry.isDirectory()) waiting.push({ path, inside });
        else if (mediaTypeOfName(name) !== undefined && (entry.isFile() || (await isFile(path))))
          files.push({ path, inside });
      }
    } catch (error) {
      problems.push({ inside: above, error });
    }
  }
  return { files, problems };
}

/** A name as text: UTF-8, else GB18030, which is what Chinese Windows and its archives write. */
export function decodeName(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** Follows links, so that a broken one is not taken for a document. */
async function isFile(path: Buffer): Promise<boolean> {
  const entry = await stat(path).catch(() => null);
  return entry?.isFile() ?? false;
}
