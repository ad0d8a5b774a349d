import type { Reply } from '../../core/reply.js';
import { verdictOnWire } from '../wire/verdict-on-wire.js';
import { type LinkedCitation, placeText, sourceTitle } from './source-list.js';

/** Why an answer ends: it is complete, or `max_tokens` cut it. */
export type FinishReason = 'stop' | 'length';

/** Tokens as OpenAI reports them. */
export interface UsageOnWire {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

/** What was answered to a chat request. */
export interface ChatAnswer {
  readonly reply: Reply;
  readonly linked: readonly LinkedCitation[];
  /** Answer and source list, as sent. */
  readonly content: string;
  readonly finishReason: FinishReason;
}

/**
 * Citations as OpenAI's `url_citation`: the span of the content that each supports. Those without an address or beyond a cut
 * are left out. UTF-16 code units, end exclusive.
 */
export function annotationsOf({ linked, content }: Pick<ChatAnswer, 'linked' | 'content'>) {
  return linked.flatMap(({ citation, url }) => {
    if (url === null || citation.answerEnd > content.length) return [];
    const { answerStart: start_index, answerEnd: end_index } = citation;
    return [{ type: 'url_citation', url_citation: { start_index, end_index, url, title: sourceTitle(citation) } }];
  });
}

/** Our one field beside OpenAI's: how the answer came about, and how sure it is. */
export function kaojuField({ reply, linked }: Pick<ChatAnswer, 'reply' | 'linked'>, countedBy: string | null) {
  return {
    id: reply.id,
    question: reply.question,
    route: reply.route,
    reason: reply.reason,
    confidence: reply.confidence,
    threshold: reply.threshold,
    verdict: reply.verdict === null ? null : verdictOnWire(reply.verdict),
    citations: linked.map(({ citation, url }) => ({
      number: citation.number,
      document_id: citation.documentId,
      document_title: citation.documentTitle,
      section_id: citation.sectionId,
      heading_path: citation.headingPath,
      place: { unit: citation.place.unit, start: citation.place.start, end: citation.place.end },
      quote: citation.quote,
      view_url: url,
    })),
    collection_revision: reply.collectionRevision,
    model_revision: reply.modelRevision,
    calibration: { id: reply.calibration.id, provisional: reply.calibration.provisional },
    degraded: reply.degraded,
    tokens_counted_by: countedBy,
  };
}

/**
 * A citation as Open WebUI's own event, which makes a chip of it: title and heading path as its name, the quoted words with
 * their place as its text. `source` is what Open WebUI tells chips apart by: the address, so that the annotation of the same
 * citation joins it instead of making a second chip.
 */
export function sourceEvent({ citation, url }: LinkedCitation, confidence: number) {
  const name = sourceTitle(citation);
  const place = placeText(citation, 'en');
  const source = url ?? `${citation.documentId}#${citation.number}`;
  return {
    type: 'source',
    data: {
      source: { id: source, name, ...(url !== null && { url }) },
      document: [`${citation.quote}\n\n${name} (${place})`],
      metadata: [{ source, name: `${name} (${place})`, ...(url !== null && { source_url: url }), place }],
      distances: [confidence],
    },
  };
}
