import { KnowledgeBaseError } from '../../src/core/errors.js';
import type { ChatCompletion, ChatMessage, ChatModel, ChatOptions } from '../../src/ports/chat-model.js';

/** What the model does when it is asked: says these pieces, and fails after them if there is a failure. */
export interface Script {
  readonly pieces: readonly string[];
  readonly failure?: unknown;
  readonly truncated?: boolean;
}

export interface ScriptedChatModel extends ChatModel {
  /** Messages of every reply that was asked for. */
  readonly asked: (readonly ChatMessage[])[];
  /** Pieces that were taken of the last reply. */
  taken: number;
  /** Replies that were ended before their end. */
  stopped: number;
}

export const modelDown = new KnowledgeBaseError(
  'model_unavailable',
  'Cannot get a reply of model "scripted": it is down; start it',
);

/** A chat model that says what it is told to; the last script stays. */
export function scriptedChatModel(...scripts: Script[]): ScriptedChatModel {
  async function* stream(
    messages: readonly ChatMessage[],
    { signal }: ChatOptions = {},
  ): AsyncGenerator<string, ChatCompletion, void> {
    model.asked.push(messages);
    const script = scripts.length > 1 ? scripts.shift() : scripts[0];
    const { pieces = [], failure, truncated = false } = script ?? {};
    let ended = false;
    model.taken = 0;
    try {
      for (const piece of pieces) {
        signal?.throwIfAborted();
        model.taken += 1;
        yield piece;
      }
      if (failure !== undefined) throw failure;
      ended = true;
      const usage = { promptTokens: 10, completionTokens: pieces.length };
      return { text: pieces.join(''), reasoning: null, truncated, revision: 'scripted@1', usage };
    } finally {
      if (!ended) model.stopped += 1;
    }
  }
  const model: ScriptedChatModel = {
    name: 'scripted',
    asked: [],
    taken: 0,
    stopped: 0,
    stream,
    async complete(messages, options) {
      const pieces = stream(messages, options);
      for (;;) {
        const { done, value } = await pieces.next();
        if (done) return value;
      }
    },
    countTokens: async (texts) => texts.map((text) => text.length),
    contextTokens: async () => null,
    revision: async () => 'scripted@1',
    close: async () => {},
  };
  return model;
}

/** Says a text in one piece. */
export function saying(text: string): ScriptedChatModel {
  return scriptedChatModel({ pieces: [text] });
}
