import type { Citation, Reply } from '../../core/reply.js';
import { passageOnWire } from './passage-on-wire.js';
import { placeOnWire } from './place-on-wire.js';
import { verdictOnWire } from './verdict-on-wire.js';

/** Every field is always there, null where there is nothing to say. */
export function replyOnWire(reply: Reply) {
  return {
    id: reply.id,
    question: reply.question,
    collection: reply.collection,
    answer: reply.answer,
    route: reply.route,
    reason: reply.reason,
    confidence: reply.confidence,
    threshold: reply.threshold,
    citations: reply.citations.map(citationOnWire),
    verdict: reply.verdict === null ? null : verdictOnWire(reply.verdict),
    draft: reply.draft,
    passages: reply.passages.map(passageOnWire),
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

function citationOnWire(citation: Citation) {
  return {
    number: citation.number,
    document_id: citation.documentId,
    document_title: citation.documentTitle,
    section_id: citation.sectionId,
    heading_path: citation.headingPath,
    place: placeOnWire(citation.place),
    quote: citation.quote,
    answer_start: citation.answerStart,
    answer_end: citation.answerEnd,
  };
}
