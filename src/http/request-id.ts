import { randomUUID } from 'node:crypto';

/**
 * The id of a request: the client's `X-Request-Id` when it is 1 to 64 of `A-Za-z0-9._-` (anything else could forge log
 * lines or headers), else a fresh UUID.
 */
export function requestIdOf(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(header) ? header : randomUUID();
}
