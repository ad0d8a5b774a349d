import { annotationsOf, type ChatAnswer, kaojuField, type UsageOnWire } from './chat-answer.js';

/** What every completion and every chunk of one has. */
export interface CompletionHead {
  readonly id: string;
  readonly model: string;
  /** Seconds since 1970. */
  readonly created: number;
}

/** A whole completion as OpenAI has it, with `kaoju` beside. */
export function chatCompletion(head: CompletionHead, answer: ChatAnswer, usage: UsageOnWire, countedBy: string) {
  const annotations = annotationsOf(answer);
  return {
    ...textCompletion(head, answer.content, annotations, answer.finishReason),
    usage,
    kaoju: kaojuField(answer, countedBy),
  };
}

/** A completion that no document speaks in: the reply to one of a client's own tasks. */
export function plainCompletion(head: CompletionHead, content: string, usage: UsageOnWire) {
  return { ...textCompletion(head, content, [], 'stop'), usage };
}

function textCompletion(
  { id, model, created }: CompletionHead,
  content: string,
  annotations: readonly object[],
  finishReason: string,
) {
  const message = { role: 'assistant', content, refusal: null, annotations };
  return {
    id,
    object: 'chat.completion',
    created,
    model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason }],
  };
}

/** A chunk of a stream; without a delta, one without choices. */
export function chatChunk(
  { id, model, created }: CompletionHead,
  delta: object | null,
  more: { readonly finishReason?: string; readonly usage?: UsageOnWire | null; readonly [field: string]: unknown } = {},
) {
  const { finishReason = null, ...fields } = more;
  const choices = delta === null ? [] : [{ index: 0, delta, logprobs: null, finish_reason: finishReason }];
  return { id, object: 'chat.completion.chunk', created, model, choices, ...fields };
}
