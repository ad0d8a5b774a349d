import { createWriteStream, openAsBlob } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { KnowledgeBaseError } from '../../core/errors.js';
import { connectQdrant, type QdrantConnectionOptions } from './qdrant-connection.js';

/** A snapshot of a large collection takes its time. */
const snapshotTimeoutMs = 600_000;

/**
 * Has Qdrant take a snapshot of each of our collections and fetches the files into a folder; resolves to their names by
 * collection. Qdrant keeps none of them.
 *
 * Rejects with `index_unavailable` or what the disk rejects with.
 */
export async function takeQdrantSnapshots(
  options: QdrantConnectionOptions,
  prefix: string,
  folder: string,
): Promise<Record<string, string>> {
  const connection = connectQdrant({ ...options, timeoutMs: snapshotTimeoutMs });
  const { collections } = await connection.call('list collections', (client) => client.getCollections());
  const files: Record<string, string> = {};
  for (const { name } of collections) {
    if (!name.startsWith(`${prefix}_`)) continue;
    await mkdir(folder, { recursive: true });
    const snapshot = await connection.call(`take a snapshot of "${name}"`, (client) => client.createSnapshot(name));
    if (!snapshot) throw failed(name, 'Qdrant names no file');
    const address = `${connection.url}/collections/${name}/snapshots/${encodeURIComponent(snapshot.name)}`;
    const response = await fetch(address, { headers: keyHeader(options) });
    if (!response.ok || !response.body) throw failed(name, `fetching it was answered ${response.status}`);
    const file = `${name}.snapshot`;
    await pipeline(Readable.fromWeb(response.body), createWriteStream(join(folder, file), { flush: true }));
    await connection.call(`remove the snapshot of "${name}"`, (client) => client.deleteSnapshot(name, snapshot.name));
    files[name] = file;
  }
  return files;
}

/** Puts a collection back as its snapshot has it, whatever is there under its name. Rejects with `index_unavailable`. */
export async function putQdrantSnapshot(
  options: QdrantConnectionOptions,
  collection: string,
  path: string,
): Promise<void> {
  const { url } = connectQdrant(options);
  const form = new FormData();
  form.set('snapshot', await openAsBlob(path), basename(path));
  const address = `${url}/collections/${collection}/snapshots/upload?priority=snapshot&wait=true`;
  const response = await fetch(address, { method: 'POST', headers: keyHeader(options), body: form }).catch(
    (cause: unknown) => {
      throw failed(collection, `it cannot be reached (${cause instanceof Error ? cause.message : cause})`);
    },
  );
  if (!response.ok)
    throw failed(collection, `it was answered ${response.status} ${(await response.text()).slice(0, 200)}`);
}

function keyHeader({ apiKey }: QdrantConnectionOptions): Record<string, string> {
  return apiKey ? { 'api-key': apiKey } : {};
}

function failed(collection: string, reason: string): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'index_unavailable',
    `Cannot move the snapshot of "${collection}": ${reason}; see the log of Qdrant`,
  );
}
