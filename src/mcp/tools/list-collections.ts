import { z } from 'zod';
import { defineTool } from '../tool.js';
import { collectionSchema, type WireCollection } from '../wire-types.js';

/** The knowledge bases there are. */
export const listCollectionsTool = defineTool({
  name: 'list_collections',
  title: 'List the knowledge bases',
  description: 'Lists the collections (knowledge bases) with what they are about and how much they hold.',
  input: z.strictObject({}),
  output: z.looseObject({ collections: z.array(collectionSchema) }),
  annotations: { readOnlyHint: true, openWorldHint: false },
  async run(_input, backend, signal) {
    const { collections } = await backend.request<{ collections: WireCollection[] }>('GET', '/v1/collections', {
      signal,
    });
    const lines = collections.map(({ name, settings, documents, sections }) => {
      const about = settings.description === '' ? '' : `: ${settings.description}`;
      return `${name}${about} (${documents} documents, ${sections} sections)`;
    });
    return { text: lines.length > 0 ? lines.join('\n') : 'There are no collections yet.', data: { collections } };
  },
});
