import type { ServerResponse } from 'node:http';
import { KnowledgeBaseError } from '../core/errors.js';

/**
 * A signal that aborts when the client goes away before its response is finished, or after `timeoutMs`.
 *
 * Fastify's own `request.signal` listens to the request's `close`, which Node emits as soon as a body is read: on
 * Node 20 it aborts every POST at once and takes `handlerTimeout` with it (seen with fastify 5.12.8). The response's
 * `close` comes when it should.
 */
export function requestSignal(response: ServerResponse, timeoutMs: number): AbortSignal {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(
      new KnowledgeBaseError(
        'timeout',
        `Cannot finish the request within ${timeoutMs} ms: try again, or ask for less`,
        {
          facts: { timeout_ms: timeoutMs },
        },
      ),
    );
  }, timeoutMs);
  timer.unref();
  response.once('close', () => {
    clearTimeout(timer);
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** `work`, or a rejection with the signal's reason as soon as it aborts: also work that does not listen ends in time. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
