import { KnowledgeBaseError } from '../../core/errors.js';
import type { ChatMessage } from '../../ports/chat-model.js';
import { constructLangchainClass } from '../langchain/load-langchain-class.js';
import type { ChatConnection, ChatPiece, ChatRequest } from './chat-connection.js';
import { guardedFetch } from './guarded-fetch.js';

/** Where a model is served. */
export interface ConnectionOptions {
  /** LangChain's name of the provider; `openai` with a `url` is any server of that protocol. */
  readonly provider: string;
  readonly model: string;
  /** Base URL that `/chat/completions` is appended to; null for the provider's own. */
  readonly url: string | null;
  readonly key: string | null;
  /** More of what a class of LangChain's takes. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Of one reply, framing included. */
  readonly maxReplyBytes: number;
}

/** As much of a LangChain chat model as is used here. */
interface LangChainModel {
  stream(messages: readonly ChatMessage[], options: { signal: AbortSignal }): Promise<AsyncIterable<LangChainChunk>>;
}

interface LangChainChunk {
  readonly content: string | readonly { readonly type: string; readonly text?: unknown }[];
  readonly additional_kwargs?: Readonly<Record<string, unknown>>;
  readonly response_metadata?: Readonly<Record<string, unknown>>;
  readonly usage_metadata?: { readonly input_tokens: number; readonly output_tokens: number } | undefined;
}

type Make = (request: Pick<ChatRequest, 'maxTokens' | 'temperature'>) => Promise<LangChainModel>;

/** Reads one reply through LangChain: `@langchain/openai` for servers of that protocol, else the package of the provider. */
export function langchainConnection(options: ConnectionOptions): ChatConnection {
  const isOpenai = options.provider === 'openai';
  const isClass = options.provider === 'langchain';
  const make = isOpenai ? openaiModel(options) : isClass ? classModel(options) : providerModel(options);
  return {
    tellsFinish: isOpenai,
    async *open({ messages, signal, ...limits }) {
      const model = await make(limits);
      for await (const chunk of await model.stream(messages, { signal })) yield toPiece(chunk);
    },
  };
}

/** Loaded at the first question: it takes half a second. Retries are ours: LangChain's would wait behind our time limits. */
function openaiModel({ model, url, key, maxReplyBytes }: ConnectionOptions): Make {
  return async ({ maxTokens, temperature }) => {
    const { ChatOpenAI } = await import('@langchain/openai');
    const made = new ChatOpenAI({
      model,
      maxTokens,
      temperature,
      maxRetries: 0,
      useResponsesApi: false,
      // Without one it would take OPENAI_API_KEY from the environment, and send it to a server it was not meant for.
      apiKey: key ?? (url === null ? undefined : 'none'),
      __includeRawResponse: true,
      configuration: { fetch: guardedFetch(maxReplyBytes), ...(url !== null && { baseURL: url }) },
    });
    return made as LangChainModel; // Its message types are wider than what is sent and read here.
  };
}

function providerModel({ provider, model, url, key }: ConnectionOptions): Make {
  return async ({ maxTokens, temperature }) => {
    const { initChatModel } = await import('langchain/chat_models/universal');
    const made = await initChatModel(model, {
      modelProvider: provider,
      temperature,
      maxRetries: 0,
      // The same limit by the names that the providers' packages have for it; they ignore the others.
      maxTokens,
      maxOutputTokens: maxTokens,
      numPredict: maxTokens,
      ...(key !== null && { apiKey: key }),
      ...(url !== null && { baseUrl: url, configuration: { baseURL: url } }),
    }).catch((error: unknown) => {
      throw notInstalled(provider, error) ?? error;
    });
    return made as LangChainModel; // As above.
  };
}

/** Any chat model of LangChain's by module and class, as those for Chinese clouds in @langchain/community. */
function classModel({ model, url, key, options = {} }: Omit<ConnectionOptions, 'provider' | 'maxReplyBytes'>): Make {
  const [module = '', name = ''] = model.split('#');
  return async ({ maxTokens, temperature }) => {
    const given = { maxTokens, temperature, maxRetries: 0, ...(key !== null && { apiKey: key }) };
    const made = await constructLangchainClass(
      { module, name },
      { ...given, ...(url !== null && { baseUrl: url }), ...options },
    );
    if ('stream' in made && typeof made.stream === 'function') return made as LangChainModel; // As above.
    throw new KnowledgeBaseError(
      'invalid_configuration',
      `Cannot use KAOJU_MODEL=langchain:${model}: it is no chat model of LangChain's; name a class that is`,
    );
  };
}

/**
 * Makes sure that the provider's package is there, before anyone asks.
 *
 * Rejects with `invalid_configuration` that names the command which installs it.
 */
export async function assertInstalled(options: Omit<ConnectionOptions, 'maxReplyBytes'>): Promise<void> {
  const { provider } = options;
  if (provider === 'openai') return;
  if (provider === 'langchain') {
    await classModel(options)({ maxTokens: 1, temperature: 0 });
    return;
  }
  const { getChatModelByClassName, MODEL_PROVIDER_CONFIG } = await import('langchain/chat_models/universal');
  const known: Readonly<Record<string, { readonly className: string }>> = MODEL_PROVIDER_CONFIG;
  const className = known[provider]?.className;
  try {
    if (className && (await getChatModelByClassName(className, provider))) return;
  } catch (error) {
    throw notInstalled(provider, error) ?? error;
  }
  throw new KnowledgeBaseError(
    'invalid_configuration',
    `Cannot use KAOJU_MODEL=${provider}:…: LangChain has no such provider; use one of ${Object.keys(known).join(', ')}`,
  );
}

function notInstalled(provider: string, error: unknown): KnowledgeBaseError | null {
  const [, name] = /Unable to import (\S+)\. Please install/.exec(error instanceof Error ? error.message : '') ?? [];
  if (name === undefined) return null;
  return new KnowledgeBaseError(
    'invalid_configuration',
    `Cannot use KAOJU_MODEL=${provider}:…: the package ${name} is not installed; run npm install ${name} beside kaoju`,
    { cause: error },
  );
}

function toPiece(chunk: LangChainChunk): ChatPiece {
  const { content, additional_kwargs: extra = {}, response_metadata: metadata = {}, usage_metadata: usage } = chunk;
  const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  const text = blocks.map((block) => (block.type === 'text' && typeof block.text === 'string' ? block.text : ''));
  const finish = metadata.finish_reason ?? metadata.stop_reason ?? extra.stop_reason;
  return {
    text: text.join(''),
    reasoning: reasoningOf(extra),
    finishReason: typeof finish === 'string' ? finish : null,
    usage: usage ? { promptTokens: usage.input_tokens, completionTokens: usage.output_tokens } : null,
    servedBy: servedBy(metadata),
  };
}

/** vLLM's newer field `reasoning` is dropped by LangChain and stands in the raw response only. */
function reasoningOf({
  reasoning_content: content,
  __raw_response: raw,
}: LangChainChunk['additional_kwargs'] & object) {
  if (typeof content === 'string') return content;
  const delta = (raw as { choices?: { delta?: { reasoning?: unknown } }[] } | undefined)?.choices?.[0]?.delta;
  return typeof delta?.reasoning === 'string' ? delta.reasoning : '';
}

function servedBy({ model_name: name, system_fingerprint: fingerprint }: Readonly<Record<string, unknown>>) {
  if (typeof name !== 'string' || name === '') return null;
  return typeof fingerprint === 'string' && fingerprint !== '' ? `${name}@${fingerprint}` : name;
}
