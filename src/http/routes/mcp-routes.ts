import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { toWebRequest } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import type { FastifyInstance } from 'fastify';
import { createMcpServer } from '../../mcp/create-mcp-server.js';
import { assertOwnOrigin } from '../assert-own-origin.js';
import { injectedBackend } from '../mcp/injected-backend.js';
import type { Call, OperationHandlers } from '../operation-handler.js';

export interface McpRouteOptions {
  readonly publicUrl: string | null;
  readonly version: string;
}

/**
 * The Model Context Protocol over streamable HTTP, stateless: every request gets a server instance of its own, which acts
 * as that request's caller.
 */
export function mcpRoutes(server: FastifyInstance, { publicUrl, version }: McpRouteOptions): OperationHandlers {
  const handler = createMcpHandler(
    ({ requestInfo }) => {
      const authorization = requestInfo?.headers.get('authorization') ?? undefined;
      const host = requestInfo?.headers.get('host') ?? undefined;
      return createMcpServer(injectedBackend(server, { authorization, host }), version);
    },
    { onerror: (error) => server.log.debug({ err: error }, 'MCP request refused') },
  );
  server.addHook('onClose', () => handler.close());
  return {
    async mcp(call) {
      const { headers, raw, body } = call.request;
      assertOwnOrigin(headers.origin, publicUrl);
      // Programs that take anything get what the protocol has; the SDK wants both types named.
      if (headers.accept === undefined || headers.accept === '*/*')
        raw.headers.accept = 'application/json, text/event-stream';
      // What a server receives has method and address; only a client's IncomingMessage lacks them.
      const incoming = raw as typeof raw & { method: string; url: string };
      const request = await toWebRequest(incoming, body, { signal: call.signal });
      return await reply(call, await handler.fetch(request, { parsedBody: body }));
    },
  };
}

async function reply({ reply }: Call, response: Response): Promise<unknown> {
  reply.code(response.status);
  for (const name of ['content-type', 'allow', 'mcp-session-id']) {
    const value = response.headers.get(name);
    if (value !== null) reply.header(name, value);
  }
  if (response.body === null) return '';
  const streams = response.headers.get('content-type')?.startsWith('text/event-stream');
  if (!streams) return await response.text();
  reply.header('x-accel-buffering', 'no');
  return Readable.fromWeb(response.body as ReadableStream); // The same stream, typed for browsers and for Node.
}
