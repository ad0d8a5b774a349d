import { constants } from 'node:fs';
import { access, mkdtemp, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Check, checkOf } from './check.js';

/** Below this much free space an ingest of some size can fail: a document costs its bytes and about 2 kB a section. */
const minFreeBytes = 1_000_000_000;

/** `engines` of package.json: 20.20.2 is the first Node 20 tried, 21 and 22.0 to 22.2 lack fixes that native packages need. */
export function checkNode(version: string = process.versions.node): Check {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const ok = major === 20 ? minor > 20 || (minor === 20 && patch >= 2) : major > 22 || (major === 22 && minor >= 3);
  const check = { name: 'Node.js', ok, detail: version };
  return ok ? check : { ...check, remedy: 'install Node.js 20.20.2 or later of 20, or 22.3 and above' };
}

/** Native packages are built for each platform: this is where an install on another machine or without optional files shows. */
const nativePackages = ['onnxruntime-node', '@photostructure/sqlite', '@node-rs/jieba'];

export function checkNativePackages(): Promise<Check[]> {
  return Promise.all(
    nativePackages.map((name) =>
      checkOf(name, async () => {
        try {
          await import(name);
        } catch (error) {
          throw new Error(`does not load: ${firstLine(error)}; run npm ci on this machine`, { cause: error });
        }
        return 'loads';
      }),
    ),
  );
}

export function checkDataFolder(folder: string): Promise<Check> {
  return checkOf('data folder', async () => {
    const existing = await nearestExisting(folder);
    try {
      await access(existing, constants.W_OK);
      // A file system mounted read-only passes `access` for root, so something is written.
      await rm(await mkdtemp(join(existing, '.kaoju-doctor-')), { recursive: true });
    } catch (error) {
      throw new Error(
        `"${folder}" cannot be written: ${firstLine(error)}; give this user the folder or set KAOJU_DATA_DIR`,
        {
          cause: error,
        },
      );
    }
    return existing === folder ? `${folder} is writable` : `${folder} does not exist yet and can be created`;
  });
}

export function checkFreeSpace(folder: string): Promise<Check> {
  return checkOf('free space', async () => {
    const { bavail, bsize } = await statfs(await nearestExisting(folder));
    const free = bavail * bsize;
    const detail = `${(free / 1e9).toFixed(1)} GB`;
    if (free >= minFreeBytes) return detail;
    return { name: 'free space', ok: false, detail, remedy: 'free at least 1 GB on the disk of the data folder' };
  });
}

async function nearestExisting(folder: string): Promise<string> {
  const exists = await access(folder).then(
    () => true,
    () => false,
  );
  const parent = dirname(folder);
  return exists || parent === folder ? folder : nearestExisting(parent);
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0] ?? message;
}
