import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the server saw it. */
export interface SeenRequest {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: { readonly model: string; readonly input: readonly string[]; readonly dimensions?: number };
}

/** Answers one request in place of the server; undefined lets the server answer. */
export type Interruption = (request: SeenRequest, response: ServerResponse) => boolean;

export interface EmbeddingsServer {
  readonly url: string;
  readonly seen: SeenRequest[];
  /** One is taken off for each request, first in, first out. */
  readonly interruptions: Interruption[];
  format: 'numbers' | 'base64';
  close(): Promise<void>;
}

/** An OpenAI-compatible embeddings server on loopback; a text's vector follows from its hash and is not unit length. */
export async function startEmbeddingsServer(dimensions = 8): Promise<EmbeddingsServer> {
  const state = { seen: [] as SeenRequest[], interruptions: [] as Interruption[] };
  const http = createServer(async (request, response) => {
    const seen = await readRequest(request);
    state.seen.push(seen);
    if (state.interruptions.shift()?.(seen, response)) return;
    const data = seen.body.input.map((text, index) => ({ index, embedding: embed(text, dimensions, server.format) }));
    // In reverse, because nothing says that a server answers in order.
    response.end(JSON.stringify({ object: 'list', data: data.reverse() }));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const server: EmbeddingsServer = {
    ...state,
    url: `http://127.0.0.1:${port}/v1`,
    format: 'numbers',
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  return server;
}

async function readRequest(request: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as SeenRequest['body'];
  return { path: request.url ?? '', authorization: request.headers.authorization, body };
}

function embed(text: string, dimensions: number, format: 'numbers' | 'base64'): number[] | string {
  const hash = createHash('sha512').update(text).digest();
  const numbers = Float32Array.from({ length: dimensions }, (_, index) => (hash[index] ?? 0) - 127.5);
  return format === 'numbers' ? [...numbers] : Buffer.from(numbers.buffer).toString('base64');
}
