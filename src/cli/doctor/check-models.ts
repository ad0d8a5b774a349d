import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { modelFileHashes, readModelFile } from '../../adapters/model-file.js';
import { packageRoot } from '../../compiled-file.js';
import { type Check, checkOf } from './check.js';

/** Every file that the model folders list, read whole and hashed. */
export async function checkModels(root: string = join(packageRoot, 'models')): Promise<Check[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  if (folders.length === 0) {
    return [{ name: 'models', ok: false, detail: `"${root}" holds none`, remedy: 'install the package again' }];
  }
  return Promise.all(folders.map((folder) => checkFolder(join(root, folder), folder)));
}

function checkFolder(path: string, name: string): Promise<Check> {
  return checkOf(`model ${name}`, async () => {
    const hashes = await modelFileHashes(path);
    let bytes = 0;
    for (const file of Object.keys(hashes)) bytes += (await readModelFile(path, file)).length;
    return `${Object.keys(hashes).join(', ')}: SHA-256 as listed, ${(bytes / 1e6).toFixed(1)} MB`;
  });
}
