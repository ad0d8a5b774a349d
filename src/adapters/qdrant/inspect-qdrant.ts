import type { Schemas } from '@qdrant/js-client-rest';
import { connectQdrant, type QdrantConnectionOptions } from './qdrant-connection.js';
import { missingIndexes } from './qdrant-schema.js';

/** What a Qdrant server says of itself and of our collections. */
export interface QdrantInspection {
  readonly url: string;
  readonly version: string;
  /** Whether that version has all we ask of it: prefetch filters, rescoring of sparse vectors, facets. */
  readonly recent: boolean;
  readonly collections: readonly QdrantCollectionState[];
}

export interface QdrantCollectionState {
  readonly name: string;
  readonly points: number;
  readonly status: string;
  readonly strictMode: boolean;
  /** What is wrong with it, and what mends that; null when nothing is. Yellow and grey heal by themselves. */
  readonly problem: { readonly what: string; readonly remedy: string } | null;
}

/** The first version with all of it. */
export const oldestQdrant = '1.16';

/**
 * Looks at a server and at the collections whose names start with the prefix; changes nothing.
 *
 * Rejects with `index_unavailable` or `invalid_configuration`.
 */
export async function inspectQdrant(options: QdrantConnectionOptions, prefix: string): Promise<QdrantInspection> {
  const connection = connectQdrant({ timeoutMs: 5_000, maxRetries: 0, ...options });
  const { version } = await connection.call('ask for the version', (client) => client.versionInfo());
  const listing = await connection.call('list collections', (client) => client.getCollections());
  const collections: QdrantCollectionState[] = [];
  for (const { name } of listing.collections) {
    if (!name.startsWith(`${prefix}_`)) continue;
    const info = await connection.call(`read "${name}"`, (client) => client.getCollection(name));
    collections.push({
      name,
      points: info.points_count ?? 0,
      status: info.status,
      strictMode: info.config.strict_mode_config?.enabled === true,
      problem: problemOf(info),
    });
  }
  return { url: connection.url, version, recent: isRecent(version), collections };
}

function isRecent(version: string): boolean {
  const [wantedMajor = 0, wantedMinor = 0] = oldestQdrant.split('.').map(Number);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

function problemOf(info: Schemas['CollectionInfo']): QdrantCollectionState['problem'] {
  if (info.status === 'red')
    return { what: 'it answers no search', remedy: 'see the log of Qdrant; restore a snapshot' };
  const missing = missingIndexes(info);
  if (missing.length > 0) {
    return { what: `no index on ${missing.join(', ')}`, remedy: 'start kaoju serve once, which makes them' };
  }
  if (info.optimizer_status === 'ok') return null;
  const what = `its optimiser failed: ${JSON.stringify(info.optimizer_status)}`;
  return { what, remedy: 'see the log of Qdrant' };
}
