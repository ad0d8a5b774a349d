import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KnowledgeBaseError } from '../../core/errors.js';

/** What a backup holds; the last file written, so a folder without it is no backup. */
export interface BackupManifest {
  /** Of the format of the folder. */
  readonly format: 1;
  /** RFC 3339, UTC: the moment of the catalog's copy. */
  readonly createdAt: string;
  /** Version of Kaoju that wrote it. */
  readonly kaoju: string;
  readonly catalog: { readonly sha256: string; readonly bytes: number };
  /** Documents' bytes: files named by their own SHA-256. */
  readonly documentFiles: number;
  /** Other files of the data folder, by name. */
  readonly others: Readonly<Record<string, { readonly sha256: string; readonly bytes: number }>>;
  readonly collections: readonly { readonly name: string; readonly documents: number; readonly sections: number }[];
  /** Snapshots of Qdrant, by its collection; empty where the index is embedded, which lives in the catalog's file. */
  readonly snapshots: Readonly<
    Record<string, { readonly file: string; readonly sha256: string; readonly bytes: number }>
  >;
}

export const manifestFile = 'backup.json';
export const catalogFile = 'kaoju.sqlite';
export const documentsFolder = 'documents';
export const snapshotsFolder = 'qdrant';

/** @throws KnowledgeBaseError `invalid_request` when the folder is no backup of this format. */
export async function readManifest(folder: string): Promise<BackupManifest> {
  const text = await readFile(join(folder, manifestFile), 'utf8').catch((cause: unknown) => {
    throw noBackup(folder, `it has no ${manifestFile}, so it is none or was never finished`, cause);
  });
  let manifest: Partial<BackupManifest>;
  try {
    manifest = JSON.parse(text);
  } catch (cause) {
    throw noBackup(folder, `its ${manifestFile} is damaged`, cause);
  }
  if (manifest.format === 1) return manifest as BackupManifest;
  throw noBackup(folder, `it has format ${manifest.format}, this version knows 1; use the version that wrote it`);
}

function noBackup(folder: string, reason: string, cause?: unknown): KnowledgeBaseError {
  return new KnowledgeBaseError('invalid_request', `Cannot read a backup in "${folder}": ${reason}`, { cause });
}
