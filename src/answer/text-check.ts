import type { Verdict } from '../core/verdict.js';
import type { AnswerPorts, QuestionRequest } from './answer-ports.js';
import type { CheckRequest } from './check/check-request.js';
import type { Findings } from './search-passages.js';
import { passagesOf } from './search-passages.js';

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
  return (text) => check(ports, { text, collection, filters, labels, passages, question, threshold, signal });
}
