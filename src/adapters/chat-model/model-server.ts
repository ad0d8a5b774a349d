import { estimateTokens } from '../json-endpoint/cut-to-length.js';
import { brokenReply, quote } from './chat-failure.js';

export interface ModelServerOptions {
  /** Base URL with its `/v1`. */
  readonly url: string;
  readonly key: string | null;
  readonly model: string;
  /** Of one request; default 5,000: these are cheap for a server that is well. */
  readonly timeoutMs?: number;
}

/** What a server says of the model. */
export interface ModelDescription {
  /** The model, and for an adapter or an alias what it stands for; null where the server does not list it. */
  readonly revision: string | null;
  readonly contextTokens: number | null;
}

/** What an OpenAI-compatible server tells besides replies. */
export interface ModelServer {
  /** From `/v1/models` (vLLM, llama.cpp, Ollama, …). Rejects with `model_unavailable`. */
  describe(signal?: AbortSignal): Promise<ModelDescription>;
  /** By the model's own tokenizer (vLLM's and llama.cpp's `/tokenize`); estimated from the first text that it does not count. */
  countTokens(texts: readonly string[]): Promise<readonly number[]>;
}

export function modelServer({ url, key, model, timeoutMs = 5000 }: ModelServerOptions): ModelServer {
  const base = url.replace(/\/+$/, '');
  const headers = { 'content-type': 'application/json', ...(key !== null && { authorization: `Bearer ${key}` }) };
  let counts = true;

  async function ask(address: string, init: RequestInit, signal?: AbortSignal): Promise<unknown> {
    const limit = AbortSignal.timeout(timeoutMs);
    const combined = signal ? AbortSignal.any([signal, limit]) : limit;
    const response = await fetch(address, { ...init, headers, signal: combined });
    const text = (await response.text()).slice(0, 1_000_000);
    if (!response.ok) throw brokenReply(`it answered ${response.status} ${quote(text)}`, { retryable: false });
    return JSON.parse(text) as unknown;
  }

  async function count(text: string): Promise<number> {
    if (counts) {
      try {
        // vLLM reads `prompt`, llama.cpp `content`; both stand beside /v1.
        const body = JSON.stringify({ model, prompt: text, content: text, add_special_tokens: false });
        const answer = await ask(`${base.replace(/\/v1$/, '')}/tokenize`, { method: 'POST', body });
        const found = tokenCountIn(answer);
        if (found !== null) return found;
      } catch {
        // Most servers have no such address.
      }
      counts = false;
    }
    return estimateTokens(text, 0).tokens;
  }

  return {
    async describe(signal) {
      try {
        return descriptionIn(await ask(`${base}/models`, {}, signal), model);
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof SyntaxError)
          throw brokenReply('its answer is not JSON', { retryable: false, cause: error });
        throw error;
      }
    },
    async countTokens(texts) {
      const found: number[] = [];
      for (const text of texts) found.push(await count(text));
      return found;
    },
  };
}

function tokenCountIn(answer: unknown): number | null {
  const { count, tokens } = fieldsOf(answer);
  if (typeof count === 'number') return count;
  return Array.isArray(tokens) ? tokens.length : null;
}

function descriptionIn(answer: unknown, model: string): ModelDescription {
  const { data } = fieldsOf(answer);
  const listed = (Array.isArray(data) ? data : []).map(fieldsOf);
  const own = listed.find(({ id }) => id === model);
  if (!own) return { revision: null, contextTokens: null };
  const { root, parent, max_model_len: longest, meta } = own;
  const { n_ctx: context, n_ctx_train: trained } = fieldsOf(meta);
  // vLLM names the folder of an adapter's weights and the model below it; only its last part says something to others.
  const weights =
    typeof root === 'string' && root !== model ? `@${root.split(/[\\/]/).filter(Boolean).at(-1) ?? ''}` : '';
  const below = typeof parent === 'string' ? ` on ${parent.split(/[\\/]/).filter(Boolean).at(-1) ?? ''}` : '';
  return {
    revision: `${model}${weights}${below}`,
    contextTokens: wholeNumber(longest) ?? wholeNumber(context) ?? wholeNumber(trained),
  };
}

function wholeNumber(value: unknown): number | null {
  return Number.isInteger(value) ? (value as number) : null;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
