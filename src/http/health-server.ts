import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KnowledgeBaseError } from '../core/errors.js';
import type { KnowledgeBase } from '../knowledge-base.js';

/** A server that only says whether the process is well. */
export interface HealthServer {
  /** With the port the system chose when 0 was asked for. */
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Answers `/livez` and `/readyz` as the whole service does, for whoever watches over a process without an API: an
 * orchestrator. Everything else is 404.
 *
 * Rejects with `port_in_use`.
 */
export async function startHealthServer(
  knowledgeBase: Pick<KnowledgeBase, 'health'>,
  { host, port }: { host: string; port: number },
): Promise<HealthServer> {
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
      response.end(request.method === 'HEAD' ? undefined : JSON.stringify(body));
    };
    const path = request.url?.split('?')[0];
    if (path === '/livez') return answer(200, { status: 'ok' });
    if (path !== '/readyz') return answer(404, { status: 'not_found' });
    const problems = await knowledgeBase.health();
    const ready = !problems.some(({ blocking }) => blocking);
    answer(ready ? 200 : 503, { status: ready ? 'ready' : 'not_ready', problems });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(toListenError(error, host, port)));
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port, // Listening on a port, not on a pipe.
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function toListenError(error: NodeJS.ErrnoException, host: string, port: number): unknown {
  if (error.code !== 'EADDRINUSE') return error;
  return new KnowledgeBaseError(
    'port_in_use',
    `Cannot listen on ${host}:${port}: another program does; choose another --health-port`,
    { cause: error },
  );
}
