import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Whose form of `/rerank` the server speaks. */
export type RerankDialect = 'cohere' | 'jina' | 'voyage' | 'tei';

export interface SeenRerank {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface RerankServer {
  readonly url: string;
  readonly seen: SeenRerank[];
  /** One is taken off for each request; one that returns true has answered. */
  readonly interruptions: ((request: SeenRerank, response: ServerResponse) => boolean)[];
  dialect: RerankDialect;
  close(): Promise<void>;
}

/** A rerank server on loopback; a passage's score is the share of the question's characters that it holds. */
export async function startRerankServer(dialect: RerankDialect = 'jina'): Promise<RerankServer> {
  const state = { seen: [] as SeenRerank[], interruptions: [] as RerankServer['interruptions'] };
  const http = createServer(async (request, response) => {
    const seen = await readRequest(request);
    state.seen.push(seen);
    if (state.interruptions.shift()?.(seen, response)) return;
    const texts = server.dialect === 'tei' ? seen.body.texts : seen.body.documents;
    if (!Array.isArray(texts)) {
      const field = server.dialect === 'tei' ? 'texts' : 'documents';
      response.writeHead(422).end(`missing field \`${field}\` at line 1 column 42`);
      return;
    }
    response.end(JSON.stringify(answerOf(server.dialect, String(seen.body.query), texts.map(String))));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo; // Listening on TCP.
  const server: RerankServer = {
    ...state,
    url: `http://127.0.0.1:${port}`,
    dialect,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  return server;
}

function answerOf(dialect: RerankDialect, query: string, texts: readonly string[]): unknown {
  const characters = [...new Set(query.replace(/\s/g, ''))];
  const scores = texts.map((text) => characters.filter((one) => text.includes(one)).length / (characters.length || 1));
  // Best first, as the real ones answer, so that only the index says which passage is meant.
  const ranked = scores.map((score, index) => ({ index, score })).sort((left, right) => right.score - left.score);
  const results = ranked.map(({ index, score }) => ({ index, relevance_score: score }));
  switch (dialect) {
    case 'tei':
      return ranked;
    case 'voyage':
      return { object: 'list', data: results, model: 'rerank-2.5', usage: { total_tokens: 1 } };
    case 'jina':
      return { model: 'm', results: results.map((row) => ({ ...row, document: { text: texts[row.index] } })) };
    case 'cohere':
      return { id: '1', results, meta: { api_version: { version: '2' } } };
  }
}

async function readRequest(request: IncomingMessage): Promise<SeenRerank> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as SeenRerank['body'];
  return { path: request.url ?? '', authorization: request.headers.authorization, body };
}
