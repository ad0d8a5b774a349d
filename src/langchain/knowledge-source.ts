import type { Filter } from '../core/filter.js';
import type { Passage } from '../core/reply.js';

/** A passage as a LangChain program gets it. */
export type FoundPassage = Pick<
  Passage,
  'documentId' | 'documentTitle' | 'sectionId' | 'headingPath' | 'text' | 'place' | 'metadata' | 'confidence'
>;

/**
 * Where a LangChain program finds a knowledge base: one opened in the program (`openKnowledgeBase()` fits as it is), or a
 * running server (`connectKnowledgeBase`).
 */
export interface KnowledgeSource {
  search(
    collection: string,
    question: string,
    options?: { readonly filters?: Filter; readonly topK?: number; readonly signal?: AbortSignal },
  ): Promise<{ readonly passages: readonly FoundPassage[] }>;
  putDocument(
    collection: string,
    document: {
      readonly id: string;
      readonly bytes: Uint8Array;
      readonly mediaType?: string;
      readonly metadata?: Passage['metadata'];
    },
  ): Promise<unknown>;
  deleteDocument(collection: string, id: string): Promise<unknown>;
}
