import type { DocumentInterface } from '@langchain/core/documents';
import { Embeddings } from '@langchain/core/embeddings';
import { VectorStore } from '@langchain/core/vectorstores';
import type { Metadata } from '../core/document.js';
import type { Filter } from '../core/filter.js';
import { sha256 } from '../core/identity.js';
import type { KnowledgeSource } from './knowledge-source.js';
import { langchainDocument } from './langchain-document.js';

export interface KaojuVectorStoreInput {
  readonly source: KnowledgeSource;
  readonly collection: string;
}

/** Kaoju has an encoder of its own: whoever asks this one for vectors is told so. */
class OwnEmbeddings extends Embeddings {
  constructor() {
    super({});
  }
  override async embedQuery(): Promise<number[]> {
    throw new Error('Cannot embed here: Kaoju encodes by itself; search and add documents by text');
  }
  override async embedDocuments(): Promise<number[][]> {
    return [await this.embedQuery()];
  }
}

/**
 * A knowledge base in the shape of a LangChain vector store, for programs that take one. Documents go in as Markdown and
 * are cut into sections; searches find sections, and their score is the calibrated confidence (0…1), not a cosine. What
 * works on vectors (`addVectors`, `similaritySearchVectorWithScore`) rejects.
 */
export class KaojuVectorStore extends VectorStore {
  declare FilterType: Filter;
  readonly #input: KaojuVectorStoreInput;

  constructor(input: KaojuVectorStoreInput) {
    super(new OwnEmbeddings(), {});
    this.#input = input;
  }

  override _vectorstoreType(): string {
    return 'kaoju';
  }

  /** Adds each as a document of its own and resolves to their ids: `options.ids`, `document.id`, or the text's hash. */
  override async addDocuments(
    documents: DocumentInterface[],
    options: { readonly ids?: readonly string[] } = {},
  ): Promise<string[]> {
    const { source, collection } = this.#input;
    const ids: string[] = [];
    for (const [at, { id, pageContent, metadata }] of documents.entries()) {
      const documentId = options.ids?.[at] ?? id ?? `langchain/${sha256(pageContent).slice(0, 32)}.md`;
      await source.putDocument(collection, {
        id: documentId,
        bytes: Buffer.from(pageContent),
        mediaType: 'text/markdown',
        metadata: filterable(metadata),
      });
      ids.push(documentId);
    }
    return ids;
  }

  override async delete(parameters: { readonly ids: readonly string[] }): Promise<void> {
    for (const id of parameters.ids) await this.#input.source.deleteDocument(this.#input.collection, id);
  }

  override async similaritySearchWithScore(
    question: string,
    k = 4,
    filter?: Filter,
  ): Promise<[DocumentInterface, number][]> {
    const { source, collection } = this.#input;
    const { passages } = await source.search(collection, question, { topK: k, ...(filter && { filters: filter }) });
    return passages.map((passage) => [langchainDocument(passage), passage.confidence]);
  }

  override async similaritySearch(question: string, k = 4, filter?: Filter): Promise<DocumentInterface[]> {
    return (await this.similaritySearchWithScore(question, k, filter)).map(([document]) => document);
  }

  override async addVectors(): Promise<never> {
    throw new Error('Cannot add vectors: Kaoju encodes by itself; use addDocuments');
  }

  override async similaritySearchVectorWithScore(): Promise<never> {
    throw new Error('Cannot search by a vector: Kaoju encodes by itself; use similaritySearchWithScore');
  }
}

/** What a filter can use of LangChain's free metadata: scalars and lists of them. */
function filterable(metadata: Readonly<Record<string, unknown>>): Metadata {
  const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
  return Object.fromEntries(
    Object.entries(metadata).filter(([, value]) => (Array.isArray(value) ? value.every(isScalar) : isScalar(value))),
  ) as Metadata;
}
