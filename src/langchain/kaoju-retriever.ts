import type { CallbackManagerForRetrieverRun } from '@langchain/core/callbacks/manager';
import type { Document } from '@langchain/core/documents';
import { BaseRetriever, type BaseRetrieverInput } from '@langchain/core/retrievers';
import type { Filter } from '../core/filter.js';
import type { KnowledgeSource } from './knowledge-source.js';
import { langchainDocument } from './langchain-document.js';

export interface KaojuRetrieverInput extends BaseRetrieverInput {
  readonly source: KnowledgeSource;
  readonly collection: string;
  /** Passages at most; 1…50, 5 unless set. */
  readonly topK?: number;
  readonly filters?: Filter;
  /** Passages below this confidence are left out; 0…1, none unless set. */
  readonly minConfidence?: number;
}

/**
 * A knowledge base as a LangChain retriever: `createRetrieverTool`, LCEL chains and LangGraph nodes take it. Each document's
 * metadata holds its calibrated `confidence`, and document, heading path and place for the citation.
 */
export class KaojuRetriever extends BaseRetriever {
  static override lc_name(): string {
    return 'KaojuRetriever';
  }
  override lc_namespace = ['kaoju', 'retrievers'];
  readonly #input: KaojuRetrieverInput;

  constructor(input: KaojuRetrieverInput) {
    super(input);
    this.#input = input;
  }

  /** Rejects with what the source rejects with. */
  override async _getRelevantDocuments(
    question: string,
    _manager?: CallbackManagerForRetrieverRun,
  ): Promise<Document[]> {
    const { source, collection, topK = 5, filters, minConfidence = 0 } = this.#input;
    const { passages } = await source.search(collection, question, { topK, ...(filters && { filters }) });
    return passages.filter(({ confidence }) => confidence >= minConfidence).map(langchainDocument);
  }
}
