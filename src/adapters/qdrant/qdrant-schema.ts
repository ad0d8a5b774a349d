import type { QdrantClient, Schemas } from '@qdrant/js-client-rest';
import { KnowledgeBaseError } from '../../core/errors.js';
import { sha256 } from '../../core/identity.js';
import type { QdrantConnection } from './qdrant-connection.js';

/** Name of the dense vector in every point. */
export const denseName = 'dense';
/** Name of the sparse vector in every point; its weights are ours, so that Qdrant ranks as the embedded index does. */
export const sparseName = 'terms';

/** How a Qdrant collection is laid out over a cluster; Qdrant's own defaults where left out. */
export interface QdrantPlacement {
  readonly shards?: number | undefined;
  readonly replicationFactor?: number | undefined;
  readonly writeConsistencyFactor?: number | undefined;
}

/**
 * One Qdrant collection for every knowledge base of a recipe: its name says which. The name is a hash because recipes
 * carry the names of models.
 */
export function qdrantCollectionOf(prefix: string, recipe: string, dimensions: number): string {
  return `${prefix}_${sha256(JSON.stringify([recipe, dimensions])).slice(0, 16)}`;
}

/** Payload fields that filters use, indexed before any data comes, so that the graph gets its filter links. */
const payloadIndexes: readonly (readonly [field: string, schema: Schemas['PayloadFieldSchema']])[] = [
  ['generation', { type: 'keyword', is_tenant: true }],
  ['document_id', 'keyword'],
  ['language', 'keyword'],
  ['access', 'keyword'],
  ['labelled', 'bool'],
  ['metadata.domain', 'keyword'],
  ['metadata.subcategory', 'keyword'],
  ['metadata.period', 'keyword'],
];

/**
 * Creates the Qdrant collection with its payload indexes, or checks the one that is there. Idempotent, also when two
 * processes do it at once.
 *
 * Rejects with `recipe_mismatch` when a collection of this name has other vectors (somebody else's), or with
 * `index_unavailable`.
 */
export async function ensureQdrantCollection(
  connection: QdrantConnection,
  name: string,
  dimensions: number,
  placement: QdrantPlacement,
): Promise<void> {
  const { exists } = await connection.call(`look for "${name}"`, (client) => client.collectionExists(name));
  if (!exists) {
    await connection.call(`create "${name}"`, (client) => createOnce(client, name, dimensions, placement));
  }
  const info = await connection.call(`read "${name}"`, (client) => client.getCollection(name));
  assertOurVectors(info, name, dimensions);
  for (const [field_name, field_schema] of payloadIndexes) {
    if (info.payload_schema[field_name]) continue;
    await connection.call(`index "${field_name}" of "${name}"`, (client) =>
      client.createPayloadIndex(name, { field_name, field_schema, wait: true }),
    );
  }
}

/** Names of the indexes that a collection lacks, for the doctor. */
export function missingIndexes(info: Schemas['CollectionInfo']): string[] {
  return payloadIndexes.flatMap(([field]) => (info.payload_schema[field] ? [] : [field]));
}

async function createOnce(
  client: QdrantClient,
  name: string,
  dimensions: number,
  { shards, replicationFactor, writeConsistencyFactor }: QdrantPlacement,
): Promise<void> {
  try {
    await client.createCollection(name, {
      vectors: { [denseName]: { size: dimensions, distance: 'Cosine', on_disk: true } },
      sparse_vectors: { [sparseName]: { modifier: 'none' } },
      quantization_config: { scalar: { type: 'int8', quantile: 0.99, always_ram: true } },
      // Every search names its knowledge base: one graph a tenant, none over all.
      hnsw_config: { m: 0, payload_m: 16 },
      on_disk_payload: true,
      ...(shards && { shard_number: shards }),
      ...(replicationFactor && { replication_factor: replicationFactor }),
      ...(writeConsistencyFactor && { write_consistency_factor: writeConsistencyFactor }),
    });
  } catch (error) {
    // Another process was faster; what it made is checked next.
    if ((await client.collectionExists(name)).exists) return;
    throw error;
  }
}

function assertOurVectors(info: Schemas['CollectionInfo'], name: string, dimensions: number): void {
  const { vectors, sparse_vectors: sparse } = info.config.params;
  const dense = vectors && denseName in vectors ? (vectors as Record<string, unknown>)[denseName] : undefined;
  const size = typeof dense === 'object' && dense !== null && 'size' in dense ? dense.size : undefined;
  const distance = typeof dense === 'object' && dense !== null && 'distance' in dense ? dense.distance : undefined;
  const modifier = sparse?.[sparseName]?.modifier ?? 'none';
  if (size === dimensions && distance === 'Cosine' && sparse?.[sparseName] && modifier === 'none') return;
  throw new KnowledgeBaseError(
    'recipe_mismatch',
    `Cannot use collection "${name}" of Qdrant: it has other vectors than ours (${denseName}: ${dimensions} dimensions, cosine; ` +
      `${sparseName}: sparse); set another KAOJU_QDRANT_PREFIX, or delete it if nobody needs it`,
    { facts: { name, size: typeof size === 'number' ? size : null, expected: dimensions } },
  );
}
