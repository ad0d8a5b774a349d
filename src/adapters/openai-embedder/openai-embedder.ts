import { sha256 } from '../../core/identity.js';
import type { Embedder } from '../../ports/embedder.js';
import { cutToLength } from '../json-endpoint/cut-to-length.js';
import { inBatches } from '../json-endpoint/in-batches.js';
import { jsonEndpoint } from '../json-endpoint/json-endpoint.js';
import { vectorsOf } from './openai-embedder-response.js';

/** Moves when this adapter starts to send or read texts in another way. */
const adapterVersion = 1;
/** An ingest waits this long for a busy server when that asks for it. */
const longestPauseMs = 30_000;

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
  const { url, model, apiKey, dimensions: asked } = options;
  const { timeoutMs = 30_000, maxRetries = 4, retryDelayMs = 250 } = options;
  const endpoint = jsonEndpoint({
    url,
    segment: 'embeddings',
    apiKey,
    wanted: 'embeddings',
    failureCode: 'embedder_unavailable',
    timeoutMs,
    maxRetries,
    retryDelayMs,
    longestPauseMs,
  });
  return {
    async encode(texts: readonly string[], dimensions: number | null, signal: AbortSignal | undefined) {
      // OpenAI refuses an empty text.
      const input = texts.map((text) => text || ' ');
      const body = { model, input, encoding_format: 'base64', ...(asked === undefined ? {} : { dimensions: asked }) };
      const answer = await endpoint.post(body, signal);
      return vectorsOf(answer, { endpoint: endpoint.href, count: texts.length, dimensions });
    },
    close: endpoint.close,
  };
}
