import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hashingEmbedder } from './hashing-embedder.js';

/** An endpoint of OpenAI's protocol whose vectors cost nothing, where what is measured is everything else. */
export async function startHashingEndpoint(): Promise<{ readonly url: string; close(): void }> {
  const embedder = hashingEmbedder();
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer); // No encoding is set, so these are bytes.
    const { input } = JSON.parse(Buffer.concat(pieces).toString()) as { input: string[] };
    const encodings = await embedder.embedPassages(input);
    const data = encodings.map(({ vector }, index) => ({ index, embedding: [...vector] }));
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ object: 'list', data }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
