import { KnowledgeBaseError } from '../core/errors.js';
import type { Client } from './client.js';
import type { WireCollectionList } from './wire.js';

/**
 * The collection named, or the only one there is.
 *
 * @throws KnowledgeBaseError `invalid_request` when none is named and there is not exactly one.
 */
export async function chooseCollection(client: Client, name: string | undefined, signal: AbortSignal): Promise<string> {
  if (name !== undefined) return name;
  const { collections } = await client.request<WireCollectionList>('GET', '/v1/collections', { signal });
  const [only, ...others] = collections;
  if (only && others.length === 0) return only.name;
  const names = collections.map((collection) => collection.name).join(', ');
  throw new KnowledgeBaseError(
    'invalid_request',
    only
      ? `Cannot tell which collection is meant among ${names}; name it with --collection NAME`
      : 'Cannot ask a knowledge base that holds nothing; fill one with kaoju ingest PATH --collection NAME',
  );
}
