import { AsyncLocalStorage } from 'node:async_hooks';

/** Signal of the request on whose behalf an injected one runs. */
const signals = new AsyncLocalStorage<AbortSignal>();

/**
 * Runs a request that this server sends to itself. Injected requests have no connection that could close: when the one they
 * are made for is given up, this is how they learn of it (light-my-request 6.6 gives up the request and waits for its response).
 */
export function runInjected<T>(signal: AbortSignal, send: () => PromiseLike<T>): Promise<T> {
  // Awaited inside: `inject` sends nothing before someone waits for its answer.
  return signals.run(signal, async () => await send());
}

/** Aborts when the request ends on whose behalf the present one runs; undefined in a request from outside. */
export function injectedSignal(): AbortSignal | undefined {
  return signals.getStore();
}
