import { randomBytes } from 'node:crypto';
import fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
  type RouteOptions,
} from 'fastify';
import openapiGlue from 'fastify-openapi-glue';
import type { Config } from '../config.js';
import type { Caller } from '../core/api-key.js';
import { KnowledgeBaseError } from '../core/errors.js';
import { isLoopbackHost } from '../core/loopback-host.js';
import type { KnowledgeBase } from '../knowledge-base.js';
import type { DocumentRenderer } from '../ports/document-renderer.js';
import { jsonLimit, maxJsonBytes, registerBodyParsers } from './body-parsers.js';
import { type Contract, loadContract, type Operation, routableDocument } from './contract.js';
import { difyRoutes } from './dify/dify-routes.js';
import { registerDocsPage } from './docs-page.js';
import { registerGuards } from './guards.js';
import { Admission } from './limits/admission.js';
import { registerBodyDeadline } from './limits/body-deadline.js';
import { registerRateLimit } from './limits/rate-limit.js';
import { type LogTarget, logOptions } from './log-options.js';
import { injectedSignal } from './mcp/injected-call.js';
import { chatRoutes } from './openai/chat-routes.js';
import { embeddingRoutes } from './openai/embedding-routes.js';
import { modelRoutes } from './openai/model-routes.js';
import type { OperationHandler, OperationHandlers } from './operation-handler.js';
import { requestIdOf } from './request-id.js';
import { requestSignal, untilAborted } from './request-signal.js';
import { createRequestValidator } from './request-validator.js';
import { askRoutes } from './routes/ask-routes.js';
import { calibrationRoutes } from './routes/calibration-routes.js';
import { checkRoutes } from './routes/check-routes.js';
import { collectionRoutes } from './routes/collection-routes.js';
import { documentRoutes } from './routes/document-routes.js';
import { feedbackRoutes } from './routes/feedback-routes.js';
import { jobRoutes } from './routes/job-routes.js';
import { mcpRoutes } from './routes/mcp-routes.js';
import { operationRoutes } from './routes/operation-routes.js';
import { promptRoutes } from './routes/prompt-routes.js';
import { reindexRoutes } from './routes/reindex-routes.js';
import { sendProblemPage, viewRoutes } from './routes/view-routes.js';
import { sendProblem } from './send-problem.js';
import { sendUnknownAddress } from './unknown-address.js';
import { ownAddress } from './view/own-address.js';
import { createViewLinks, type ViewUrl } from './view/view-links.js';

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller;
  }
  interface FastifyContextConfig {
    operation?: Operation;
  }
}

/** The application: it answers through `inject` at once, and on a socket after `listen`. */
export type HttpServer = FastifyInstance;

/** What a server is made of. */
export interface ServerParts {
  readonly knowledgeBase: KnowledgeBase;
  readonly config: Pick<
    Config,
    | 'host'
    | 'publicUrl'
    | 'apiKeys'
    | 'maxDocumentBytes'
    | 'viewLinkDays'
    | 'chatSources'
    | 'rateLimit'
    | 'maxWaiting'
    | 'maxStreams'
  > &
    Partial<Pick<Config, 'model'>>;
  /** Makes the pages that people see of documents. */
  readonly renderer: DocumentRenderer;
  /** Signs the links to documents' pages; without one the links end with this server. */
  readonly viewLinkSecret?: Uint8Array;
  /** A secret that only programs of this machine can know; it makes its bearer the local caller. */
  readonly localToken?: string;
  /** Milliseconds for a body that is no document to arrive; 30,000 unless given. */
  readonly bodyDeadlineMs?: number;
  /** No log unless given. */
  readonly log?: LogTarget;
}

/** Milliseconds to answer, besides what a model may take; encoder and index need tens of them, so this only ends what hangs. */
const answerTimeoutMs = 60_000;
/** A document is embedded before its PUT is answered, and questions in their thousands are read: most of an hour for the largest. */
const documentTimeoutMs = 2 * 3_600_000;
/** A stream shows that it lives; a slow model may take its time. */
const streamTimeoutMs = 600_000;
/** For a body that is no document: 16 MB take 13 s at 10 Mbit/s. */
const defaultBodyDeadlineMs = 30_000;
/** To receive a whole request, the largest document on a slow line included. */
const receiveTimeoutMs = 600_000;

/**
 * Builds the HTTP server over a knowledge base, without listening. Routes, validation and response shapes come from
 * `openapi.yaml`; an operation without a handler, or a handler without an operation, throws at once.
 *
 * @throws KnowledgeBaseError `invalid_configuration` for a host beyond loopback without keys.
 */
export function buildServer({
  knowledgeBase,
  config,
  renderer,
  viewLinkSecret,
  localToken,
  bodyDeadlineMs,
  log,
}: ServerParts): HttpServer {
  assertSafeHost(config);
  const contract = loadContract();
  const server = fastify({
    logger: log ? logOptions(log) : false,
    logController: new LogController({ disableRequestLogging: true }), // One line of our own at the end of each request.
    bodyLimit: maxJsonBytes,
    requestTimeout: receiveTimeoutMs,
    keepAliveTimeout: 72_000, // Longer than the 60 s of common proxies, so that they close idle connections first.
    requestIdHeader: false,
    genReqId: (request) => requestIdOf(request.headers['x-request-id']),
    // Document ids of 1,024 bytes are 3 kB percent-encoded; above the id's own limit a clear error should come, not 404.
    http: { maxHeaderSize: 65_536 },
    routerOptions: { maxParamLength: 65_536 },
    // A stop closes idle connections and answers what still comes over busy ones, then closes these as well.
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply as FastifyReply),
  });
  server.decorateRequest('caller');
  server.setValidatorCompiler(createRequestValidator());
  // Replies are mapped field by field and held against the contract by tests. Fastify's serialisers would turn a list
  // into text where a schema allows either (metadata values do; seen with fast-json-stringify 6), without a word.
  server.setSerializerCompiler(() => (reply) => JSON.stringify(reply));
  server.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  server.setNotFoundHandler((request, reply) => sendUnknownAddress(request, reply, contract.operations));
  registerGuards(server, { ...config, localToken });
  registerRateLimit(server, config.rateLimit);
  registerBodyDeadline(server, bodyDeadlineMs ?? defaultBodyDeadlineMs);
  registerBodyParsers(server, config.maxDocumentBytes);
  registerDocsPage(server, contract);
  const closing = new AbortController();
  server.addHook('preClose', async () => closing.abort());
  const viewLinks = createViewLinks({
    secret: viewLinkSecret ?? randomBytes(32),
    apiKeys: config.apiKeys,
    lifetimeDays: config.viewLinkDays,
  });
  const viewUrlFor: ViewUrlFor = ({ caller, headers }, collection) =>
    viewLinks.urlFor(collection, caller.labels, ownAddress(server.addresses(), config.publicUrl, headers.host));
  const handlers: OperationHandlers = {
    ...askRoutes(knowledgeBase),
    ...chatRoutes(knowledgeBase, { sources: config.chatSources }),
    ...difyRoutes(knowledgeBase),
    ...embeddingRoutes(knowledgeBase),
    ...modelRoutes(knowledgeBase),
    ...calibrationRoutes(knowledgeBase),
    ...reindexRoutes(knowledgeBase),
    ...checkRoutes(knowledgeBase),
    ...collectionRoutes(knowledgeBase),
    ...documentRoutes(knowledgeBase, config.maxDocumentBytes),
    ...feedbackRoutes(knowledgeBase),
    ...jobRoutes(knowledgeBase, config.maxDocumentBytes, closing.signal),
    ...promptRoutes(knowledgeBase),
    ...mcpRoutes(server, { publicUrl: config.publicUrl, version: contract.version }),
    ...operationRoutes(knowledgeBase, contract),
    ...viewRoutes(knowledgeBase, renderer, viewLinks),
  };
  registerOperations(server, contract, handlers, {
    maxDocumentBytes: config.maxDocumentBytes,
    modelTimeoutMs: config.model?.timeoutMs ?? 0,
    viewUrlFor,
    admission: new Admission(config),
  });
  return server;
}

interface OperationOptions {
  readonly maxDocumentBytes: number;
  /** What a model may take; 0 without one. */
  readonly modelTimeoutMs: number;
  readonly viewUrlFor: ViewUrlFor;
  readonly admission: Admission;
}

function registerOperations(
  server: FastifyInstance,
  contract: Contract,
  handlers: OperationHandlers,
  served: OperationOptions,
): void {
  const operations = new Map(contract.operations.filter(({ generated }) => generated).map((one) => [one.id, one]));
  const unknown = Object.keys(handlers).filter((id) => !operations.has(id));
  if (unknown.length > 0) throw new Error(`Cannot serve ${unknown.join(', ')}: openapi.yaml has no such operation`);
  for (const id of operations.keys()) {
    if (!(id in handlers)) throw new Error(`Cannot serve openapi.yaml: operation ${id} has no handler`);
  }
  server.addHook('onRoute', ({ config, schema }) => {
    // An operation that declares no query parameter takes none; probes may add what they like to their address.
    if (config?.operation && config.operation.role !== 'public' && schema)
      schema.querystring ??= { type: 'object', properties: {} };
  });
  server.register(openapiGlue, {
    specification: routableDocument(contract),
    operationResolver: (id: string) => {
      const operation = operations.get(id);
      const handler = handlers[id];
      if (!operation || !handler) throw new Error(`Cannot serve openapi.yaml: operation ${id} has no handler`);
      return {
        config: { operation },
        handler: toRouteHandler(operation, handler, served),
        ...(operation.takesLink ? { errorHandler: sendProblemPage } : {}),
        bodyLimit: operation.takesDocument ? served.maxDocumentBytes : jsonLimit(operation),
      } as RouteOptions; // Method, address and schema come from the file.
    },
  });
}

type ViewUrlFor = (request: FastifyRequest, collection: string) => ViewUrl;

function toRouteHandler(
  operation: Operation,
  handler: OperationHandler,
  { modelTimeoutMs, viewUrlFor, admission }: OperationOptions,
) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const isStream = operation.asks && (request.body as { stream?: unknown } | null)?.stream === true;
    if (operation.asks) admission.admit(isStream ? 'stream' : 'question', reply.raw);
    const own = requestSignal(reply.raw, timeoutOf(operation, isStream, modelTimeoutMs));
    const outer = injectedSignal();
    const signal = outer ? AbortSignal.any([own, outer]) : own;
    const { caller } = request;
    const viewUrl = (collection: string) => viewUrlFor(request, collection);
    const call = { request, reply, caller, access: { labels: caller.labels }, viewUrl, signal };
    return untilAborted(handler(call), signal);
  };
}

function timeoutOf(operation: Operation, isStream: boolean, modelTimeoutMs: number): number {
  const { takesDocument, takesQuestions, takesBatch, streams } = operation;
  if (takesDocument || takesQuestions || takesBatch || streams) return documentTimeoutMs;
  return (isStream ? streamTimeoutMs : answerTimeoutMs) + modelTimeoutMs;
}

function assertSafeHost(config: ServerParts['config']): void {
  if (config.apiKeys.length > 0 || isLoopbackHost(config.host)) return;
  throw new KnowledgeBaseError(
    'invalid_configuration',
    `Cannot serve on "${config.host}" without keys: set KAOJU_API_KEYS, or KAOJU_HOST to 127.0.0.1`,
  );
}
