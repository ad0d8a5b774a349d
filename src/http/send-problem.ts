import type { FastifyReply, FastifyRequest } from 'fastify';
import type { KnowledgeBaseError } from '../core/errors.js';
import type { ErrorShape } from './contract.js';
import { toDifyError } from './dify/dify-error.js';
import { toOpenAiError } from './openai/openai-error.js';
import { toProblem } from './problem.js';
import { toKnowledgeBaseError } from './to-knowledge-base-error.js';

/**
 * Answers a request with what went wrong: the framework's error handler. 5xx are logged with their cause.
 *
 * @param shape the body's; that of the operation asked for unless given.
 */
export function sendProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  shape: ErrorShape = request.routeOptions?.config?.operation?.errors ?? 'problem',
): FastifyReply {
  const failure = toKnowledgeBaseError(error);
  const { status, type, body } = bodyOf(failure, request, shape);
  logProblem(failure, request, reply);
  if (failure.code === 'unauthorized') reply.header('www-authenticate', 'Bearer');
  if (failure.status === 503) reply.header('retry-after', '5');
  if (failure.status === 429) reply.header('retry-after', String(failure.facts.retryAfterS ?? 1));
  return reply
    .code(status)
    .header('x-request-id', request.id)
    .type(type)
    .serializer((payload) => JSON.stringify(payload))
    .send(body);
}

/** The error as the operation's clients know errors. */
function bodyOf(failure: KnowledgeBaseError, request: FastifyRequest, shape: ErrorShape) {
  const path = pathOf(request.url);
  const { status } = failure;
  switch (shape) {
    case 'problem':
      return { status, type: 'application/problem+json', body: toProblem(failure, path, request.id) };
    case 'openai':
      return { status, type: 'application/json', body: toOpenAiError(failure, path, request.id) };
    case 'dify':
      return { type: 'application/json', ...toDifyError(failure, path, request.id, request.headers.authorization) };
  }
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
