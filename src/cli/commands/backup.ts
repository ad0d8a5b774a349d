import { resolve } from 'node:path';
import type { BackupManifest } from '../../compose-backup.js';
import type { CommandContext } from '../context.js';
import type { JsonOption } from './collections.js';

/** `kaoju backup FOLDER`: a consistent copy, also while a server is using the data folder. */
export async function backup(context: CommandContext, folder: string, options: JsonOption): Promise<boolean> {
  const { terminal, services, config } = context;
  const target = resolve(folder);
  const manifest = await services.backUp(config, target);
  if (options.json) terminal.print(JSON.stringify(manifest));
  else for (const line of manifestLines(`backed up ${config.dataDir} to ${target}`, manifest)) terminal.print(line);
  return true;
}

/** `kaoju restore FOLDER`: verifies a backup and puts it into the data folder, which must hold no knowledge base. */
export async function restore(context: CommandContext, folder: string, options: JsonOption): Promise<boolean> {
  const { terminal, services, config } = context;
  const source = resolve(folder);
  const manifest = await services.restore(config, source);
  if (options.json) terminal.print(JSON.stringify(manifest));
  else {
    const what = `restored ${source} into ${config.dataDir}, every hash as written`;
    for (const line of manifestLines(what, manifest)) terminal.print(line);
    const lost = config.index.kind === 'embedded' && Object.keys(manifest.snapshots).length > 0;
    if (lost)
      terminal.note('Its vectors are on Qdrant: set KAOJU_INDEX=qdrant and restore again, or run kaoju reindex');
  }
  return true;
}

function manifestLines(what: string, { createdAt, collections, documentFiles, snapshots }: BackupManifest): string[] {
  const places = Object.keys(snapshots).length;
  return [
    what,
    `as of ${createdAt}: ${documentFiles} document files${places > 0 ? `, ${places} snapshots of Qdrant` : ''}`,
    ...collections.map(({ name, documents, sections }) => `  ${name}: ${documents} documents, ${sections} sections`),
  ];
}
