import type { Reply } from '../core/reply.js';
import { lastReply, type ReplyEvent } from '../core/reply-event.js';
import type { AnswerPorts, QuestionRequest } from './answer-ports.js';
import { checkText } from './check/check-text.js';
import { composeWithModel } from './compose-with-model.js';
import { draftAnswer } from './draft-answer.js';
import { standAloneQuestion } from './follow-up.js';
import { gate } from './gate.js';
import { type ChosenTemplate, chosenTemplate, generateFromTemplate } from './generate-from-template.js';
import { type Decision, quotedAnswer } from './quoted-answer.js';
import type { RouteEvents } from './routed-answer.js';
import { calibrationOf, type Findings, findPassages, passagesOf } from './search-passages.js';
import type { TextCheck } from './text-check.js';

/**
 * A question to its reply, as it is made: passages with their confidence, the gate, and the answer of the route that it opens.
 * Not knowing is an answer too; the `reason` says why. Ended early, it stops what it asked a model for.
 *
 * Throws what embedder, index and catalog reject with, and `invalid_request` for a template or inputs that cannot be used. A
 * model that is down fails nothing: the reply is `degraded`.
 *
 * @param check what decides which claims of a model hold.
 */
export async function* streamAnswer(
  ports: AnswerPorts,
  asked: QuestionRequest,
  check: TextCheck = checkText,
): AsyncGenerator<ReplyEvent, void, void> {
  const { clock, threshold, relevanceFloor } = ports;
  const started = clock();
  const template = chosenTemplate(ports, asked);
  yield { type: 'progress', step: 'retrieving' };
  const request = { ...asked, question: await standAloneQuestion(ports, asked) };
  const findings = await findPassages(ports, request);
  const { searchable, points, scored } = findings;
  const confidence = scored?.candidates[0]?.confidence ?? null;
  const decision = gate({ searchable, points, confidence, threshold, relevanceFloor });
  const composing = clock();
  const { degraded, ...routed } = yield* takeRoute(ports, request, findings, decision, { check, template });
  const finished = clock();
  const reply: Reply = {
    id: request.id ?? ports.newId(),
    question: request.question,
    collection: request.collection.name,
    ...routed,
    confidence: confidence ?? 0,
    threshold,
    passages: passagesOf(request, findings),
    collectionRevision: findings.collectionRevision,
    calibration: calibrationOf(ports, scored),
    degraded: degraded || (scored?.degraded ?? false),
    timings: { ...findings.timings, composeMs: finished - composing, totalMs: finished - started },
  };
  yield { type: 'reply', reply };
}

/** The last event of `streamAnswer`. Rejects with what that throws. */
export function answerQuestion(ports: AnswerPorts, request: QuestionRequest): Promise<Reply> {
  return lastReply(streamAnswer(ports, request));
}

async function* takeRoute(
  ports: AnswerPorts,
  request: QuestionRequest,
  findings: Findings,
  decision: Decision,
  { check, template }: { readonly check: TextCheck; readonly template: ChosenTemplate | null },
): RouteEvents {
  const { chatModel } = ports;
  if (chatModel) {
    const withModel = { ...ports, chatModel };
    if (template) return yield* generateFromTemplate(withModel, request, findings, decision, check, template);
    if (decision.route === 'knowledge_base')
      return yield* composeWithModel(withModel, request, findings, decision, check);
    if (decision.route === 'passages') return yield* draftAnswer(withModel, request, findings, decision, check);
  }
  yield { type: 'progress', step: 'composing' };
  const answered = await quotedAnswer(ports, request, findings, decision);
  yield { type: 'text', text: answered.answer };
  return answered;
}
