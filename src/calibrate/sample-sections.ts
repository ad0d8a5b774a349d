import { allDocuments } from '../all-documents.js';
import { sha256 } from '../core/identity.js';
import type { Catalog } from '../ports/catalog.js';
import type { ProbeSource } from './probe-questions.js';

export interface SampleOptions {
  /** Sections wanted; fewer where there are not as many. */
  readonly count: number;
  readonly seed: number;
  readonly labels: readonly string[] | null;
}

/** A document's sections read at most. */
const pageSize = 500;

/**
 * Sections spread over a collection's documents; the same ones for the same seed and documents. A document is read only as far
 * as it gives sections. Rejects as the catalog does.
 */
export async function sampleSections(
  catalog: Pick<Catalog, 'listDocuments' | 'listSections'>,
  collection: string,
  { count, seed, labels }: SampleOptions,
): Promise<ProbeSource[]> {
  const documents: { readonly id: string; readonly title: string }[] = [];
  for await (const { id, title } of allDocuments(catalog, collection, labels)) documents.push({ id, title });
  const chosen = shuffled(documents, seed, ({ id }) => id).slice(0, count);
  const perDocument = Math.ceil(count / Math.max(chosen.length, 1));
  const sampled: ProbeSource[] = [];
  for (const { id, title } of chosen) {
    const { items } = await catalog.listSections(collection, id, { limit: pageSize, cursor: null });
    const some = shuffled(items, seed, (section) => section.id).slice(0, perDocument);
    sampled.push(...some.map((section) => ({ section, documentTitle: title })));
    if (sampled.length >= count) break;
  }
  return sampled.slice(0, count);
}

/** In an order that looks random and is the same every time. */
function shuffled<Item>(items: readonly Item[], seed: number, keyOf: (item: Item) => string): Item[] {
  return items
    .map((item) => ({ item, order: sha256(`${seed} ${keyOf(item)}`) }))
    .sort((left, right) => (left.order < right.order ? -1 : 1))
    .map(({ item }) => item);
}
