import { placeOf } from '../core/place-of.js';
import type { ClaimEvidence, Verdict } from '../core/verdict.js';
import type { AnswerPorts, QuestionRequest } from './answer-ports.js';
import type { CheckRequest } from './check/check-request.js';
import { type Findings, passagesOf } from './search-passages.js';

/** What looks a text's claims up in the knowledge base; a parameter, so that tests can decide what holds. */
export type TextCheck = (ports: AnswerPorts, request: CheckRequest) => Promise<Verdict>;

/** The check of what a model said to a question, with the same filters and labels as the question itself. */
export function checkOf(
  ports: AnswerPorts,
  request: QuestionRequest,
  findings: Findings,
  check: TextCheck,
): (text: string) => Promise<Verdict> {
  const { collection, filters, labels, question, signal } = request;
  const passages = passagesOf(request, findings);
  const threshold = ports.factThreshold;
  return async (text) => {
    const verdict = await check(ports, { text, collection, filters, labels, passages, question, threshold, signal });
    return withExactPlaces(verdict, findings);
  };
}

/** Of a passage that was retrieved for the question the check knows only the whole place; the quotation's own lines are wanted. */
function withExactPlaces(verdict: Verdict, { scored }: Findings): Verdict {
  const sections = new Map(scored?.candidates.map(({ section }) => [section.id, section]));
  const exact = (evidence: ClaimEvidence): ClaimEvidence => {
    const section = sections.get(evidence.sectionId);
    const start = section?.text.indexOf(evidence.quote) ?? -1;
    if (!section || start < 0) return evidence;
    return { ...evidence, place: placeOf(section, start, start + evidence.quote.length) };
  };
  return { ...verdict, claims: verdict.claims.map((claim) => ({ ...claim, evidence: claim.evidence.map(exact) })) };
}
