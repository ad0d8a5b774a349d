import { languageOf } from '../core/language.js';
import type { Reason, Route } from '../core/reply.js';
import type { AnswerPorts, QuestionRequest } from './answer-ports.js';
import { type ComposeOptions, composeAnswer, composePassages } from './compose.js';
import type { ComposedAnswer } from './join-quotes.js';
import type { PromptId } from './prompts.js';
import type { RoutedAnswer } from './routed-answer.js';
import type { Findings } from './search-passages.js';
import { sentenceSimilarity } from './sentence-similarity.js';

/** What the gate decided. */
export interface Decision {
  readonly route: Route;
  readonly reason: Reason;
}

/**
 * The answer that needs no model: sentences of the sections word for word, or a fixed sentence. It is also what is left when
 * a model's words do not hold.
 */
export async function quotedAnswer(
  ports: AnswerPorts,
  request: QuestionRequest,
  findings: Findings,
  decision: Decision,
): Promise<RoutedAnswer> {
  const composed = await compose(ports, request, findings, decision.route);
  const rest = { verdict: null, draft: null, modelRevision: null, usage: null, degraded: false };
  if (!composed) {
    // A passage of headings only has nothing to quote, however sure we are that it is the right one.
    const reason = withoutText(decision.reason);
    return { answer: fixedAnswer(ports, request.question, reason), citations: [], route: 'no_answer', reason, ...rest };
  }
  const { answer, citations, disagree } = composed;
  return { answer, citations, ...decision, ...(disagree && { reason: 'sections_disagree' }), ...rest };
}

async function compose(
  ports: AnswerPorts,
  request: QuestionRequest,
  { evidence, scored }: Findings,
  route: Route,
): Promise<(ComposedAnswer & { readonly disagree?: boolean }) | null> {
  if (!evidence) return null;
  const { question } = evidence;
  const candidates = scored?.candidates ?? [];
  const { threshold, relevanceFloor, extractor, prompts } = ports;
  const similarity = sentenceSimilarity(ports, question, request.signal);
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
