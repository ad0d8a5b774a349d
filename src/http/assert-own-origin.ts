import { KnowledgeBaseError } from '../core/errors.js';
import { isLoopbackHost } from '../core/loopback-host.js';

/**
 * Refuses a request that a foreign web page sent. A browser says which page it was; programs that are none send no
 * `Origin`. Pages of this machine and of the configured address may.
 *
 * @throws KnowledgeBaseError `forbidden`
 */
export function assertOwnOrigin(origin: string | undefined, publicUrl: string | null): void {
  if (origin === undefined) return;
  if (/^https?:/i.test(origin) && URL.canParse(origin)) {
    const { hostname } = new URL(origin);
    if (isLoopbackHost(hostname)) return;
    if (publicUrl !== null && new URL(publicUrl).origin === new URL(origin).origin) return;
  }
  throw new KnowledgeBaseError(
    'forbidden',
    `Cannot serve requests of the web page "${origin.slice(0, 80)}": leave the Origin header out, or set KAOJU_PUBLIC_URL to that address`,
  );
}
