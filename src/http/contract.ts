import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packageRoot } from '../compiled-file.js';

/** Who may call an operation: anyone, any key, or a write key. */
export type OperationRole = 'public' | 'read' | 'write';

/** Whose error bodies an operation has: our own, or those that its clients know. */
export type ErrorShape = 'problem' | 'openai' | 'dify';

/** One operation of `openapi.yaml`, as far as the server needs more than its schemas. */
export interface Operation {
  readonly id: string;
  /** Upper case. */
  readonly method: string;
  /** With parameters in braces: `/v1/collections/{collection}`. */
  readonly path: string;
  readonly role: OperationRole;
  /** Media types that the body may have; empty for an operation without a body. */
  readonly requestTypes: readonly string[];
  /** The body must be there and is JSON; without a type no schema would be asked. */
  readonly needsJson: boolean;
  /** False for what is asked every few seconds. */
  readonly logged: boolean;
  /** The body is a document, so the limit for documents holds instead of the one for JSON. */
  readonly takesDocument: boolean;
  /** The body is a list of labelled questions: longer than other JSON, and longer to answer. */
  readonly takesQuestions: boolean;
  /** The body is a conversation: longer than other JSON. */
  readonly takesConversation: boolean;
  /** Counts as a question under way: it takes the encoder's time. */
  readonly asks: boolean;
  readonly errors: ErrorShape;
  /** The body is a batch: a form of many files, or a long list; and what is longer to answer than a question. */
  readonly takesBatch: boolean;
  /** It answers for as long as something goes on. */
  readonly streams: boolean;
  /** A signed link opens it without a key; its handler checks the link. */
  readonly takesLink: boolean;
  /** False where the file says `x-no-fastify-config`: a plugin serves it. */
  readonly generated: boolean;
}

/** The contract: the file's own bytes, and what it says. */
export interface Contract {
  readonly text: string;
  readonly version: string;
  readonly document: OpenApiDocument;
  readonly operations: readonly Operation[];
}

/** As much of an OpenAPI document's shape as is read here. */
export interface OpenApiDocument {
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>;
    readonly responses: Readonly<Record<string, OpenApiResponse>>;
  };
}

export interface OpenApiResponse {
  content?: Record<string, object>;
}

export interface OpenApiOperation {
  readonly operationId: string;
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, { schema?: object; examples?: object }>>;
  };
  readonly responses: Readonly<Record<string, OpenApiResponse>>;
  readonly 'x-fastify-config'?: {
    readonly role?: OperationRole;
    readonly log?: boolean;
    readonly body?: string;
    readonly link?: boolean;
    readonly load?: string;
    readonly errors?: ErrorShape;
    readonly streams?: boolean;
  };
  readonly 'x-no-fastify-config'?: boolean;
}

const methods = new Set(['get', 'put', 'post', 'delete', 'patch', 'head', 'options']);

/** Reads `openapi.yaml` of the package, the source of truth of everything on the wire. */
export function loadContract(): Contract {
  const text = readFileSync(join(packageRoot, 'openapi.yaml'), 'utf8');
  const document = parse(text) as OpenApiDocument; // Our own file; the OpenAPI plugin validates its shape at start.
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => methods.has(method))
      .map(([method, operation]) => toOperation(path, method, operation)),
  );
  return { text, version: document.info.version, document, operations };
}

/**
 * The document as the route generator gets it. Bodies other than JSON reach a handler as bytes or as a stream of parts,
 * which the file's schemas describe to people but no validator could check. Answers of other types than JSON have no
 * serialiser to generate, and the generator would warn at every start that it cannot read them as requests.
 */
export function routableDocument(contract: Contract): object {
  const document = structuredClone(contract.document);
  for (const item of Object.values(document.paths)) {
    // Beside its methods a path may hold `parameters`, which have no responses.
    for (const [, operation] of Object.entries(item).filter(([method]) => methods.has(method))) {
      for (const [type, content] of Object.entries(operation.requestBody?.content ?? {})) {
        if (type !== 'application/json') delete content.schema;
      }
      for (const response of Object.values(operation.responses)) keepJsonOnly(response);
    }
  }
  for (const response of Object.values(document.components.responses)) keepJsonOnly(response);
  return document;
}

function keepJsonOnly(response: OpenApiResponse): void {
  const json = response.content?.['application/json'];
  if (json) response.content = { 'application/json': json };
  else delete response.content;
}

function isJsonOnly(content: object): boolean {
  return Object.keys(content).join() === 'application/json';
}

function toOperation(path: string, method: string, operation: OpenApiOperation): Operation {
  const config = operation['x-fastify-config'] ?? {};
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    // An operation that says nothing is for write keys only: forgetting to say it must not open it.
    role: config.role ?? (operation['x-no-fastify-config'] ? 'public' : 'write'),
    requestTypes: Object.keys(operation.requestBody?.content ?? {}),
    needsJson: operation.requestBody?.required === true && isJsonOnly(operation.requestBody.content),
    logged: config.log !== false,
    takesDocument: config.body === 'document',
    takesQuestions: config.body === 'questions',
    takesConversation: config.body === 'conversation',
    asks: config.load === 'question',
    errors: config.errors ?? 'problem',
    takesBatch: config.body === 'batch',
    streams: config.streams === true,
    takesLink: config.link === true,
    generated: operation['x-no-fastify-config'] !== true,
  };
}
