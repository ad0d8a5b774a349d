import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenChat {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
  /** Set once the client went away before the reply was finished. */
  aborted: boolean;
}

/** How one request for a reply is answered; the request is read by then. */
export type ChatAnswer = (response: ServerResponse, seen: SeenChat) => unknown;

export interface ChatServer {
  /** With `/v1`. */
  readonly url: string;
  /** Requests for replies; those for models and tokens are not among them. */
  readonly seen: SeenChat[];
  /** The last one stays; those before it are used up. */
  readonly answers: ChatAnswer[];
  /** What `GET /v1/models` answers with; null for 404. */
  models: unknown;
  /** How texts are counted at `/tokenize`; null for 404. */
  tokenize: ((text: string) => unknown) | null;
  close(): Promise<void>;
}

/** A server of OpenAI's chat protocol on loopback, as well or as badly behaved as its answers. */
export async function startChatServer(...answers: ChatAnswer[]): Promise<ChatServer> {
  const seen: SeenChat[] = [];
  const http = createServer(async (request, response) => {
    const body = await readBody(request);
    if (request.url === '/v1/models') return sendJson(response, server.models);
    if (request.url === '/tokenize') return sendJson(response, server.tokenize?.(String(body.prompt ?? body.content)));
    const one: SeenChat = {
      path: request.url ?? '',
      authorization: request.headers.authorization,
      body,
      aborted: false,
    };
    seen.push(one);
    response.on('close', () => {
      one.aborted = !response.writableFinished;
    });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    await answer?.(response, one);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo; // Listening on TCP.
  const server: ChatServer = {
    url: `http://127.0.0.1:${port}/v1`,
    seen,
    answers,
    models: { object: 'list', data: [{ id: 'tuned', object: 'model' }] },
    tokenize: null,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  return server;
}

/** Streams a text in these pieces, then the reason why it ends and the usage. */
export function says(...pieces: string[]): ChatAnswer {
  return (response) => {
    begin(response);
    for (const content of pieces) sendPiece(response, { content });
    finish(response);
  };
}

export function begin(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  sendPiece(response, { role: 'assistant', content: '' });
}

export function sendPiece(response: ServerResponse, delta: object, finishReason: string | null = null): boolean {
  const choices = [{ index: 0, delta, finish_reason: finishReason }];
  const chunk = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'tuned', choices };
  return response.write(`data: ${JSON.stringify(finishReason ? { ...chunk, system_fingerprint: 'fp1' } : chunk)}\n\n`);
}

export function finish(response: ServerResponse, reason = 'stop'): void {
  sendPiece(response, {}, reason);
  const usage = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };
  response.write(`data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [], usage })}\n\n`);
  response.end('data: [DONE]\n\n');
}

/** Answers with a status and a body at once. */
export function answers(status: number, body: string, headers: Record<string, string> = {}): ChatAnswer {
  return (response) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}

function sendJson(response: ServerResponse, value: unknown): void {
  if (value === null || value === undefined) response.writeHead(404).end('{"detail":"Not Found"}');
  else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

async function readBody(request: IncomingMessage): Promise<SeenChat['body']> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : JSON.parse(text);
}
