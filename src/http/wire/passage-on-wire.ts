import type { Passage, PassageExplanation, PassageReading } from '../../core/reply.js';
import type { SearchResult } from '../../knowledge-base.js';
import type { ViewUrl } from '../view/view-links.js';
import { placeOnWire } from './place-on-wire.js';

export function passageOnWire(passage: Passage, viewUrl: ViewUrl) {
  return {
    document_id: passage.documentId,
    document_title: passage.documentTitle,
    section_id: passage.sectionId,
    heading_path: passage.headingPath,
    text: passage.text,
    place: placeOnWire(passage.place),
    view_url: viewUrl(passage),
    metadata: passage.metadata,
    confidence: passage.confidence,
    duplicates: passage.duplicates.map(({ documentId, sectionId }) => ({
      document_id: documentId,
      section_id: sectionId,
    })),
    ...(passage.explanation ? { explanation: explanationOnWire(passage.explanation) } : {}),
  };
}

export function searchResultOnWire(result: SearchResult, viewUrl: ViewUrl) {
  return {
    passages: result.passages.map((passage) => passageOnWire(passage, viewUrl)),
    collection_revision: result.collectionRevision,
    calibration: { id: result.calibration.id, provisional: result.calibration.provisional },
    timings: {
      encode_ms: result.timings.encodeMs,
      search_ms: result.timings.searchMs,
      score_ms: result.timings.scoreMs,
      total_ms: result.timings.totalMs,
    },
  };
}

function explanationOnWire(explanation: PassageExplanation) {
  return {
    dense_score: explanation.denseScore,
    dense_rank: explanation.denseRank,
    sparse_score: explanation.sparseScore,
    sparse_rank: explanation.sparseRank,
    fused_score: explanation.fusedScore,
    rerank_score: explanation.rerankScore,
    features: explanation.features.map(({ name, value, push }) => ({ name, value, push })),
    words: explanation.words.map(({ word, weight, found }) => ({ word, weight, found })),
    base: explanation.base,
    calibration: { id: explanation.calibration.id, kind: explanation.calibration.kind },
    reading: explanation.reading && readingOnWire(explanation.reading),
  };
}

function readingOnWire({ answerLogit, span }: PassageReading) {
  return {
    answer_logit: answerLogit,
    span: span && { start: span.start, end: span.end, text: span.text, score: span.score },
  };
}
