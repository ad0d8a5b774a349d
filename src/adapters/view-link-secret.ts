import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KnowledgeBaseError } from '../core/errors.js';
import { codeOf, toFileError } from './file-errors.js';

const secretFile = 'view-links.key';
const secretBytes = 32;

/**
 * The secret that signs the view links of a data folder: 32 bytes, made at the first call, readable for the owner only
 * (mode 0600). Removing the file ends every link that was given out.
 *
 * @throws KnowledgeBaseError `storage_full`, `storage_read_only`, or `storage_corrupt` when the file is not such a secret.
 */
export function readViewLinkSecret(folder: string): Uint8Array {
  const path = join(folder, secretFile);
  return readSecret(path) ?? makeSecret(path);
}

function readSecret(path: string): Uint8Array | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw toFileError(error, 'read the secret of the view links', path);
  }
  const secret = Buffer.from(text.trim(), 'base64url');
  if (secret.length === secretBytes) return secret;
  throw new KnowledgeBaseError(
    'storage_corrupt',
    `Cannot read the secret of the view links: "${path}" is damaged; remove it, links given out so far end then`,
  );
}

function makeSecret(path: string): Uint8Array {
  const secret = randomBytes(secretBytes);
  const temporary = `${path}.${process.pid}.part`;
  try {
    writeFileSync(temporary, `${secret.toString('base64url')}\n`, { mode: 0o600 });
    // The mode above does not count for a file that is already there.
    chmodSync(temporary, 0o600);
    renameSync(temporary, path);
  } catch (error) {
    throw toFileError(error, 'keep the secret of the view links', path);
  }
  return secret;
}
