import type { AddressInfo } from 'node:net';

const wildcards = new Set(['0.0.0.0', '::']);

/**
 * Where whoever sent a request reaches this server, for links: the configured address, else the one it listens on; one
 * that listens on every address takes the name that it was called by. Null when it does not listen.
 *
 * @param hostHeader of the request, port included.
 */
export function ownAddress(
  addresses: readonly (AddressInfo | string)[],
  publicUrl: string | null,
  hostHeader: string | undefined,
): string | null {
  if (publicUrl !== null) return publicUrl;
  // A server on `localhost` has two addresses with one port; any of them will do.
  const [address] = addresses;
  if (typeof address !== 'object') return null;
  if (!wildcards.has(address.address)) return `http://${inBrackets(address.address)}:${address.port}`;
  const called = hostHeader !== undefined && /^[\w.-]+(:\d+)?$|^\[[\da-f:.]+\](:\d+)?$/i.test(hostHeader);
  if (called && URL.canParse(`http://${hostHeader}`)) return `http://${hostHeader.toLowerCase()}`;
  return `http://127.0.0.1:${address.port}`;
}

function inBrackets(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
