import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KnowledgeBaseError } from '../../core/errors.js';
import { sha256 } from '../../core/identity.js';

const remedy = 'restore the file from the package or the repository (it is stored whole, not as a pointer)';

/** What a model folder's `hashes.json` says of one file. */
export interface ModelFileHash {
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/**
 * Reads a file of a model folder and checks it against the folder's `hashes.json`, so that what runs is what was measured.
 *
 * @throws KnowledgeBaseError `model_file_invalid` when the file or `hashes.json` is missing, unreadable, or not the one
 * that was hashed; facts: `path`, and `expected` and `found` (SHA-256) when they differ.
 */
export async function readModelFile(folder: string, name: string): Promise<Buffer> {
  const path = join(folder, name);
  const expected = (await modelFileHashes(folder))[name];
  if (!expected) throw invalid(path, `hashes.json beside it does not list "${name}"`);
  const bytes = await read(path);
  const found = sha256(bytes);
  if (found !== expected.sha256) {
    throw invalid(
      path,
      `its SHA-256 is ${found} (${bytes.length} bytes), expected ${expected.sha256} (${expected.bytes} bytes)`,
      { expected: expected.sha256, found },
    );
  }
  return bytes;
}

/**
 * The hashes that a model folder states, by file name.
 *
 * @throws KnowledgeBaseError `model_file_invalid` when `hashes.json` is missing or is no such table.
 */
export async function modelFileHashes(folder: string): Promise<Readonly<Record<string, ModelFileHash>>> {
  const path = join(folder, 'hashes.json');
  const text = (await read(path)).toString('utf8');
  try {
    const table: unknown = JSON.parse(text);
    if (isHashTable(table)) return table;
  } catch (error) {
    throw invalid(path, 'it is not JSON', {}, error);
  }
  throw invalid(path, 'it is not a table of file names with "bytes" and "sha256"');
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw invalid(path, missing ? 'it is missing' : 'it cannot be read', {}, error);
  }
}

function isHashTable(value: unknown): value is Record<string, ModelFileHash> {
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).every(
    (row: unknown) =>
      typeof row === 'object' &&
      row !== null &&
      'sha256' in row &&
      typeof row.sha256 === 'string' &&
      'bytes' in row &&
      typeof row.bytes === 'number',
  );
}

function invalid(path: string, reason: string, facts: Record<string, unknown> = {}, cause?: unknown) {
  return new KnowledgeBaseError('model_file_invalid', `Cannot load model file "${path}": ${reason}; ${remedy}`, {
    cause,
    facts: { path, ...facts },
  });
}
