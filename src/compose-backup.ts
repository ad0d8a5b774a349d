import type { BackupManifest } from './adapters/backup/backup-manifest.js';
import { restoreBackup } from './adapters/backup/restore-backup.js';
import { writeBackup } from './adapters/backup/write-backup.js';
import { putQdrantSnapshot, takeQdrantSnapshots } from './adapters/qdrant/qdrant-snapshots.js';
import type { Config, IndexChoice } from './config.js';

export type { BackupManifest };

/** Copies a knowledge base while it may be serving, its vectors on Qdrant included. Rejects as `writeBackup`. */
export function backUp(config: Config, target: string, version: string): Promise<BackupManifest> {
  const { dataDir, index } = config;
  const takeSnapshots =
    index.kind === 'qdrant'
      ? (folder: string) => takeQdrantSnapshots(connectionOf(index), index.prefix, folder)
      : undefined;
  return writeBackup({ dataDir, target, version, takeSnapshots });
}

/** Puts a backup into an empty data folder, its snapshots onto Qdrant. Rejects as `restoreBackup`. */
export function restore(config: Config, backup: string): Promise<BackupManifest> {
  const { dataDir, index } = config;
  const putSnapshot =
    index.kind === 'qdrant'
      ? (collection: string, path: string) => putQdrantSnapshot(connectionOf(index), collection, path)
      : undefined;
  return restoreBackup({ backup, dataDir, putSnapshot });
}

function connectionOf({ url, key }: Extract<IndexChoice, { kind: 'qdrant' }>) {
  return { url, apiKey: key ?? undefined };
}
