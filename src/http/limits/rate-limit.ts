import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { KnowledgeBaseError } from '../../core/errors.js';
import { injectedSignal } from '../mcp/injected-call.js';

/** Keys remembered; more than any configuration has, and addresses of a server without keys. */
const maxKeys = 10_000;

/**
 * Registers the limit of requests that one key may send in a minute; on a server without keys, one address. Health, contract
 * and documentation are not counted. Must come before the routes are registered, and after the guards, which say whose the
 * request is.
 *
 * @param requestsPerMinute null for no limit.
 */
export function registerRateLimit(server: FastifyInstance, requestsPerMinute: number | null): void {
  if (requestsPerMinute === null) return;
  server.register(rateLimit, {
    max: requestsPerMinute,
    timeWindow: 60_000,
    cache: maxKeys,
    allowList: (request) => !isCounted(request),
    // Whoever follows a link has no key: one reader must not use up what all have.
    keyGenerator: ({ caller, ip }) =>
      caller.name === 'local' || caller.name === 'anonymous' ? `${caller.name} ${ip}` : `key ${caller.name}`,
    errorResponseBuilder: (_request, { ttl }) => rateLimited(requestsPerMinute, ttl),
  });
}

function isCounted(request: FastifyRequest): boolean {
  const { operation } = request.routeOptions.config;
  // A tool's calls are part of the request that called the tool.
  return operation !== undefined && operation.role !== 'public' && injectedSignal() === undefined;
}

function rateLimited(limit: number, ttlMs: number): KnowledgeBaseError {
  const seconds = Math.max(1, Math.ceil(ttlMs / 1000));
  return new KnowledgeBaseError(
    'rate_limited',
    `Cannot take more than ${limit} requests a minute from one key; try again in ${seconds} s`,
    { facts: { retryAfterS: seconds, limit } },
  );
}
