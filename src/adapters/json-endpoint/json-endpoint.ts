import { type ErrorCode, KnowledgeBaseError } from '../../core/errors.js';
import { postWithRetries, type RetryPolicy } from './post-with-retries.js';

export interface JsonEndpointOptions extends RetryPolicy {
  /** Root of an API, with or without `/v1` and the last segment: `http://localhost:8000/v1`. */
  readonly url: string;
  /** Last segment of the address: `embeddings`. */
  readonly segment: string;
  readonly apiKey: string | undefined;
  /** What is asked for, in messages: `embeddings`. */
  readonly wanted: string;
  /** Of errors when the server does not give it. */
  readonly failureCode: ErrorCode;
}

/** One address of a server that takes JSON and answers JSON. */
export interface JsonEndpoint {
  readonly href: string;
  /** The answer's JSON, after retries. Rejects with the `failureCode`, or with the signal's reason. */
  post(body: unknown, signal: AbortSignal | undefined): Promise<unknown>;
  /** Ends at once what still runs. */
  close(): Promise<void>;
}

/** @throws KnowledgeBaseError `invalid_configuration` when the URL is none. */
export function jsonEndpoint(options: JsonEndpointOptions): JsonEndpoint {
  const { apiKey, wanted, failureCode } = options;
  const endpoint = endpointOf(options);
  const running = new Set<AbortController>();
  let closed = false;
  const closedError = () =>
    new KnowledgeBaseError(
      failureCode,
      `Cannot ask ${endpoint.href} for ${wanted}: the connection is closed; open it again`,
    );
  return {
    href: endpoint.href,
    async post(body, signal) {
      signal?.throwIfAborted();
      if (closed) throw closedError();
      const stop = new AbortController();
      const onAbort = (): void => stop.abort(signal?.reason);
      signal?.addEventListener('abort', onAbort, { once: true });
      running.add(stop);
      try {
        return await postWithRetries({ endpoint, apiKey, body, wanted, failureCode }, options, stop.signal);
      } finally {
        running.delete(stop);
        signal?.removeEventListener('abort', onAbort);
      }
    },
    async close() {
      closed = true;
      for (const stop of running) stop.abort(closedError());
    },
  };
}

function endpointOf({ url, segment, wanted }: JsonEndpointOptions): URL {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new KnowledgeBaseError(
      'invalid_configuration',
      `Cannot use "${url}" for ${wanted}: give an address such as http://localhost:8000/v1`,
    );
  }
  const endpoint = new URL(url);
  const path = endpoint.pathname.replace(/\/+$/, '');
  endpoint.pathname = path.endsWith(`/${segment}`) ? path : `${path || '/v1'}/${segment}`;
  return endpoint;
}
