import type { Citation, Reply } from '../../core/reply.js';
import type { ViewUrl } from '../view/view-links.js';
import { passageOnWire } from './passage-on-wire.js';
import { placeOnWire } from './place-on-wire.js';
import { verdictOnWire } from './verdict-on-wire.js';

/** Every field is always there, null where there is nothing to say. */
export function replyOnWire(reply: Reply, viewUrl: ViewUrl) {
  return {
    id: reply.id,
    question: reply.question,
    collection: reply.collection,
    answer: reply.answer,
    route: reply.route,
    reason: reply.reason,
    confidence: reply.confidence,
    threshold: reply.threshold,
    citations: reply.citations.map((citation) => citationOnWire(citation, viewUrl)),
    verdict: reply.verdict === null ? null : verdictOnWire(reply.verdict),
    draft: reply.draft,
    passages: reply.passages.map((passage) => passageOnWire(passage, viewUrl)),
    collection_revision: reply.collectionRevision,
    model_revision: reply.modelRevision,
    usage: reply.usage && {
      prompt_tokens: reply.usage.promptTokens,
      completion_tokens: reply.usage.completionTokens,
    },
    calibration: { id: reply.calibration.id, provisional: reply.calibration.provisional },
    degraded: reply.degraded,
    timings: {
      encode_ms: reply.timings.encodeMs,
      search_ms: reply.timings.searchMs,
      score_ms: reply.timings.scoreMs,
      compose_ms: reply.timings.composeMs,
      total_ms: reply.timings.totalMs,
    },
  };
}

export function citationOnWire(citation: Citation, viewUrl: ViewUrl) {
  return {
    number: citation.number,
    document_id: citation.documentId,
    document_title: citation.documentTitle,
    section_id: citation.sectionId,
    heading_path: citation.headingPath,
    place: placeOnWire(citation.place),
    view_url: viewUrl(citation),
    quote: citation.quote,
    answer_start: citation.answerStart,
    answer_end: citation.answerEnd,
  };
}
