import type { BackupManifest } from './adapters/backup/backup-manifest.js';
import { restoreBackup } from './adapters/backup/restore-backup.js';
import { writeBackup } from './adapters/backup/write-backup.js';
import { putQdrantSnapshot, takeQdrantSnapshots } from './adapters/qdrant/qdrant-snapshots.js';
import type { Config, IndexChoice } from './config.js';
import { KnowledgeBaseError } from './core/errors.js';

export type { BackupManifest };

/**
 * Copies a knowledge base while it may be serving, its vectors on Qdrant included. Rejects as `writeBackup`, or with
 * `invalid_request` where the catalog is in PostgreSQL.
 */
export async function backUp(config: Config, target: string, version: string): Promise<BackupManifest> {
  assertInDataFolder(config, 'back up', 'pg_dump');
  const { dataDir, index } = config;
  const takeSnapshots =
    index.kind === 'qdrant'
      ? (folder: string) => takeQdrantSnapshots(connectionOf(index), index.prefix, folder)
      : undefined;
  return await writeBackup({ dataDir, target, version, takeSnapshots });
}

/** Puts a backup into an empty data folder, its snapshots onto Qdrant. Rejects as `restoreBackup`, or as `backUp`. */
export async function restore(config: Config, backup: string): Promise<BackupManifest> {
  assertInDataFolder(config, 'restore', 'pg_restore');
  const { dataDir, index } = config;
  const putSnapshot =
    index.kind === 'qdrant'
      ? (collection: string, path: string) => putQdrantSnapshot(connectionOf(index), collection, path)
      : undefined;
  return await restoreBackup({ backup, dataDir, putSnapshot });
}

/** PostgreSQL has tools of its own, which copy a running database as of one moment better than we could. */
function assertInDataFolder({ database, index }: Config, action: string, tool: string): void {
  if (database === null) return;
  const prefix = index.kind === 'qdrant' ? index.prefix : '';
  throw new KnowledgeBaseError(
    'invalid_request',
    `Cannot ${action}: documents, catalog and jobs are in PostgreSQL; use ${tool} on the database of KAOJU_DATABASE_URL, and ` +
      `Qdrant's snapshots for its collections "${prefix}_…", as docs/postgresql.md says`,
  );
}

function connectionOf({ url, key }: Extract<IndexChoice, { kind: 'qdrant' }>) {
  return { url, apiKey: key ?? undefined };
}
