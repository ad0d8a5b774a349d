import { existsSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { isGlob, splitGlob } from '../../glob.js';
import { mediaTypeOfName } from '../../walk-folder.js';

/** A change is told when nothing more happened for this long: an editor writes a file in several steps, a copy many files. */
const quietMs = 500;
/** And at the latest after this long, when something happens all the time. */
const latestMs = 5_000;

/**
 * Tells when documents below paths come, change or go; a glob stands for the folder it begins in. Linked folders are not
 * followed, as in an ingest.
 *
 * @param onTrouble told when something can no longer be watched: a folder without permission, too many folders for the system.
 * @returns a function that ends it; resolves once the paths are being watched.
 */
export async function watchFolders(
  paths: readonly string[],
  onChange: () => void,
  onTrouble: (error: unknown) => void,
): Promise<() => Promise<void>> {
  const roots = paths.map(toRoot);
  const ignored = (path: string): boolean => !roots.includes(path) && isIgnored(path);
  const watcher: FSWatcher = watch(roots, { ignoreInitial: true, followSymlinks: false, ignored });
  let quiet: NodeJS.Timeout | undefined;
  let latest: NodeJS.Timeout | undefined;
  const tell = (): void => {
    clearTimeout(quiet);
    clearTimeout(latest);
    latest = undefined;
    onChange();
  };
  watcher.on('all', (event, path) => {
    const isFolder = event === 'addDir' || event === 'unlinkDir';
    if (!isFolder && mediaTypeOfName(path) === undefined) return;
    clearTimeout(quiet);
    quiet = setTimeout(tell, quietMs);
    latest ??= setTimeout(tell, latestMs);
  });
  watcher.on('error', onTrouble);
  await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  return async () => {
    clearTimeout(quiet);
    clearTimeout(latest);
    await watcher.close();
  };
}

/** Absolute, since `.` would look like a hidden folder. */
function toRoot(path: string): string {
  const slashes = sep === '/' ? path : path.replaceAll(sep, '/');
  return resolve(isGlob(path) && !existsSync(path) ? splitGlob(slashes).folder : path);
}

function isIgnored(path: string): boolean {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return name.startsWith('.') || name === 'node_modules';
}
