import { KnowledgeBaseError } from '../core/errors.js';
import { sha256 } from '../core/identity.js';
import type { Embedder } from '../ports/embedder.js';
import { inBatches } from './openai-embedder-batches.js';
import { estimateTokens } from './openai-embedder-length.js';
import { vectorsOf } from './openai-embedder-response.js';
import { postWithRetries } from './openai-embedder-transport.js';

/** Moves when this adapter starts to send or read texts in another way. */
const adapterVersion = 1;

export interface OpenaiEmbedderOptions {
  /** Root of the API, with or without `/v1` and `/embeddings`: `http://localhost:8000/v1`. */
  readonly url: string;
  readonly model: string;
  readonly apiKey?: string;
  /** Asked of the server (`dimensions`), and required of every vector. Default: those of a first probe. */
  readonly dimensions?: number;
  /** Tokens of the longest text the model reads; default 512, the least of the common models. */
  readonly maxTokens?: number;
  /** Put before every question, such as `query: `; default none. */
  readonly queryPrefix?: string;
  /** Put before every passage; default none. */
  readonly passagePrefix?: string;
  /** Texts a request, 1 or more; default 32, which the defaults of TEI allow too. */
  readonly batchSize?: number;
  /** Requests at a time for passages; default 4. Questions do not wait for them. */
  readonly concurrency?: number;
  /** Of one attempt; default 30,000. */
  readonly timeoutMs?: number;
  /** Attempts after the first; default 4. */
  readonly maxRetries?: number;
  /** First pause between attempts, doubled each time, with jitter; default 250. */
  readonly retryDelayMs?: number;
}

/**
 * Any server that speaks OpenAI's `/v1/embeddings`: vLLM, TEI, Ollama, OpenAI. Texts go in batches; 429, 5xx and lost
 * connections are tried again, as `Retry-After` asks when it says so; vectors are made unit length.
 *
 * Resolves after one probe of the server, which gives the dimensions. Rejects with `embedder_unavailable` (no server, a
 * refusal, an answer that is no list of embeddings) or `invalid_configuration` (the URL, or other dimensions than asked).
 */
export async function openaiEmbedder(options: OpenaiEmbedderOptions): Promise<Embedder> {
  const { model, maxTokens = 512, queryPrefix = '', passagePrefix = '', batchSize = 32, concurrency = 4 } = options;
  const server = embeddingsServer(options);
  const [probe] = await server.encode([`${passagePrefix}1`], options.dimensions ?? null, undefined);
  const dimensions = probe?.length ?? 0;
  const identity = JSON.stringify([model, dimensions, maxTokens, queryPrefix, passagePrefix, adapterVersion]);
  return {
    recipe: `openai-${sha256(identity).slice(0, 16)}`,
    dimensions,
    maxTokens,
    async embedQuery(question, { signal } = {}) {
      const { text } = cutToLength(queryPrefix + question, maxTokens);
      const [vector] = await server.encode([text], dimensions, signal);
      return { vector: vector ?? new Float32Array(dimensions) };
    },
    embedPassages(texts, { signal } = {}) {
      return inBatches(texts, { batchSize, concurrency, signal }, async (batch, batchSignal) => {
        const cuts = batch.map((text) => cutToLength(passagePrefix + text, maxTokens));
        const vectors = await server.encode(
          cuts.map(({ text }) => text),
          dimensions,
          batchSignal,
        );
        return vectors.map((vector, index) => ({ vector, truncated: cuts[index]?.truncated ?? false }));
      });
    },
    close: server.close,
  };
}

/** The server as a function from texts to vectors, which close ends at once, waiting requests too. */
function embeddingsServer(options: OpenaiEmbedderOptions) {
  const { model, apiKey, dimensions: asked, timeoutMs = 30_000, maxRetries = 4, retryDelayMs = 250 } = options;
  const endpoint = endpointOf(options.url);
  const running = new Set<AbortController>();
  let closed = false;
  return {
    async encode(texts: readonly string[], dimensions: number | null, signal: AbortSignal | undefined) {
      signal?.throwIfAborted();
      if (closed) throw closedError(endpoint);
      const stop = new AbortController();
      const onAbort = (): void => stop.abort(signal?.reason);
      signal?.addEventListener('abort', onAbort, { once: true });
      running.add(stop);
      try {
        // OpenAI refuses an empty text.
        const input = texts.map((text) => text || ' ');
        const body = { model, input, encoding_format: 'base64', ...(asked === undefined ? {} : { dimensions: asked }) };
        const policy = { timeoutMs, maxRetries, retryDelayMs };
        const answer = await postWithRetries({ endpoint, apiKey, body }, policy, stop.signal);
        return vectorsOf(answer, { endpoint: endpoint.href, count: texts.length, dimensions });
      } finally {
        running.delete(stop);
        signal?.removeEventListener('abort', onAbort);
      }
    },
    async close() {
      closed = true;
      for (const stop of running) stop.abort(closedError(endpoint));
    },
  };
}

/** Cuts what is certainly too long, because some servers refuse such a text and others cut it without a word. */
function cutToLength(text: string, maxTokens: number): { text: string; truncated: boolean } {
  const { tokens, fitting } = estimateTokens(text, maxTokens);
  return tokens <= maxTokens ? { text, truncated: false } : { text: text.slice(0, fitting), truncated: true };
}

function endpointOf(url: string): URL {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new KnowledgeBaseError(
      'invalid_configuration',
      `Cannot use embeddings server "${url}": give an address such as http://localhost:8000/v1`,
    );
  }
  const endpoint = new URL(url);
  const path = endpoint.pathname.replace(/\/+$/, '');
  endpoint.pathname = path.endsWith('/embeddings') ? path : path ? `${path}/embeddings` : '/v1/embeddings';
  return endpoint;
}

function closedError(endpoint: URL): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'embedder_unavailable',
    `Cannot ask ${endpoint.href} for embeddings: the embedder is closed; open it again`,
  );
}
