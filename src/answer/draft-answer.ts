import { languageOf } from '../core/language.js';
import type { Reason } from '../core/reply.js';
import { splitSentences } from '../core/sentences.js';
import type { Verdict } from '../core/verdict.js';
import type { ChatCompletion, ChatModel } from '../ports/chat-model.js';
import type { AnswerPorts, QuestionRequest } from './answer-ports.js';
import { appendDraftEvidence } from './append-quotes.js';
import { messagesWithSections, orWithoutModel } from './ask-model.js';
import { withWishes } from './asker-wishes.js';
import { citeDraft } from './cite-draft.js';
import { cleanDraft } from './clean-draft.js';
import { evidenceForModel } from './evidence-for-model.js';
import { knownCode } from './known-code.js';
import { defuse } from './quote-sections.js';
import { type Decision, quotedAnswer } from './quoted-answer.js';
import type { RoutedAnswer, RouteEvents } from './routed-answer.js';
import type { Findings } from './search-passages.js';
import { checkOf, type TextCheck } from './text-check.js';

/** Tokens of a draft: five sentences, and what a reasoning model thinks before. */
const draftTokens = 1024;

/**
 * Below the threshold: the model drafts, the whole draft is checked, and only then anything is shown. A draft that passes stands
 * with the citations of its claims and without the sentences that found no support; else the passages do, and with them what the
 * knowledge base says about the draft.
 */
export async function* draftAnswer(
  ports: AnswerPorts & { readonly chatModel: ChatModel },
  request: QuestionRequest,
  findings: Findings,
  decision: Decision,
  check: TextCheck,
): RouteEvents {
  yield { type: 'progress', step: 'drafting' };
  const completion = await orWithoutModel(writeDraft(ports, request, findings));
  const answered = completion
    ? yield* judge(ports, request, findings, decision, check, completion)
    : withoutModel(await quotedAnswer(ports, request, findings, decision));
  yield { type: 'text', text: answered.answer };
  return answered;
}

async function* judge(
  ports: AnswerPorts,
  request: QuestionRequest,
  findings: Findings,
  decision: Decision,
  check: TextCheck,
  completion: ChatCompletion,
): RouteEvents {
  yield { type: 'progress', step: 'checking' };
  const draft = draftOf(completion);
  const verdict = await checkOf(ports, request, findings, check)(draft);
  const spoken = { verdict, draft, modelRevision: completion.revision, usage: completion.usage };
  if (verdict.passed) {
    const isKnownCode = knownCode(findings);
    const cited = citeDraft(draft, verdict.claims, { threshold: ports.factThreshold, marks: null, isKnownCode });
    if (cited.answer !== '') {
      return { ...cited, route: 'tuned_model', reason: 'draft_supported', ...spoken, degraded: false };
    }
  }
  yield { type: 'progress', step: 'composing' };
  const quoted = await quotedAnswer(ports, request, findings, decision);
  if (quoted.route !== 'passages') return { ...quoted, ...spoken };
  const shown = appendDraftEvidence(quoted, verdict, languageOf(request.question));
  return { ...quoted, ...shown, reason: reasonOf(verdict), ...spoken };
}

async function writeDraft(
  ports: AnswerPorts & { readonly chatModel: ChatModel },
  request: QuestionRequest,
  findings: Findings,
): Promise<ChatCompletion> {
  const { chatModel, prompts } = ports;
  const language = languageOf(request.question);
  const question = defuse(request.question);
  const build = (sections: string) => {
    const messages =
      sections === ''
        ? prompts.messages('draft', language, { question })
        : prompts.messages('draft-with-evidence', language, { question, sections });
    return withWishes(ports, request, language, messages);
  };
  const { messages } = await messagesWithSections(chatModel, {
    build,
    passages: evidenceForModel(findings),
    key: ports.newId().slice(0, 8),
    maxTokens: draftTokens,
  });
  return await chatModel.complete(messages, { signal: request.signal, maxTokens: draftTokens });
}

/** What was said, without the sentence in whose middle the tokens were used up. */
export function draftOf({ text, truncated }: ChatCompletion): string {
  const draft = cleanDraft(text);
  const last = splitSentences(draft).at(-1);
  return truncated && last && last.start > 0 ? draft.slice(0, last.start).trimEnd() : draft;
}

/** The quoted answer that stands because a model did not answer. */
export function withoutModel(quoted: RoutedAnswer): RoutedAnswer {
  const reason = quoted.route === 'passages' ? 'model_unavailable' : quoted.reason;
  return { ...quoted, reason, degraded: true };
}

function reasonOf({ score, claims }: Verdict): Reason {
  if (score === null) return 'draft_without_claims';
  return claims.some(({ label }) => label === 'contradicted') ? 'draft_contradicted' : 'draft_unsupported';
}
