import { languageOf } from '../core/language.js';
import type { Citation } from '../core/reply.js';
import { splitSentences } from '../core/sentences.js';
import type { Claim } from '../core/verdict.js';
import type { ChatCompletion, ChatModel } from '../ports/chat-model.js';
import type { AnswerPorts, QuestionRequest } from './answer-ports.js';
import { appendQuotes } from './append-quotes.js';
import { isModelUnavailable, messagesWithSections } from './ask-model.js';
import { withWishes } from './asker-wishes.js';
import { scoreDraft } from './check/score-draft.js';
import { type CiteOptions, citeDraft, isForeignCode, isUncheckable } from './cite-draft.js';
import { cleanSentence } from './clean-draft.js';
import { evidenceForModel } from './evidence-for-model.js';
import { knownCode } from './known-code.js';
import { defuse } from './quote-sections.js';
import { type Decision, quotedAnswer } from './quoted-answer.js';
import type { RoutedAnswer, RouteEvents } from './routed-answer.js';
import type { Findings } from './search-passages.js';
import { type ArrivedSentence, sentencesAsTheyCome } from './sentences-as-they-come.js';
import { checkOf, type TextCheck } from './text-check.js';

/** Tokens of an answer: four sentences, and what a reasoning model thinks before. */
const answerTokens = 768;

/** What a model wrote so far, and how it ended. */
interface Written {
  answer: string;
  readonly citations: Citation[];
  /** All that was checked, also what did not hold; claims with offsets into it. */
  draft: string;
  readonly claims: Claim[];
  ended: 'writing' | 'well' | 'unsupported' | 'unavailable';
  completion: ChatCompletion | null;
}

/**
 * The knowledge base's answer in the model's words: each sentence is checked and sent as it comes. The first one that does not
 * hold stops the model, and quoted sentences complete the answer; so they do when the model falls silent.
 */
export async function* composeWithModel(
  ports: AnswerPorts & { readonly chatModel: ChatModel },
  request: QuestionRequest,
  findings: Findings,
  decision: Decision,
  check: TextCheck,
): RouteEvents {
  yield { type: 'progress', step: 'composing' };
  const quoted = await quotedAnswer(ports, request, findings, decision);
  // Sections that disagree are shown side by side; a model would smooth it over.
  if (quoted.route !== 'knowledge_base' || quoted.reason === 'sections_disagree') {
    yield { type: 'text', text: quoted.answer };
    return quoted;
  }
  const written = yield* writeChecked(ports, request, findings, check);
  const answered = await finish(ports, written, quoted);
  const rest = answered.answer.slice(written.answer.length);
  if (rest !== '') yield { type: 'text', text: rest };
  return answered;
}

async function* writeChecked(
  ports: AnswerPorts & { readonly chatModel: ChatModel },
  request: QuestionRequest,
  findings: Findings,
  check: TextCheck,
): AsyncGenerator<{ readonly type: 'text'; readonly text: string }, Written, void> {
  const written: Written = { answer: '', citations: [], draft: '', claims: [], ended: 'writing', completion: null };
  const options = { threshold: ports.factThreshold, marks: null, isKnownCode: knownCode(findings) };
  const checkSentence = checkOf(ports, request, findings, check);
  let sentences: AsyncGenerator<ArrivedSentence, ChatCompletion, void> | null = null;
  try {
    sentences = sentencesAsTheyCome(await beginWriting(ports, request, findings));
    let held = '';
    for (;;) {
      const next = await sentences.next();
      if (next.done) {
        written.completion = next.value;
        written.ended = 'well';
        break;
      }
      const { kind, text: said } = next.value;
      const text = kind === 'code' ? said : cleanSentence(said);
      // A heading is no claim and would be shown unchecked; four sentences need none.
      if (text === '' || kind === 'heading') continue;
      const gap = written.draft === '' ? '' : next.value.gap;
      const { claims } = await checkSentence(text);
      addClaims(written, gap, text, claims);
      const isForeign = splitSentences(text).some((sentence) => isForeignCode(text, sentence, options));
      if (isForeign || claims.some(({ support }) => support < options.threshold)) {
        written.ended = 'unsupported';
        break;
      }
      if (claims.length === 0) {
        // Only what belongs to a sentence waits for it: known code, the head of a table.
        if (!isUncheckable(kind)) held += gap + text;
        continue;
      }
      const before = held + gap;
      held = '';
      const lead = written.answer === '' ? before.trimStart() : before;
      yield { type: 'text', text: append(written, lead, text, claims, options) };
    }
  } catch (error) {
    if (!isModelUnavailable(error)) throw error;
    written.ended = 'unavailable';
  } finally {
    // Ends the model's work, also when the asker has gone; nobody takes what this would return.
    await sentences?.return(undefined as never);
  }
  return written;
}

async function beginWriting(
  ports: AnswerPorts & { readonly chatModel: ChatModel },
  request: QuestionRequest,
  findings: Findings,
): Promise<AsyncGenerator<string, ChatCompletion, void>> {
  const { chatModel, prompts } = ports;
  const question = defuse(request.question);
  const language = languageOf(request.question);
  const { messages } = await messagesWithSections(chatModel, {
    build: (sections) =>
      withWishes(ports, request, language, prompts.messages('compose', language, { question, sections })),
    passages: evidenceForModel(findings),
    key: ports.newId().slice(0, 8),
    maxTokens: answerTokens,
  });
  return chatModel.stream(messages, { signal: request.signal, maxTokens: answerTokens });
}

function addClaims(written: Written, gap: string, text: string, claims: readonly Claim[]): void {
  written.draft += gap;
  written.claims.push(...claims.map((claim) => shifted(claim, written.draft.length)));
  written.draft += text;
}

/** Puts a sentence that holds behind the answer; returns what was added. */
function append(written: Written, lead: string, text: string, claims: readonly Claim[], options: CiteOptions): string {
  const before = written.answer.length;
  written.answer += lead;
  const firstNumber = written.citations.length + 1;
  const cited = citeDraft(text, claims, { ...options, firstNumber, answerStart: written.answer.length });
  written.answer += cited.answer;
  written.citations.push(...cited.citations);
  return written.answer.slice(before);
}

async function finish(
  { chatModel, factThreshold }: AnswerPorts & { readonly chatModel: ChatModel },
  written: Written,
  quoted: RoutedAnswer,
): Promise<RoutedAnswer> {
  const { ended, draft, claims, completion } = written;
  if (draft === '') return { ...quoted, degraded: ended === 'unavailable' };
  const revision = completion ? completion.revision : await chatModel.revision().catch(() => null);
  const verdict = scoreDraft(claims, factThreshold);
  const spoken = { verdict, draft, modelRevision: revision, usage: completion?.usage ?? null };
  const { answer, citations } = written;
  if (ended === 'well' && answer !== '') return { ...quoted, answer, citations, ...spoken };
  return {
    ...quoted,
    ...appendQuotes({ answer, citations }, quoted),
    reason: ended === 'unsupported' ? 'model_words_unsupported' : quoted.reason,
    ...spoken,
    degraded: ended === 'unavailable',
  };
}

function shifted(claim: Claim, by: number): Claim {
  const conflicts = claim.conflicts.map((conflict) => {
    const { start, end, text } = conflict.claim;
    return { ...conflict, claim: { start: start + by, end: end + by, text } };
  });
  return { ...claim, start: claim.start + by, end: claim.end + by, conflicts };
}
