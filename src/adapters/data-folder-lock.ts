import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { KnowledgeBaseError } from '../core/errors.js';
import { codeOf, toFileError } from './file-errors.js';
import { isBusyError, toStorageError } from './sqlite/sqlite-errors.js';

/** Who holds a data folder, for the message to the second one. */
export interface LockHolder {
  /** What is running: `serve`, `ingest`, a program's name. */
  readonly command: string;
  /** Where it listens, once it does. */
  readonly url?: string;
}

export interface DataFolderLock {
  /** Tells later comers more: the address, when it is known. */
  describe(holder: LockHolder): void;
  /** Idempotent. */
  release(): void;
}

const lockFile = 'kaoju.lock';
const holderFile = 'kaoju.lock.json';
/** Longer than the moment for which {@link isDataFolderLocked} looks. */
const lockTimeoutMs = 200;

/** Connections that hold a lock. A caller that drops its handle keeps the lock: collected, the connection would let go. */
const held = new Set<DatabaseSyncInstance>();

/**
 * Takes a data folder (made if there is none) for this process alone.
 *
 * The lock is SQLite's on a file: the operating system drops it with the process, however that ends, so there is no
 * stale lock to judge and no process id that another program may have got since.
 *
 * @throws KnowledgeBaseError `data_folder_in_use` naming the holder's process and address; `storage_read_only`;
 * `storage_full`
 */
export function lockDataFolder(folder: string, holder: LockHolder): DataFolderLock {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw toFolderError(error, folder);
  }
  const path = join(folder, lockFile);
  const database = openLock(path);
  try {
    database.exec(`PRAGMA busy_timeout = ${lockTimeoutMs}`);
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    throw isBusyError(error) ? inUse(folder, error) : toStorageError(error, 'lock the data folder', path);
  }
  held.add(database);
  const describe = (described: LockHolder) => {
    const text = JSON.stringify({ pid: process.pid, ...described });
    writeFileSync(join(folder, holderFile), text, { mode: 0o600 });
  };
  describe(holder);
  return {
    describe,
    release() {
      if (!database.isOpen) return;
      rmSync(join(folder, holderFile), { force: true });
      database.close();
      held.delete(database);
    },
  };
}

/** Node says ENOENT, not EROFS, when it makes a folder on a read-only file system or behind a link that leads nowhere. */
function toFolderError(error: unknown, folder: string): unknown {
  if (codeOf(error) !== 'ENOENT') return toFileError(error, 'open the data folder', folder);
  return new KnowledgeBaseError(
    'storage_read_only',
    `Cannot open the data folder: "${folder}" cannot be made there; make the folder above it writable or choose another one`,
    { cause: error },
  );
}

/** Whether a living process holds the folder; null when nobody ever locked it. */
export function isDataFolderLocked(folder: string): boolean | null {
  const path = join(folder, lockFile);
  if (!existsSync(path)) return null;
  const database = openLock(path);
  try {
    database.prepare('SELECT count(*) FROM sqlite_master').get();
    return false;
  } catch (error) {
    if (isBusyError(error)) return true;
    throw toStorageError(error, 'look at the lock', path);
  } finally {
    database.close();
  }
}

function openLock(path: string): DatabaseSyncInstance {
  try {
    return new DatabaseSync(path, { timeout: 0 });
  } catch (error) {
    throw toStorageError(error, 'open the lock', path);
  }
}

function inUse(folder: string, cause: unknown): KnowledgeBaseError {
  const holder = readHolder(folder);
  const who = holder
    ? `process ${holder.pid} ("${holder.command}"${holder.url ? ` at ${holder.url}` : ''})`
    : 'another process';
  return new KnowledgeBaseError(
    'data_folder_in_use',
    `Cannot open data folder "${folder}": ${who} is using it; stop it, talk to it, or choose another folder`,
    { cause, facts: { folder, pid: holder?.pid ?? null, url: holder?.url ?? null } },
  );
}

function readHolder(folder: string): (LockHolder & { readonly pid: number }) | null {
  try {
    return JSON.parse(readFileSync(join(folder, holderFile), 'utf8'));
  } catch {
    // The holder is just starting or stopping: there is nobody to name.
    return null;
  }
}
