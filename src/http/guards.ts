import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import type { Caller } from '../core/api-key.js';
import { assertMediaType } from './assert-media-type.js';
import { assertOwnHost } from './assert-own-host.js';
import { assertRole, createAuthenticator } from './authenticate.js';
import type { OperationRole } from './contract.js';
import { docsPath } from './docs-page.js';
import { pathOf } from './send-problem.js';

/** Whoever calls what is public. */
const anonymousCaller: Caller = { name: 'anonymous', role: 'read', labels: [] };

interface GuardOptions extends Pick<Config, 'publicUrl' | 'apiKeys'> {
  readonly localToken: string | undefined;
}

/**
 * Registers what every request passes before its body is read: whose it is, whether it may, and whether its body has a
 * type that is accepted; and the one log line at its end.
 */
export function registerGuards(server: FastifyInstance, options: GuardOptions): void {
  const authenticate = createAuthenticator(options.apiKeys, options.localToken);
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    reply.header('x-content-type-options', 'nosniff');
    reply.header('referrer-policy', 'no-referrer');
    reply.header('cache-control', 'no-store');
    request.caller = anonymousCaller;
    if (options.apiKeys.length === 0) assertOwnHost(request.headers.host, options.publicUrl);
    const { operation } = request.routeOptions.config;
    const role = roleOf(request);
    if (role !== 'public' && !(operation?.takesLink && hasSignature(request))) {
      request.caller = authenticate(request.headers.authorization);
      assertRole(request.caller, role);
    }
    if (operation) assertMediaType(operation, request.headers);
  });
  server.addHook('onResponse', async (request, reply) => {
    if (request.routeOptions.config.operation?.logged === false) return;
    request.log.info(
      {
        method: request.method,
        path: pathOf(request.url),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        caller: request.caller?.name,
      },
      'request',
    );
  });
}

/** Whether it is a true one, the handler says; without a key its bearer is nobody until then. */
function hasSignature({ query }: FastifyRequest): boolean {
  return typeof query === 'object' && query !== null && 'sig' in query;
}

/** A route that no one declared needs a write key: forgetting to say it must not open it. */
function roleOf(request: FastifyRequest): OperationRole {
  const { config } = request.routeOptions;
  if (config.operation) return config.operation.role;
  const path = pathOf(request.url);
  return request.is404 || path === docsPath || path.startsWith(`${docsPath}/`) ? 'public' : 'write';
}
