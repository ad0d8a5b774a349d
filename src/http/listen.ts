import closeWithGrace from 'close-with-grace';
import type { FastifyInstance } from 'fastify';
import { KnowledgeBaseError } from '../core/errors.js';

/** A server that takes requests. */
export interface ListeningServer {
  /** `http://127.0.0.1:8080`, with the port the system chose when 0 was asked for. */
  readonly url: string;
  /** Stops taking requests, finishes those under way, then runs `afterClose`. Idempotent. */
  close(): Promise<void>;
}

/** Milliseconds a stop may take: running questions finish, an ingest under way is given up (its old revision stays). */
const closeWithinMs = 15_000;

/**
 * Starts to listen, and stops gracefully on SIGTERM, SIGINT and crashes.
 *
 * @param afterClose closes what the server stands on, such as the knowledge base.
 * @param signals false for a program that handles its signals itself, and for tests.
 * @throws KnowledgeBaseError `port_in_use`, or `invalid_configuration` for an address that is not this machine's.
 */
export async function listen(
  server: FastifyInstance,
  options: { host: string; port: number; afterClose?: () => Promise<void>; signals?: boolean },
): Promise<ListeningServer> {
  const { host, port } = options;
  try {
    await server.listen({ host, port });
  } catch (error) {
    await server.close();
    throw listenError(error, host, port);
  }
  let closed: Promise<void> | undefined;
  let uninstall = () => {};
  const close = () => {
    uninstall();
    closed ??= server.close().then(() => options.afterClose?.());
    return closed;
  };
  if (options.signals !== false) {
    const grace = closeWithGrace({ delay: closeWithinMs, logger: false }, async ({ signal, err }) => {
      if (err) server.log.error({ err }, 'stopping after an error');
      else server.log.info({ signal }, 'stopping');
      await close();
    });
    uninstall = () => grace.uninstall();
  }
  return { url: urlOf(server, host), close };
}

function urlOf(server: FastifyInstance, host: string): string {
  const [address] = server.addresses();
  const port = typeof address === 'object' ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function listenError(error: unknown, host: string, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return new KnowledgeBaseError(
      'port_in_use',
      `Cannot listen on ${host}:${port}: the port is in use; stop the other program or set KAOJU_PORT`,
      { cause: error, facts: { host, port } },
    );
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new KnowledgeBaseError(
      'invalid_configuration',
      `Cannot listen on ${host}:${port}: ${code === 'EACCES' ? 'the port needs more rights' : 'the address is not this machine’s'}; set KAOJU_HOST and KAOJU_PORT`,
      { cause: error, facts: { host, port } },
    );
  return error;
}
