import type { ChatModel } from '../../ports/chat-model.js';
import { type ChatLimits, chatModelOver } from './chat-model-over.js';
import { assertInstalled, langchainConnection } from './langchain-connection.js';
import { modelServer } from './model-server.js';

export interface ChatModelOptions extends ChatLimits {
  /** LangChain's name of the provider; `openai` with a `url` is any server of that protocol. */
  readonly provider: string;
  readonly model: string;
  readonly url: string | null;
  readonly key: string | null;
  /** More of what a class of LangChain's takes. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** A piece of a few characters comes as a line of JSON: bytes of a stream for each character of its text, at most. */
const framingFactor = 60;

/**
 * A chat model through LangChain: any server of OpenAI's protocol (vLLM, DeepSeek, Ollama, llama.cpp), or another provider by
 * LangChain's name. Reasoning is split off; tries are bounded in number, time and length.
 *
 * Rejects with `invalid_configuration` when the provider is unknown or its package is not installed.
 */
export async function langchainChatModel(options: ChatModelOptions): Promise<ChatModel> {
  const { provider, model, key, maxReplyCharacters = 200_000 } = options;
  await assertInstalled(options);
  const url = options.url ?? (provider === 'openai' ? 'https://api.openai.com/v1' : null);
  const maxReplyBytes = maxReplyCharacters * framingFactor;
  const connection = langchainConnection({ ...options, maxReplyBytes });
  const server = provider === 'openai' && url !== null ? modelServer({ url, key, model }) : null;
  const where = url === null ? provider : new URL(url).host;
  return chatModelOver({ name: model, where, connection, server }, options);
}
