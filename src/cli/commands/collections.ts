import { KnowledgeBaseError } from '../../core/errors.js';
import { type CommandContext, withClient } from '../context.js';
import type { WireCollection, WireCollectionDeletion, WireCollectionList } from '../wire.js';

export interface JsonOption {
  readonly json?: boolean;
}

/** `kaoju collections list` */
export async function listCollections(context: CommandContext, options: JsonOption): Promise<boolean> {
  const list = await withClient(context, (client) =>
    client.request<WireCollectionList>('GET', '/v1/collections', { signal: context.signal }),
  );
  if (options.json) context.terminal.print(JSON.stringify(list));
  else if (list.collections.length === 0) context.terminal.note('There are no collections yet');
  else for (const collection of list.collections) context.terminal.print(summaryLine(collection));
  return true;
}

/** `kaoju collections show NAME` */
export async function showCollection(context: CommandContext, name: string, options: JsonOption): Promise<boolean> {
  const collection = await withClient(context, (client) =>
    client.request<WireCollection>('GET', pathOf(name), { signal: context.signal }),
  );
  printCollection(context, collection, options);
  return true;
}

export interface CreateOptions extends JsonOption {
  readonly description?: string;
  readonly headingLevel?: number;
}

/** `kaoju collections create NAME`: creates it, or changes the settings given. */
export async function createCollection(
  context: CommandContext,
  name: string,
  options: CreateOptions,
): Promise<boolean> {
  const json = { description: options.description, heading_level: options.headingLevel };
  const collection = await withClient(context, (client) =>
    client.request<WireCollection>('PUT', pathOf(name), { json, signal: context.signal }),
  );
  printCollection(context, collection, options);
  return true;
}

/** `kaoju collections delete NAME --yes` */
export async function deleteCollection(
  context: CommandContext,
  name: string,
  options: JsonOption & { readonly yes?: boolean },
): Promise<boolean> {
  if (!options.yes) {
    throw new KnowledgeBaseError(
      'invalid_request',
      `Cannot delete collection "${name}" without consent: everything in it would be lost; repeat the command with --yes`,
    );
  }
  const removed = await withClient(context, (client) =>
    client.request<WireCollectionDeletion>('DELETE', pathOf(name), { signal: context.signal }),
  );
  if (options.json) context.terminal.print(JSON.stringify(removed));
  else {
    const { documents, sections, points } = removed;
    context.terminal.print(`deleted "${name}": ${documents} documents, ${sections} sections, ${points} points`);
  }
  return true;
}

export function pathOf(collection: string): string {
  return `/v1/collections/${encodeURIComponent(collection)}`;
}

function summaryLine(collection: WireCollection): string {
  const counts = `${collection.documents} documents, ${collection.sections} sections`;
  const description = collection.settings.description;
  return `${collection.name}  ${counts}, updated ${collection.updated_at}${description ? `  ${description}` : ''}`;
}

function printCollection(context: CommandContext, collection: WireCollection, options: JsonOption): void {
  if (options.json) {
    context.terminal.print(JSON.stringify(collection));
    return;
  }
  context.terminal.print(summaryLine(collection));
  context.terminal.print(`  ${collection.points} points, cut at heading level ${collection.settings.heading_level}`);
  context.terminal.print(`  revision ${collection.revision}, recipe ${collection.recipe}`);
}
