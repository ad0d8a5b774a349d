import { languageOf } from '../core/language.js';
import type { Reason, Reply } from '../core/reply.js';
import type { AnswerPorts, QuestionRequest } from './answer-ports.js';
import { type ComposeOptions, composeAnswer, composePassages } from './compose.js';
import { gate } from './gate.js';
import type { ComposedAnswer } from './join-quotes.js';
import type { PromptId } from './prompts.js';
import type { ScoredCandidate } from './score.js';
import { calibrationOf, type Findings, findPassages, passagesOf } from './search-passages.js';
import { sentenceSimilarity } from './sentence-similarity.js';

/**
 * A question to its reply: passages with their confidence, the gate, and an answer of quoted sentences. Not knowing is an
 * answer too; the `reason` says why.
 *
 * Rejects with what embedder, index and catalog reject with.
 */
export async function answerQuestion(dependencies: AnswerPorts, request: QuestionRequest): Promise<Reply> {
  const { clock, threshold, relevanceFloor } = dependencies;
  const started = clock();
  const findings = await findPassages(dependencies, request);
  const candidates = findings.scored?.candidates ?? [];
  const confidence = candidates[0]?.confidence ?? null;
  const { searchable, points } = findings;
  const decision = gate({ searchable, points, confidence, threshold, relevanceFloor });
  const composing = clock();
  const composed = await compose(dependencies, request, findings, candidates, decision.route);
  // A passage of headings only has nothing to quote, however sure we are that it is the right one.
  const quotedOutcome = composed?.disagree ? { ...decision, reason: 'sections_disagree' as const } : decision;
  const outcome = composed ? quotedOutcome : { route: 'no_answer' as const, reason: withoutText(decision.reason) };
  const { answer, citations } = composed ?? {
    answer: fixedAnswer(dependencies, request.question, outcome.reason),
    citations: [],
  };
  const finished = clock();
  return {
    id: dependencies.newId(),
    question: request.question,
    collection: request.collection.name,
    answer,
    citations,
    ...outcome,
    confidence: confidence ?? 0,
    threshold,
    verdict: null,
    passages: passagesOf(request, findings),
    collectionRevision: findings.collectionRevision,
    modelRevision: null,
    calibration: calibrationOf(dependencies, findings.scored),
    degraded: findings.scored?.degraded ?? false,
    timings: { ...findings.timings, composeMs: finished - composing, totalMs: finished - started },
  };
}

async function compose(
  dependencies: AnswerPorts,
  request: QuestionRequest,
  { evidence }: Findings,
  candidates: readonly ScoredCandidate[],
  route: Reply['route'],
): Promise<(ComposedAnswer & { readonly disagree?: boolean }) | null> {
  if (!evidence) return null;
  const { question } = evidence;
  const { threshold, relevanceFloor, extractor, prompts } = dependencies;
  const similarity = sentenceSimilarity(dependencies, question, request.signal);
  const options: ComposeOptions = { threshold, relevanceFloor, extractor, prompts, similarity };
  if (route === 'knowledge_base') return composeAnswer(question, candidates, options);
  if (route === 'passages') return composePassages(question, candidates, options);
  return null;
}

function withoutText(reason: Reason): Reason {
  return reason === 'confident' || reason === 'below_threshold' ? 'nothing_matched' : reason;
}

function fixedAnswer({ prompts }: AnswerPorts, question: string, reason: Reason): string {
  const ids: Partial<Record<Reason, PromptId>> = {
    nothing_searchable: 'nothing-searchable',
    empty_collection: 'empty-collection',
    nothing_matched: 'nothing-matched',
  };
  return prompts.text(ids[reason] ?? 'no-answer', languageOf(question));
}
