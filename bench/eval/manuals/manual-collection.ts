import { type IngestPorts, ingestDocument } from '../../../ingest/ingest-document.js';
import { prepareDocument } from '../../../ingest/prepare-document.js';
import type { AnswerPorts } from '../../../src/answer/answer-ports.js';
import type { CollectionRecord } from '../../../src/core/collection.js';
import { defaultCollectionSettings } from '../../../src/core/collection.js';
import { termWeighting } from '../../../src/core/term-weighting.js';
import { documentVector } from '../../../src/core/terms.js';
import type { ManualPage } from './manual-pages.js';

type Ports = Pick<AnswerPorts, 'catalog' | 'index' | 'embedder' | 'extractor'>;

/** Nothing is ever read back. */
const noStore: IngestPorts['documentStore'] = {
  put: async () => {},
  get: async () => null,
  async *list() {},
  remove: async () => {},
};

/** Ingests pages as the service does: headings, parts of long sections and all. Rejects as ingest does. */
export async function createManualCollection(
  { catalog, index, embedder, extractor }: Ports,
  name: string,
  pages: readonly ManualPage[],
): Promise<CollectionRecord> {
  const { recipe, dimensions } = embedder;
  await catalog.putCollection(name, defaultCollectionSettings, { recipe, questionRecipe: recipe, dimensions });
  await index.createCollection(name);
  const ports: IngestPorts = {
    catalog,
    index,
    embedder,
    documentStore: noStore,
    prepare: (input) => prepareDocument(input, { extractTerms: extractor }),
    documentVector: (text) => documentVector(text, extractor, termWeighting),
    readsScans: false,
    clock: () => performance.now(),
  };
  const { headingLevel } = defaultCollectionSettings;
  for (const { id, bytes } of pages) {
    await ingestDocument(ports, { collection: name, id, bytes, metadata: {}, headingLevel });
  }
  return catalog.getCollection(name);
}
