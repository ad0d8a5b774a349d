import type { FastifyReply, FastifyRequest } from 'fastify';
import { KnowledgeBaseError } from '../core/errors.js';
import { allowedMethods, operationsAt } from './allowed-methods.js';
import type { Operation } from './contract.js';
import { pathOf, sendProblem } from './send-problem.js';

/** Answers a request that no route takes: 405 with `Allow` when the contract has the path, else 404. */
export function sendUnknownAddress(
  request: FastifyRequest,
  reply: FastifyReply,
  operations: readonly Operation[],
): FastifyReply {
  const path = pathOf(request.url);
  const allowed = allowedMethods(operations, path);
  const shown = path.slice(0, 200);
  if (allowed.length === 0) {
    const message = `Cannot find "${shown}": see /docs for every address`;
    return sendProblem(new KnowledgeBaseError('not_found', message), request, reply);
  }
  reply.header('allow', allowed.join(', '));
  const message = `Cannot ${request.method} "${shown}": use ${allowed.join(', ')}`;
  const error = new KnowledgeBaseError('method_not_allowed', message, { facts: { allowed } });
  return sendProblem(error, request, reply, operationsAt(operations, path)[0]?.errors);
}
