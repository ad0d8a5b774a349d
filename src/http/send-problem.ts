import type { FastifyReply, FastifyRequest } from 'fastify';
import type { KnowledgeBaseError } from '../core/errors.js';
import { toProblem } from './problem.js';
import { toKnowledgeBaseError } from './to-knowledge-base-error.js';

/** Answers a request with what went wrong: the framework's error handler. 5xx are logged with their cause. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const failure = toKnowledgeBaseError(error);
  const problem = toProblem(failure, pathOf(request.url), request.id);
  logProblem(failure, request, reply);
  if (failure.code === 'unauthorized') reply.header('www-authenticate', 'Bearer');
  if (failure.status === 503) reply.header('retry-after', '5');
  return reply
    .code(failure.status)
    .header('x-request-id', request.id)
    .type('application/problem+json')
    .serializer((payload) => JSON.stringify(payload))
    .send(problem);
}

/** 5xx are logged with their cause. */
export function logProblem(failure: KnowledgeBaseError, request: FastifyRequest, reply: FastifyReply): void {
  // Nobody reads the answer of a request whose client went away, and its end is no failure of ours.
  if (reply.raw.destroyed) request.log.debug({ code: failure.code }, 'client went away');
  else if (failure.status >= 500)
    request.log.error({ err: failure.cause ?? failure, code: failure.code }, failure.message);
}

/** The path of a request's URL, without its query. */
export function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}
