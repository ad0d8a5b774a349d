import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { packageRoot } from '../../src/compiled-file.js';

/** A source file and what it imports. */
export interface SourceFile {
  /** From the package root, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Imported files of ours, as paths from the package root, ending in `.ts`. */
  readonly files: readonly string[];
  /** Imported packages and `node:` modules, as written: `mdast-util-to-string`, `@fastify/swagger`, `node:fs`. */
  readonly packages: readonly string[];
}

/** Every TypeScript file below the given folders of the package, with its imports. */
export function sourceFiles(...folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => toSourceFile(join(folder, name).replaceAll('\\', '/'))),
  );
}

function toSourceFile(path: string): SourceFile {
  const text = readFileSync(join(packageRoot, path), 'utf8');
  const specifiers = [
    ...text.matchAll(/^(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?['"]([^'"]+)['"]/gm),
    ...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g),
  ].map(([, specifier]) => specifier ?? '');
  return {
    path,
    text,
    files: specifiers.filter((one) => one.startsWith('.')).map((one) => resolveFile(path, one)),
    packages: specifiers.filter((one) => !one.startsWith('.')).map(packageName),
  };
}

function resolveFile(from: string, specifier: string): string {
  const path = relative('.', normalize(join(dirname(from), specifier))).replaceAll('\\', '/');
  return path.replace(/\.js$/, '.ts');
}

function packageName(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
