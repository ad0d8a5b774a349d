import type { McpBackend } from './backend.js';
import type { WireCollection } from './wire-types.js';

/** Says to the model which argument to add. */
export class NoCollectionError extends Error {
  readonly problem: { readonly code: string; readonly detail: string };

  constructor(detail: string) {
    super(detail);
    this.name = 'NoCollectionError';
    this.problem = { code: 'invalid_request', detail };
  }
}

/** The collection named, or the only one there is. @throws NoCollectionError when there is not exactly one. */
export async function chooseCollection(
  backend: McpBackend,
  named: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  if (named !== undefined) return named;
  const { collections } = await backend.request<{ collections: WireCollection[] }>('GET', '/v1/collections', {
    signal,
  });
  const [only, ...others] = collections;
  if (only && others.length === 0) return only.name;
  const names = collections.map(({ name }) => name).join(', ');
  throw new NoCollectionError(
    only
      ? `Cannot tell which collection is meant; pass "collection" as one of: ${names}`
      : 'Cannot ask a knowledge base without collections; someone has to put documents into it first',
  );
}

export function collectionPath(collection: string): string {
  return `/v1/collections/${encodeURIComponent(collection)}`;
}
