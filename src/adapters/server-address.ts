import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDataFolderLocked } from './data-folder-lock.js';
import { codeOf, toFileError } from './file-errors.js';

/** Where the server of a data folder listens, and the token that lets this machine's user in. */
export interface ServerAddress {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
}

const addressFile = 'server.json';

/**
 * Writes the address where other commands find it, readable for the owner only (mode 0600).
 *
 * @throws KnowledgeBaseError `storage_full` or `storage_read_only`
 */
export function writeServerAddress(folder: string, address: ServerAddress): void {
  const path = join(folder, addressFile);
  const temporary = `${path}.${process.pid}.part`;
  try {
    writeFileSync(temporary, JSON.stringify(address), { mode: 0o600 });
    // The mode above does not count for a file that is already there.
    chmodSync(temporary, 0o600);
    renameSync(temporary, path);
  } catch (error) {
    throw toFileError(error, 'write the server address', path);
  }
}

/** Null when no server runs on the folder: none ever did, it stopped, or its process is dead. */
export function readServerAddress(folder: string): ServerAddress | null {
  const address = parseAddress(folder);
  if (address === null || !isAlive(address.pid)) return null;
  // The process id may have gone to another program since; a lock cannot.
  return isDataFolderLocked(folder) === false ? null : address;
}

/** Idempotent. */
export function removeServerAddress(folder: string): void {
  rmSync(join(folder, addressFile), { force: true });
}

function parseAddress(folder: string): ServerAddress | null {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, addressFile), 'utf8'));
    return isServerAddress(value) ? value : null;
  } catch {
    // No file, or not ours: no server.
    return null;
  }
}

function isServerAddress(value: unknown): value is ServerAddress {
  if (typeof value !== 'object' || value === null) return false;
  const { url, token, pid } = value as Partial<ServerAddress>;
  return typeof url === 'string' && typeof token === 'string' && Number.isInteger(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return codeOf(error) === 'EPERM';
  }
}
