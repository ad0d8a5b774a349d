import { Readable } from 'node:stream';
import type { Client, Method, RequestOptions } from './client.js';
import { serverSentEvents } from './server-sent-events.js';
import { fromWireResponse, toWireRequest } from './wire-exchange.js';

/** As much of an HTTP application as this needs: Fastify's `inject`, which answers without a socket. */
export interface InjectableApp {
  inject(request: {
    method: Method;
    url: string;
    headers: Record<string, string>;
    payload?: string | Buffer | Readable;
    /** True: the body comes by `stream` and `body` stays empty. */
    payloadAsStream?: boolean;
  }): Promise<{ statusCode: number; body: string; stream(): AsyncIterable<Uint8Array | string> }>;
}

/** Speaks the contract to an application in this process; `close` ends that application. */
export function createInProcessClient(
  app: InjectableApp,
  options: { target: string; token?: string; close: () => Promise<void> },
): Client {
  return {
    target: options.target,
    async request<T>(method: Method, path: string, request: RequestOptions = {}): Promise<T> {
      request.signal?.throwIfAborted();
      const { headers, body } = toWireRequest(request, options.token);
      const bytes = typeof body === 'object' ? Buffer.from(body.buffer, body.byteOffset, body.byteLength) : body;
      const payload = request.stream ? Readable.from(request.stream(), { objectMode: false }) : bytes;
      const answer = app.inject({ method, url: path, headers, ...(payload === undefined ? {} : { payload }) });
      const response = await orAborted(answer, request.signal);
      return fromWireResponse(response.statusCode, response.body, request) as T; // The contract types the body.
    },
    async *stream(path, request = {}) {
      request.signal?.throwIfAborted();
      const { headers, body } = toWireRequest(request, options.token);
      const payload = typeof body === 'string' ? { payload: body } : {};
      const answer = app.inject({ method: 'POST', url: path, headers, ...payload, payloadAsStream: true });
      const response = await orAborted(answer, request.signal);
      if (response.statusCode >= 400) fromWireResponse(response.statusCode, await textOf(response.stream()), request);
      for await (const event of serverSentEvents(response.stream())) {
        request.signal?.throwIfAborted();
        yield event;
      }
    },
    close: options.close,
  };
}

async function textOf(chunks: AsyncIterable<Uint8Array | string>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts).toString('utf8');
}

/** inject cannot be cancelled: on abort the caller goes on, and closing the application waits for the rest. */
async function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  let onAbort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
