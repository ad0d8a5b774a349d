import { existsSync } from 'node:fs';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { KnowledgeBaseError } from '../../core/errors.js';
import { lockDataFolder } from '../data-folder-lock.js';
import { toFileError } from '../file-errors.js';
import { type BackupManifest, catalogFile, documentsFolder, readManifest, snapshotsFolder } from './backup-manifest.js';
import { inspectCatalog } from './catalog-copy.js';
import { copyDurably, hashFile } from './copy-file.js';

/** Puts a snapshot file back into an index outside the data folder. */
export type PutSnapshot = (collection: string, path: string) => Promise<void>;

export interface RestoreOptions {
  readonly backup: string;
  /** Empty, or not there yet. */
  readonly dataDir: string;
  readonly putSnapshot?: PutSnapshot | undefined;
}

/**
 * Checks a backup from end to end: every hash, the catalog's integrity, the bytes of every document.
 *
 * Rejects with `invalid_request` when it is none, `storage_corrupt` naming what is wrong.
 */
export async function verifyBackup(folder: string): Promise<BackupManifest> {
  const manifest = await readManifest(folder);
  const files: [string, string][] = [
    [catalogFile, manifest.catalog.sha256],
    ...Object.entries(manifest.others).map(([name, { sha256 }]): [string, string] => [name, sha256]),
    ...Object.values(manifest.snapshots).map(({ file, sha256 }): [string, string] => [
      join(snapshotsFolder, file),
      sha256,
    ]),
  ];
  for (const [name, sha256] of files) await assertHash(folder, name, sha256);
  const { revisions } = inspectCatalog(join(folder, catalogFile));
  for (const revision of revisions) await assertHash(folder, documentName(revision), revision);
  return manifest;
}

/**
 * Puts a verified backup into an empty data folder. The catalog comes last, so a restore that was interrupted leaves a
 * folder that is empty for Kaoju.
 *
 * Rejects with what `verifyBackup` rejects with, `invalid_request` when the data folder is not empty,
 * `data_folder_in_use`, `storage_full` or `storage_read_only`.
 */
export async function restoreBackup({ backup, dataDir, putSnapshot }: RestoreOptions): Promise<BackupManifest> {
  const manifest = await verifyBackup(backup);
  if (existsSync(join(dataDir, catalogFile))) {
    throw new KnowledgeBaseError(
      'invalid_request',
      `Cannot restore into "${dataDir}": it holds a knowledge base; name an empty folder with --data-dir`,
    );
  }
  await mkdir(dataDir, { recursive: true });
  const lock = lockDataFolder(dataDir, { command: 'restore' });
  try {
    for (const name of Object.keys(manifest.others)) await copyDurably(join(backup, name), join(dataDir, name));
    for (const name of await documentFiles(backup)) await copyDurably(join(backup, name), join(dataDir, name));
    for (const [collection, { file }] of Object.entries(manifest.snapshots)) {
      await putSnapshot?.(collection, join(backup, snapshotsFolder, file));
    }
    const part = join(dataDir, `${catalogFile}.part`);
    await copyDurably(join(backup, catalogFile), part);
    await rename(part, join(dataDir, catalogFile));
    return manifest;
  } catch (error) {
    throw toFileError(error, 'restore into', dataDir);
  } finally {
    lock.release();
  }
}

async function assertHash(folder: string, name: string, wanted: string): Promise<void> {
  const found = await hashFile(join(folder, name)).catch(() => null);
  if (found?.sha256 === wanted) return;
  throw new KnowledgeBaseError(
    'storage_corrupt',
    `Cannot use the backup "${folder}": "${name}" is ${found ? 'damaged' : 'missing'}; use another backup`,
  );
}

async function documentFiles(backup: string): Promise<string[]> {
  const folder = join(backup, documentsFolder);
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => documentName(entry.name));
}

/** Where the document store keeps a revision's bytes. */
function documentName(revision: string): string {
  return join(documentsFolder, revision.slice(0, 2), revision.slice(2, 4), revision);
}
