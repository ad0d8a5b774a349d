import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Schemas } from '@qdrant/js-client-rest';
import { FakeQdrantCollection } from './qdrant-collection.js';
import { answerFault, findOperation, requestFault } from './qdrant-description.js';

export interface SeenQdrantRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** Answers one request in place of the server (true), or lets the server answer. */
export type QdrantInterruption = (request: SeenQdrantRequest, response: ServerResponse) => boolean | Promise<boolean>;

export interface FakeQdrantServer {
  readonly url: string;
  readonly seen: SeenQdrantRequest[];
  readonly collections: Map<string, FakeQdrantCollection>;
  /** Asked before every request, in turn: null answers nothing. */
  interrupt: QdrantInterruption | null;
  /** Ends the connections and listens again on the same port, with what it had stored. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A Qdrant server on loopback: it takes only requests that Qdrant's own description allows and gives only answers that it
 * describes, refuses other keys, and searches exactly.
 */
export async function startQdrantServer(options: { apiKey?: string } = {}): Promise<FakeQdrantServer> {
  const seen: SeenQdrantRequest[] = [];
  const collections = new Map<string, FakeQdrantCollection>();
  const http = createServer(async (request, response) => {
    try {
      const { pathname } = new URL(request.url ?? '', 'http://fake');
      const method = request.method ?? 'GET';
      const body = await readBody(request);
      const one: SeenQdrantRequest = { method, path: pathname, body };
      seen.push(one);
      if (await server.interrupt?.(one, response)) return;
      const isAllowed = !options.apiKey || request.headers['api-key'] === options.apiKey;
      if (isAllowed && moveSnapshot(response, collections, one)) return;
      if (!isAllowed) {
        refuse(response, 401, 'Must provide an API key or an Authorization bearer token');
      } else {
        answer(response, collections, one);
      }
    } catch (error) {
      refuse(response, 500, `Service internal error: ${error instanceof Error ? error.message : error}`);
    }
  });
  const listen = (port: number) => new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      http.close(() => resolve());
      http.closeAllConnections();
    });
  await listen(0);
  const { port } = http.address() as AddressInfo;
  const server: FakeQdrantServer = {
    url: `http://127.0.0.1:${port}`,
    seen,
    collections,
    interrupt: null,
    async restart() {
      await stop();
      await listen(port);
    },
    close: stop,
  };
  return server;
}

function answer(
  response: ServerResponse,
  collections: Map<string, FakeQdrantCollection>,
  { method, path, body }: SeenQdrantRequest,
): void {
  const found = findOperation(method, path);
  if (!found) {
    refuse(response, 404, `No such path in Qdrant: ${method} ${path}`);
    return;
  }
  const key = `${method} ${found.template}`;
  const fault = requestFault(key, found.operation, body);
  const result = fault
    ? new Refusal(400, `Format error in JSON body: ${fault}`)
    : perform(key, found.names[0] ?? '', collections, body);
  if (result instanceof Refusal) {
    refuse(response, result.status, result.message);
    return;
  }
  // The root answers bare.
  const reply = key === 'GET /' ? result : { result, status: 'ok', time: 0.001 };
  const wrong = answerFault(key, found.operation, reply);
  if (wrong) throw new Error(`the fake gives an answer to ${key} that Qdrant does not: ${wrong}`);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(reply));
}

/** Snapshots as files: what a file holds is Qdrant's own affair, here it is JSON. True when it was such a request. */
function moveSnapshot(
  response: ServerResponse,
  collections: Map<string, FakeQdrantCollection>,
  { method, path, body }: SeenQdrantRequest,
): boolean {
  const [, name = '', file] = /^\/collections\/([^/]+)\/snapshots\/([^/]+)$/.exec(path) ?? [];
  if (method === 'GET' && file) response.end(JSON.stringify(collections.get(name)?.dump()));
  else if (method === 'POST' && file === 'upload' && typeof body === 'string') {
    const [, json = ''] = /\r\n\r\n(\{.*\})\r\n--/s.exec(body) ?? [];
    collections.set(name, FakeQdrantCollection.of(JSON.parse(json)));
    response.end(JSON.stringify({ result: true, status: 'ok', time: 0 }));
  } else return false;
  return true;
}

class Refusal {
  readonly status: number;
  readonly message: string;
  constructor(status: number, message: string) {
    this.status = status;
    this.message = message;
  }
}

const done: Schemas['UpdateResult'] = { operation_id: 1, status: 'completed' };

function perform(key: string, name: string, collections: Map<string, FakeQdrantCollection>, body: unknown): unknown {
  const collection = collections.get(name);
  switch (key) {
    case 'GET /':
      return { title: 'qdrant - vector search engine', version: '1.19.0' };
    case 'GET /collections':
      return { collections: [...collections.keys()].map((one) => ({ name: one })) };
    case 'GET /collections/{collection_name}/exists':
      return { exists: collection !== undefined };
    case 'PUT /collections/{collection_name}':
      if (collection) return new Refusal(409, `Wrong input: Collection \`${name}\` already exists!`);
      collections.set(name, new FakeQdrantCollection(body as Schemas['CreateCollection']));
      return true;
    case 'DELETE /collections/{collection_name}':
      return collections.delete(name);
  }
  if (!collection) return new Refusal(404, `Not found: Collection \`${name}\` doesn't exist!`);
  return performOn(key, collection, body);
}

function performOn(key: string, collection: FakeQdrantCollection, body: unknown): unknown {
  switch (key) {
    case 'GET /collections/{collection_name}':
      return collection.info();
    case 'POST /collections/{collection_name}/snapshots':
      return { name: 'one.snapshot', creation_time: '2026-01-01T00:00:00', size: 1 };
    case 'DELETE /collections/{collection_name}/snapshots/{snapshot_name}':
      return true;
    case 'PUT /collections/{collection_name}/index': {
      const { field_name, field_schema } = body as Schemas['CreateFieldIndex'];
      const type = typeof field_schema === 'string' ? field_schema : (field_schema?.type ?? 'keyword');
      collection.indexes.set(field_name, { data_type: type as Schemas['PayloadSchemaType'], points: 0 });
      return done;
    }
    case 'PUT /collections/{collection_name}/points': {
      const { points } = body as { points: Schemas['PointStruct'][] };
      const wrong = points.find((point) => !isUuid(String(point.id)));
      if (wrong) return new Refusal(400, `Format error in JSON body: value ${wrong.id} is not a valid point ID`);
      collection.upsert(points);
      return done;
    }
    case 'POST /collections/{collection_name}/points/delete':
      collection.remove(body as Schemas['PointsSelector']);
      return done;
    case 'POST /collections/{collection_name}/points/payload':
      collection.setPayload(body as Schemas['SetPayload']);
      return done;
    case 'POST /collections/{collection_name}/points/scroll':
      return collection.scroll(body as Schemas['ScrollRequest']);
    case 'POST /collections/{collection_name}/points/count':
      return { count: collection.selected((body as Schemas['CountRequest']).filter).length };
    case 'POST /collections/{collection_name}/points/query/batch': {
      const { searches } = body as Schemas['QueryRequestBatch'];
      return searches.map((search) => ({ points: collection.query(search) }));
    }
    case 'POST /collections/{collection_name}/facet':
      return (
        collection.facet(body as Schemas['FacetRequest']) ??
        new Refusal(400, 'Wrong input: Payload index is required to facet')
      );
    default:
      return new Refusal(501, `the fake does not perform ${key}`);
  }
}

function refuse(response: ServerResponse, status: number, error: string): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ status: { error }, time: 0.001 }));
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text);
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  if (request.headers['content-type']?.startsWith('multipart/')) return text;
  return text === '' ? undefined : JSON.parse(text);
}
