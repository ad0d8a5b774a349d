import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { KnowledgeBaseError } from '../../core/errors.js';
import { codeOf, toFileError } from '../file-errors.js';
import { type BackupManifest, catalogFile, documentsFolder, manifestFile, snapshotsFolder } from './backup-manifest.js';
import { type CatalogContent, copyCatalog, inspectCatalog } from './catalog-copy.js';
import { copyDurably, hashFile } from './copy-file.js';

/** Takes snapshots of an index outside the data folder; resolves to their files by the name of its collection. */
export type TakeSnapshots = (folder: string) => Promise<Readonly<Record<string, string>>>;

export interface BackupOptions {
  readonly dataDir: string;
  /** A folder that does not exist yet. */
  readonly target: string;
  /** Version of Kaoju. */
  readonly version: string;
  readonly takeSnapshots?: TakeSnapshots | undefined;
  readonly now?: () => Date;
}

/** Files beside the catalog and the documents that a restored folder needs; locks and addresses are not among them. */
const otherFiles = /^(?!kaoju\.(lock|sqlite)|server\.)[\w.-]+$/;
/** A document may be replaced, and its bytes go, between the catalog's copy and theirs: then the catalog is copied again. */
const mostAttempts = 5;

/**
 * A consistent copy of a data folder while it is being served: the catalog as of one moment, the bytes of every document
 * in it, and the snapshots of an index elsewhere. The folder appears under its name only when it is whole.
 *
 * Rejects with `invalid_request` (the target exists, there is nothing to copy), `storage_full`, `storage_read_only`,
 * `storage_corrupt` or what the snapshots reject with, and leaves nothing behind then.
 */
export async function writeBackup(options: BackupOptions): Promise<BackupManifest> {
  const { dataDir, target } = options;
  if (existsSync(target)) throw refused(target, 'it exists; name a folder that does not');
  if (!existsSync(join(dataDir, catalogFile))) throw refused(target, `there is no knowledge base in "${dataDir}"`);
  const part = `${target}.part`;
  try {
    await rm(part, { recursive: true, force: true });
    await mkdir(part, { recursive: true });
    const manifest = await copyAll(options, part);
    await writeFile(join(part, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`, { flush: true });
    await rename(part, target);
    return manifest;
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    throw toFileError(error, 'write the backup', target);
  }
}

async function copyAll({ dataDir, version, takeSnapshots, now }: BackupOptions, part: string): Promise<BackupManifest> {
  const catalog = join(part, catalogFile);
  for (let attempt = 1; ; attempt++) {
    const createdAt = (now?.() ?? new Date()).toISOString();
    copyCatalog(join(dataDir, catalogFile), catalog);
    const content = inspectCatalog(catalog);
    const snapshots = (await takeSnapshots?.(join(part, snapshotsFolder))) ?? {};
    const present = await copyDocuments(join(dataDir, documentsFolder), join(part, documentsFolder));
    if (isWhole(content, present)) {
      return {
        format: 1,
        createdAt,
        kaoju: version,
        catalog: await hashFile(catalog),
        documentFiles: present.size,
        others: await copyOthers(dataDir, part),
        collections: content.collections,
        snapshots: await hashSnapshots(part, snapshots),
      };
    }
    if (attempt === mostAttempts) {
      throw new KnowledgeBaseError(
        'storage_corrupt',
        `Cannot back up "${dataDir}": the bytes of some documents are missing; put these documents again, or try when fewer are being replaced`,
      );
    }
    await rm(catalog);
  }
}

function isWhole({ revisions }: CatalogContent, present: ReadonlySet<string>): boolean {
  return [...revisions].every((revision) => present.has(revision));
}

/** Copies every document's bytes that are whole; resolves to the revisions copied. */
async function copyDocuments(from: string, to: string): Promise<Set<string>> {
  const copied = new Set<string>();
  for (const name of await listFiles(from)) {
    const revision = basename(name);
    if (!/^[0-9a-f]{64}$/.test(revision)) continue;
    const target = join(to, name);
    try {
      if (!existsSync(target)) await copyDurably(join(from, name), target);
    } catch (error) {
      // Removed since it was listed: the check that follows says whether it is needed.
      if (codeOf(error) === 'ENOENT') continue;
      throw error;
    }
    if ((await hashFile(target)).sha256 === revision) copied.add(revision);
    else await rm(target);
  }
  return copied;
}

async function copyOthers(from: string, to: string): Promise<BackupManifest['others']> {
  const others: Record<string, { sha256: string; bytes: number }> = {};
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (!entry.isFile() || !otherFiles.test(entry.name)) continue;
    await copyDurably(join(from, entry.name), join(to, entry.name));
    others[entry.name] = await hashFile(join(to, entry.name));
  }
  return others;
}

async function hashSnapshots(part: string, files: Readonly<Record<string, string>>) {
  const snapshots: Record<string, BackupManifest['snapshots'][string]> = {};
  for (const [collection, file] of Object.entries(files)) {
    snapshots[collection] = { file, ...(await hashFile(join(part, snapshotsFolder, file))) };
  }
  return snapshots;
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

function refused(target: string, reason: string): KnowledgeBaseError {
  return new KnowledgeBaseError('invalid_request', `Cannot back up to "${target}": ${reason}`);
}
