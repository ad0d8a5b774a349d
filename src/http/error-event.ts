import type { ServerSentEvent } from './event-stream.js';
import type { Call } from './operation-handler.js';
import { toProblem } from './problem.js';
import { logProblem, pathOf } from './send-problem.js';
import { toKnowledgeBaseError } from './to-knowledge-base-error.js';

/** The last event of a stream that failed: the problem that a plain response would have been. Logged like it. */
export function errorEvent({ request, reply }: Pick<Call, 'request' | 'reply'>, error: unknown): ServerSentEvent {
  const failure = toKnowledgeBaseError(error);
  logProblem(failure, request, reply);
  return { event: 'error', data: toProblem(failure, pathOf(request.url), request.id) };
}
