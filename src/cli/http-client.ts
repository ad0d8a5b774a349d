import { type Client, type Method, ProblemError, type RequestOptions } from './client.js';
import { serverSentEvents } from './server-sent-events.js';
import { fromWireResponse, toWireRequest } from './wire-exchange.js';

/** Talks to a live server. `token` is its local token or an API key; undefined when it wants none. */
export function createHttpClient(baseUrl: string, token?: string): Client {
  return {
    target: baseUrl,
    async request<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
      const { headers, body } = toWireRequest(options, token);
      const signal = options.signal;
      const response = await reach(new URL(path, baseUrl), {
        method,
        headers,
        ...(body === undefined ? {} : { body }),
        ...(options.stream && { body: ReadableStream.from(options.stream()), duplex: 'half' as const }),
        ...(signal === undefined ? {} : { signal }),
      });
      return fromWireResponse(response.status, await response.text(), options) as T; // The contract types the body.
    },
    async *stream(path, options = {}) {
      const { headers, body } = toWireRequest(options, token);
      const response = await reach(new URL(path, baseUrl), {
        method: 'POST',
        headers: { ...headers, accept: 'text/event-stream, application/json' },
        ...(body === undefined ? {} : { body }),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      });
      if (!response.ok || !response.body) {
        fromWireResponse(response.status, await response.text(), options);
        return;
      }
      yield* serverSentEvents(response.body);
    },
    async close() {},
  };
}

async function reach(url: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ProblemError(
      {
        status: 503,
        code: 'server_unreachable',
        title: 'Server unreachable',
        detail: `Cannot reach ${url.origin}: ${reasonOf(cause)}; start it again with kaoju serve`,
      },
      { cause },
    );
  }
}

/** fetch hides what happened in its cause. */
function reasonOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return inner instanceof Error ? inner.message : String(inner);
}
