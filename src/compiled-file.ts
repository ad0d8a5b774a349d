import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Folder of the package: where `package.json`, `models/` and `prompts/` are, in a checkout and in an installation. */
export const packageRoot: string = findPackageRoot(dirname(fileURLToPath(import.meta.url)));

/**
 * URL of the compiled JavaScript of a source file, for worker threads: Node 20 cannot run TypeScript in them.
 *
 * @param sourcePath path from the package root without its ending: `src/adapters/builtin-models/embedder-worker`.
 * @throws Error when the package was not built.
 */
export function compiledFile(sourcePath: string): URL {
  const path = join(packageRoot, 'dist', `${sourcePath}.js`);
  if (!existsSync(path)) throw new Error(`Cannot find ${relative(packageRoot, path)}: run npm run build`);
  return pathToFileURL(path);
}

function findPackageRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('Cannot find the package.json of kaoju above its own files');
  return findPackageRoot(parent);
}

/** Version of this package. */
export function packageVersion(): string {
  const { version }: { version: string } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
  return version;
}
