import { KnowledgeBaseError } from '../../core/errors.js';
import { sha256 } from '../../core/identity.js';
import type { Reranker } from '../../ports/reranker.js';
import { cutToLength } from '../json-endpoint/cut-to-length.js';
import { inBatches } from '../json-endpoint/in-batches.js';
import { type JsonEndpoint, jsonEndpoint } from '../json-endpoint/json-endpoint.js';
import { rerankScores } from './rerank-scores.js';

/** Moves when this adapter starts to send texts in another way. */
const adapterVersion = 1;

/** A person waits for the answer: no pause is longer, and a server that asks for more counts as down. */
const longestPauseMs = 1000;

export interface HttpRerankerOptions {
  /** Root of the API, with or without `/v1` and `/rerank`: `http://localhost:8000/v1`; TEI's is `http://host/rerank`. */
  readonly url: string;
  readonly model: string;
  readonly apiKey?: string;
  /** Estimated tokens of the longest passage sent, and of the longest question; default 1,024, more than a part has. */
  readonly maxTokens?: number;
  /** Passages a request, 1 or more; default 32, which the defaults of TEI allow too. */
  readonly batchSize?: number;
  /** Of one attempt; default 5,000. */
  readonly timeoutMs?: number;
  /** Attempts after the first; default 1. */
  readonly maxRetries?: number;
  /** First pause between attempts, doubled each time, with jitter; default 100. */
  readonly retryDelayMs?: number;
}

/** How a server wants the passages. */
type Dialect = 'documents' | 'texts';

/**
 * Any `/rerank` endpoint: Cohere's and Jina's form (also vLLM, Infinity, llama.cpp, Voyage) and TEI's, told apart by the
 * server's refusal (422) of the first request in the other's. 429, 5xx and lost connections are tried again, as `Retry-After`
 * asks when it says so. Nothing is asked before the first question: a reranker that is down is no reason not to start.
 *
 * @throws KnowledgeBaseError `invalid_configuration` when the URL is none. `rerank` rejects with `model_unavailable`.
 */
export function httpReranker(options: HttpRerankerOptions): Reranker {
  const { url, model, apiKey, maxTokens = 1024, batchSize = 32 } = options;
  const { timeoutMs = 5000, maxRetries = 1, retryDelayMs = 100 } = options;
  const endpoint = jsonEndpoint({
    url,
    segment: 'rerank',
    apiKey,
    wanted: 'rerank scores',
    failureCode: 'model_unavailable',
    timeoutMs,
    maxRetries,
    retryDelayMs,
    longestPauseMs,
  });
  const ask = inTheServersDialect(endpoint, model);
  return {
    recipe: `reranker-${sha256(JSON.stringify([model, maxTokens, adapterVersion])).slice(0, 16)}`,
    async rerank({ text }, passages, { signal } = {}) {
      const query = fitting(text, maxTokens);
      return await inBatches(passages, { batchSize, concurrency: 2, signal }, async (batch, batchSignal) => {
        const texts = batch.map((passage) => fitting(passage, maxTokens));
        const answer = await ask(query, texts, batchSignal);
        return rerankScores(answer, { endpoint: endpoint.href, count: batch.length });
      });
    },
    close: endpoint.close,
  };
}

/** Cohere refuses an empty text. */
function fitting(text: string, maxTokens: number): string {
  return cutToLength(text, maxTokens).text || ' ';
}

/** Begins with the form that most servers take; one that refuses it and takes the other is asked so from then on. */
function inTheServersDialect(endpoint: JsonEndpoint, model: string) {
  let dialect: Dialect = 'documents';
  return async (query: string, texts: readonly string[], signal: AbortSignal): Promise<unknown> => {
    const asked = dialect;
    try {
      return await endpoint.post(bodyIn(asked, model, query, texts), signal);
    } catch (error) {
      const isRefused = error instanceof KnowledgeBaseError && error.facts.status === 422;
      if (!isRefused || asked !== 'documents') throw error;
      const answer = await endpoint.post(bodyIn('texts', model, query, texts), signal).catch(() => {
        // Not the other form either: the first refusal says more to whoever configured this.
        signal.throwIfAborted();
        throw error;
      });
      dialect = 'texts';
      return answer;
    }
  };
}

function bodyIn(dialect: Dialect, model: string, query: string, texts: readonly string[]) {
  // Without a count: all of these servers then answer with every passage, and they do not agree on the field's name.
  if (dialect === 'documents') return { model, query, documents: texts };
  // Raw, because TEI's sigmoid makes equal what is far from its middle.
  return { query, texts, raw_scores: true, truncate: true };
}
