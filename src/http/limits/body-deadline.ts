import type { FastifyInstance } from 'fastify';
import { KnowledgeBaseError } from '../../core/errors.js';
import { mediaTypeOf } from '../assert-media-type.js';
import { sendProblem } from '../send-problem.js';

/**
 * Registers the time that a JSON body other than a document may take to arrive: someone who sends a byte a second must not hold a
 * connection for as long as the largest document takes on a slow line. Node's own limit on headers is 60 seconds.
 */
export function registerBodyDeadline(server: FastifyInstance, deadlineMs: number): void {
  server.addHook('preParsing', async (request, reply, payload) => {
    const { operation } = request.routeOptions.config;
    const { 'content-length': length = '0', 'transfer-encoding': encoding, 'content-type': type } = request.headers;
    const hasBody = encoding !== undefined || Number(length) > 0;
    if (!hasBody || operation?.takesDocument || mediaTypeOf(type) !== 'application/json') return payload;
    const timer = setTimeout(() => {
      if (reply.sent) return;
      // The rest of the body is not waited for: the connection ends with the answer.
      reply.header('connection', 'close');
      sendProblem(tooSlow(deadlineMs), request, reply);
      reply.raw.once('finish', () => request.raw.destroy());
    }, deadlineMs);
    timer.unref();
    const stop = () => clearTimeout(timer);
    payload.once('end', stop);
    reply.raw.once('close', stop);
    return payload;
  });
}

function tooSlow(deadlineMs: number): KnowledgeBaseError {
  const message = `Cannot wait for the body any longer: it did not arrive within ${deadlineMs} ms; send it in one go`;
  return new KnowledgeBaseError('request_timeout', message, { facts: { timeoutMs: deadlineMs } });
}
