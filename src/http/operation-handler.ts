import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../core/api-key.js';
import type { Access } from '../knowledge-base.js';
import type { ViewUrl } from './view/view-links.js';

/** One authenticated request on its way to the knowledge base. */
export interface Call {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly caller: Caller;
  /** What the caller may see; pass it on to everything that shows text. */
  readonly access: Access;
  /** Makes the view links of what this caller is shown of a collection. */
  readonly viewUrl: (collection: string) => ViewUrl;
  /** Aborts when the client goes away or the time is up. */
  readonly signal: AbortSignal;
}

/**
 * Serves one operation of the contract: resolves to the body of the response, in the contract's shape. The status is 200
 * unless set on `call.reply`. Rejects with KnowledgeBaseError.
 */
export type OperationHandler = (call: Call) => Promise<unknown>;

/** Handlers by `operationId`. */
export type OperationHandlers = Readonly<Record<string, OperationHandler>>;
