/**
 * Whether a host name or address (as written in a URL or a `Host` header, without port) can only be this machine.
 * Names other than `localhost` never are: whoever controls a name server can point them here.
 */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || name === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);
}
