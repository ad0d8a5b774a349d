import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { modelFileHashes, readModelFile } from '../../adapters/builtin-models/model-file.js';
import { packageRoot } from '../../compiled-file.js';
import { type Check, checkOf } from './check.js';

/** Without its files nothing runs; other folders of weights are checked where they are. */
const required = 'embedder';

/** Every file that the `hashes.json` of a model folder lists, read whole and hashed. */
export async function checkModels(root: string = join(packageRoot, 'models')): Promise<Check[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const folders = entries
    .filter((entry) => entry.isDirectory() && existsSync(join(root, entry.name, 'hashes.json')))
    .map((entry) => entry.name);
  return Promise.all([...new Set([required, ...folders])].map((folder) => checkFolder(join(root, folder), folder)));
}

function checkFolder(path: string, name: string): Promise<Check> {
  return checkOf(`model ${name}`, async () => {
    const hashes = await modelFileHashes(path);
    let bytes = 0;
    for (const file of Object.keys(hashes)) bytes += (await readModelFile(path, file)).length;
    return `${Object.keys(hashes).join(', ')}: SHA-256 as listed, ${(bytes / 1e6).toFixed(1)} MB`;
  });
}
