import { KnowledgeBaseError } from '../core/errors.js';
import { isLoopbackHost } from '../core/loopback-host.js';

/**
 * Refuses a request that came here under a foreign name. A server without keys trusts whoever is on this machine, and
 * a web page can be there too: by DNS rebinding its own host name is made to point to 127.0.0.1, and then only the
 * `Host` header tells it from a local program.
 *
 * @param host the `Host` header, port included.
 * @param publicUrl the configured address, whose name is allowed as well.
 * @throws KnowledgeBaseError `forbidden`
 */
export function assertOwnHost(host: string | undefined, publicUrl: string | null): void {
  const name = (host ?? '').replace(/:\d+$/, '').toLowerCase();
  if (isLoopbackHost(name)) return;
  if (publicUrl !== null && name === new URL(publicUrl).hostname.toLowerCase()) return;
  throw new KnowledgeBaseError(
    'forbidden',
    `Cannot serve requests for host "${name.slice(0, 80)}" without keys: use 127.0.0.1, or set KAOJU_API_KEYS or KAOJU_PUBLIC_URL`,
  );
}
