import type { Reply } from '../../core/reply.js';
import type { ReplyEvent } from '../../core/reply-event.js';
import type { ServerSentEvent } from '../event-stream.js';
import { annotationsOf, type ChatAnswer, kaojuField, sourceEvent, type UsageOnWire } from './chat-answer.js';
import { type CompletionHead, chatChunk } from './chat-completion.js';
import { type CountTokens, cutToTokens } from './cut-to-tokens.js';

export interface ChatStreamOptions {
  readonly head: CompletionHead;
  /** Tokens of the answer at most; null for no limit. */
  readonly maxTokens: number | null;
  readonly includeUsage: boolean;
  readonly count: CountTokens;
  /** Makes the whole answer of a reply, the source list below it included. */
  readonly toAnswer: (reply: Reply) => ChatAnswer;
  readonly toUsage: (reply: Reply, content: string) => Promise<{ usage: UsageOnWire; countedBy: string }>;
}

/** The end of every stream of the OpenAI protocol. */
const done: ServerSentEvent = { data: '[DONE]', raw: true };

/**
 * A reply's events as chunks of the OpenAI protocol: the text as it comes, then the list of sources, the citations
 * (`annotations`, and Open WebUI's `event`), how it came about (`kaoju`), and the usage where it was asked for.
 *
 * Throws what the events throw.
 */
export async function* chatStream(
  events: AsyncIterable<ReplyEvent>,
  options: ChatStreamOptions,
): AsyncGenerator<ServerSentEvent, void, void> {
  const { head, includeUsage } = options;
  // OpenAI's chunks have `usage: null` until the last one, where it was asked for.
  const chunk = (...[delta, more]: [object | null, object?]): ServerSentEvent => ({
    data: chatChunk(head, delta, { ...(includeUsage && { usage: null }), ...more }),
  });
  let sent: string | null = null;
  let answer: ChatAnswer | null = null;
  for await (const event of events) {
    // Only behind the first event: what fails before it gets its own status instead of a stream.
    if (sent === null) yield chunk({ role: 'assistant', content: '' });
    sent ??= '';
    if (event.type === 'progress') continue;
    if (event.type === 'reply') answer = options.toAnswer(event.reply);
    const whole: string = answer ? answer.content : sent + (event.type === 'text' ? event.text : '');
    const fitting: string =
      options.maxTokens === null ? whole : await cutToTokens(whole, options.maxTokens, options.count);
    if (fitting.length > sent.length) yield chunk({ content: fitting.slice(sent.length) });
    sent = fitting;
    // What was cut stays cut; the reply is still awaited for what it says about itself.
    if (answer && fitting !== whole) answer = { ...answer, content: fitting, finishReason: 'length' };
  }
  if (answer === null) return;
  yield* endOf(answer, options, chunk);
}

async function* endOf(
  answer: ChatAnswer,
  { head, includeUsage, toUsage }: ChatStreamOptions,
  chunk: (delta: object | null, more?: object) => ServerSentEvent,
): AsyncGenerator<ServerSentEvent, void, void> {
  const { reply, linked, content, finishReason } = answer;
  for (const one of linked) {
    const { sectionId } = one.citation;
    const confidence =
      reply.passages.find((passage) => passage.sectionId === sectionId)?.confidence ?? reply.confidence;
    yield chunk(null, { event: sourceEvent(one, confidence) });
  }
  const annotations = annotationsOf(answer);
  if (annotations.length > 0) yield chunk({ annotations });
  const { usage, countedBy } = includeUsage ? await toUsage(reply, content) : { usage: null, countedBy: null };
  yield chunk({}, { finishReason, kaoju: kaojuField(answer, countedBy) });
  if (usage) yield { data: chatChunk(head, null, { usage }) };
  yield done;
}

/** A text that is known already, as a stream. */
export function* plainChatStream(
  head: CompletionHead,
  content: string,
  usage: UsageOnWire | null,
): Generator<ServerSentEvent> {
  yield { data: chatChunk(head, { role: 'assistant', content }) };
  yield { data: chatChunk(head, {}, { finishReason: 'stop' }) };
  if (usage) yield { data: chatChunk(head, null, { usage }) };
  yield done;
}
