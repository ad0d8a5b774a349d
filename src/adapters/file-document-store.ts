import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { KnowledgeBaseError } from '../core/errors.js';
import { sha256 } from '../core/identity.js';
import type { DocumentStore } from '../ports/document-store.js';
import { assertRevision } from './assert-revision.js';
import { codeOf, toFileError } from './file-errors.js';

/**
 * Keeps documents as files named by their SHA-256, in two levels of 256 folders (`ab/cd/abcd…`).
 *
 * A file appears under its name only when it is complete and on the disk: it is written beside its place, synced,
 * renamed, and the folder is synced. Reading checks the hash.
 */
export function openFileDocumentStore(folder: string): DocumentStore {
  return {
    async put(revision, bytes) {
      assertRevision(revision);
      if (sha256(bytes) !== revision) {
        throw new KnowledgeBaseError(
          'invariant_broken',
          `Cannot keep document bytes ${revision}: their hash is ${sha256(bytes)}`,
        );
      }
      const path = pathOf(folder, revision);
      try {
        // A file that is there may be damaged, or a moment old and not on the disk yet.
        if (await isWhole(path, revision)) await syncFolder(dirname(path));
        else await writeDurably(path, bytes);
      } catch (error) {
        throw toFileError(error, 'keep document bytes', path);
      }
    },

    async get(revision) {
      assertRevision(revision);
      const path = pathOf(folder, revision);
      const bytes = await readFile(path).catch((error: unknown) => {
        if (codeOf(error) === 'ENOENT') return null;
        throw toFileError(error, 'read document bytes', path);
      });
      if (bytes !== null && sha256(bytes) !== revision) {
        throw new KnowledgeBaseError(
          'storage_corrupt',
          `Cannot read document bytes "${path}": they are damaged; put the document again`,
        );
      }
      return bytes;
    },

    async *list() {
      for (const first of await entriesOf(folder)) {
        for (const second of await entriesOf(join(folder, first))) {
          const inside = join(folder, first, second);
          for (const name of await entriesOf(inside)) {
            if (/^[0-9a-f]{64}$/.test(name)) yield name;
            else if (/^\..+\.part$/.test(name)) await removeStale(join(inside, name));
          }
        }
      }
    },

    async remove(revision) {
      assertRevision(revision);
      const path = pathOf(folder, revision);
      try {
        await rm(path, { force: true });
        await syncFolder(dirname(path));
      } catch (error) {
        // Without its folder there was no file.
        if (codeOf(error) !== 'ENOENT') throw toFileError(error, 'remove document bytes', path);
      }
    },
  };
}

async function entriesOf(folder: string): Promise<string[]> {
  return await readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw toFileError(error, 'list document bytes', folder);
  });
}

/** Longer than any write takes. */
const staleMs = 3_600_000;

/** A file that a killed process was writing; one that is young may be in work. */
async function removeStale(path: string): Promise<void> {
  const entry = await stat(path).catch(() => null);
  if (entry && Date.now() - entry.mtimeMs > staleMs) await rm(path, { force: true });
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  const created = await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${randomUUID()}.part`);
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    // The first error is the one to tell; the rest of a file is only litter.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(folder);
  if (created !== undefined) {
    // New folders are entries of folders that have to be on the disk too.
    for (let at = folder; at.length >= created.length; at = dirname(at)) await syncFolder(dirname(at));
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows has no handle for a folder, and renames there are journalled.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function isWhole(path: string, revision: string): Promise<boolean> {
  const bytes = await readFile(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  });
  return bytes !== null && sha256(bytes) === revision;
}

function pathOf(folder: string, revision: string): string {
  return join(folder, revision.slice(0, 2), revision.slice(2, 4), revision);
}
