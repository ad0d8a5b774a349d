import { parseLangchainClass } from './langchain-class.js';
import type { SettingsReader } from './settings-reader.js';

/** The chat model that answers below the threshold and puts what the knowledge base says into words. */
export interface ModelChoice {
  /**
   * LangChain's name of the provider; `openai` with a `url` is any server of that protocol; `langchain` names a class of any
   * package, `name` being `module#Class`.
   */
  readonly provider: string;
  readonly name: string;
  /** Base URL that `/chat/completions` is appended to; null for the provider's own. */
  readonly url: string | null;
  readonly key: string | null;
  /** More of what a class of LangChain's takes. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Of one reply. */
  readonly timeoutMs: number;
  /** Replies under way at a time. */
  readonly concurrency: number;
}

/** LangChain's names of providers, except those that are gateways to the others. */
export const modelProviders: readonly string[] = [
  'openai',
  'anthropic',
  'azure_openai',
  'cohere',
  'google',
  'google-vertexai',
  'google-vertexai-web',
  'google-genai',
  'ollama',
  'mistralai',
  'mistral',
  'groq',
  'bedrock',
  'aws',
  'deepseek',
  'xai',
  'cerebras',
  'fireworks',
  'together',
  'perplexity',
];

/** Without an address the provider must be named; Ollama's own names hold colons too (`qwen2.5:7b`), so only known ones count. */
export function readModel(settings: SettingsReader): ModelChoice | null {
  const choice = settings.text('KAOJU_MODEL');
  const url = settings.url('KAOJU_MODEL_URL');
  const hasUrl = settings.text('KAOJU_MODEL_URL') !== undefined;
  const key = settings.text('KAOJU_MODEL_KEY') ?? null;
  const timeoutMs = settings.whole('KAOJU_MODEL_TIMEOUT_SECONDS', 120, 1, 3600) * 1000;
  const concurrency = settings.whole('KAOJU_MODEL_CONCURRENCY', 4, 1, 256);
  if (choice === undefined) {
    if (hasUrl || key !== null)
      settings.problems.push('KAOJU_MODEL_URL and _KEY need KAOJU_MODEL=<model>, the name that the server knows');
    return null;
  }
  const prefix = choice.slice(0, Math.max(0, choice.indexOf(':')));
  const isNamed = prefix === 'langchain' || modelProviders.includes(prefix);
  const provider = isNamed ? prefix : 'openai';
  const name = isNamed ? choice.slice(prefix.length + 1).trim() : choice;
  const options = settings.json('KAOJU_MODEL_OPTIONS');
  if (provider === 'langchain' && !parseLangchainClass(name))
    settings.problems.push(
      `KAOJU_MODEL=${choice} must be langchain:<module>#<class>, such as langchain:@langchain/community/chat_models/zhipuai#ChatZhipuAI`,
    );
  if (name === '') settings.problems.push(`KAOJU_MODEL=${choice} names no model`);
  if (!isNamed && !hasUrl)
    settings.problems.push(
      `KAOJU_MODEL=${choice} needs KAOJU_MODEL_URL, such as http://127.0.0.1:8000/v1, or a provider before it, such as anthropic:${choice}`,
    );
  if (provider === 'openai' && !hasUrl && isNamed && key === null)
    settings.problems.push(`KAOJU_MODEL=${choice} needs KAOJU_MODEL_KEY, or KAOJU_MODEL_URL for a server of your own`);
  return Object.freeze({
    provider,
    name,
    url,
    key,
    ...(Object.keys(options).length > 0 && { options: Object.freeze(options) }),
    timeoutMs,
    concurrency,
  });
}
