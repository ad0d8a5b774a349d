import type { Passage } from '../../core/reply.js';
import { sectionTitles, titleSeparator } from '../../core/section-titles.js';
import type { KnowledgeBase } from '../../knowledge-base.js';
import type { Call, OperationHandlers } from '../operation-handler.js';
import { type DifyCondition, difyFilter } from './dify-filter.js';

/** Body of `POST /v1/retrieval`, after validation. */
interface RetrievalBody {
  readonly knowledge_id: string;
  readonly query: string;
  readonly retrieval_setting?: { readonly top_k?: number | null; readonly score_threshold?: number | null } | null;
  readonly metadata_condition?: DifyCondition | null;
}

/** Passages at most, whatever is asked for; as for `POST /v1/search`. */
const mostPassages = 50;
const usualPassages = 5;

/** Dify's External Knowledge API: a collection is a knowledge base there, a score is our confidence. */
export function difyRoutes(knowledgeBase: KnowledgeBase): OperationHandlers {
  const retrieve = async (call: Call) => {
    const body = call.request.body as RetrievalBody; // Validated against the contract.
    const collection = body.knowledge_id;
    const { top_k: topK, score_threshold: floor } = body.retrieval_setting ?? {};
    const { passages } = await knowledgeBase.search(collection, body.query, {
      filters: difyFilter(body.metadata_condition),
      topK: Math.min(Math.max(Math.round(topK ?? usualPassages), 1), mostPassages),
      access: call.access,
      signal: call.signal,
    });
    const toUrl = call.viewUrl(collection);
    const kept = passages.filter(({ confidence }) => confidence >= (floor ?? 0));
    return { records: kept.map((passage) => recordOnWire(passage, toUrl(passage))) };
  };
  return { difyRetrieval: retrieve, difyRetrievalAtRoot: retrieve };
}

function recordOnWire(passage: Passage, url: string | null) {
  const { documentId, documentTitle, headingPath, sectionId, place, metadata } = passage;
  return {
    content: passage.text,
    score: passage.confidence,
    title: sectionTitles(documentTitle, headingPath).join(titleSeparator),
    // Dify shows metadata and lets templates use it; it must be an object, never null.
    metadata: {
      ...metadata,
      document_id: documentId,
      section_id: sectionId,
      place: `${place.unit} ${place.start}${place.end === place.start ? '' : `–${place.end}`}`,
      ...(url !== null && { view_url: url }),
    },
  };
}
