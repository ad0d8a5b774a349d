import { KnowledgeBaseError } from '../core/errors.js';
import type { Passage } from '../core/reply.js';
import type { ChatMessage, ChatModel } from '../ports/chat-model.js';
import { type QuotedSections, quoteSections } from './quote-sections.js';

/** Tokens of messages and reply together where the server does not say: what Ollama gives a model unless told otherwise. */
const standardContextTokens = 4096;
/** Tokens that a chat template puts around each message. */
const framingTokens = 16;

export interface PromptRequest {
  /** The messages around the sections' text; '' for none. */
  readonly build: (sections: string) => readonly ChatMessage[];
  readonly passages: readonly Passage[];
  /** Random, for the sections' marks. */
  readonly key: string;
  /** Of the reply. */
  readonly maxTokens: number;
}

/** Messages with as many of the sections as the model's context has room for, in its own tokens where its server counts them. */
export async function messagesWithSections(
  model: ChatModel,
  { build, passages, key, maxTokens }: PromptRequest,
): Promise<{ readonly messages: readonly ChatMessage[]; readonly sections: QuotedSections }> {
  const context = (await model.contextTokens()) ?? standardContextTokens;
  const bare = build('');
  const counts = await model.countTokens(bare.map(({ content }) => content));
  const forReply = maxTokens + (model.reasoningTokens?.() ?? 0);
  const taken = counts.reduce((sum, count) => sum + count + framingTokens, forReply);
  const countTokens = (texts: readonly string[]) => model.countTokens(texts);
  const sections = await quoteSections(passages, { key, maxTokens: Math.max(0, context - taken), countTokens });
  return { messages: build(sections.text), sections };
}

/** What `work` resolves to, or null when the model is down or said nothing of use: answering goes on without. */
export async function orWithoutModel<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (isModelUnavailable(error)) return null;
    throw error;
  }
}

export function isModelUnavailable(error: unknown): boolean {
  return error instanceof KnowledgeBaseError && error.code === 'model_unavailable';
}
