import { type FSWatcher, watch } from 'chokidar';
import { mediaTypeOfName } from '../../walk-folder.js';

/** A change is told when nothing more happened for this long: an editor writes a file in several steps, a copy many files. */
const quietMs = 500;
/** And at the latest after this long, when something happens all the time. */
const latestMs = 5_000;

/**
 * Tells when documents below folders come, change or go. Linked folders are not followed, as in an ingest.
 *
 * @returns a function that ends it; resolves once the folders are being watched.
 */
export async function watchFolders(folders: readonly string[], onChange: () => void): Promise<() => Promise<void>> {
  const watcher: FSWatcher = watch([...folders], { ignoreInitial: true, followSymlinks: false, ignored: isIgnored });
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
  await new Promise<void>((resolve, reject) => {
    watcher.once('ready', () => resolve());
    watcher.once('error', reject);
  });
  return async () => {
    clearTimeout(quiet);
    clearTimeout(latest);
    await watcher.close();
  };
}

function isIgnored(path: string): boolean {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return name.startsWith('.') || name === 'node_modules';
}
