import fastify from 'fastify';
import { openBuiltinModels } from '../src/adapters/builtin-models/builtin-models.js';
import { openDocumentRenderer } from '../src/adapters/document-page/document-page-renderer.js';
import { openKnowledgeBase } from '../src/compose.js';
import { loadConfig } from '../src/config.js';
import { buildServer } from '../src/http/build-server.js';
import type { Reader } from '../src/ports/reader.js';

// `node dist/bench/http-server.js FOLDER on|off`: the service over a data folder, with or without its reader, and beside it
// on a port of its own what it is measured against: a route that does nothing but encode the question. Prints both addresses
// as one line of JSON. `GET /counters` of the second one says what the reader did.

const [folder = '', withReader] = process.argv.slice(2);
const config = loadConfig({});
const models = await openBuiltinModels({ reader: withReader === 'on' });
const counters = { readings: 0, passages: 0 };
const knowledgeBase = await openKnowledgeBase(
  { dataDir: folder },
  { ...models, reader: models.reader && counted(models.reader) },
);
const server = buildServer({ knowledgeBase, config, renderer: openDocumentRenderer() });
const bare = fastify();
bare.post('/encode', async (request) => {
  const { question } = request.body as { question: string };
  const { vector } = await models.embedder.embedQuery(question);
  return { dimensions: vector.length };
});
bare.get('/counters', async () => ({
  ...counters,
  ...models.readerCache(),
  rssMb: process.memoryUsage.rss() / 2 ** 20,
}));
const addresses = {
  service: await server.listen({ host: '127.0.0.1', port: 0 }),
  bare: await bare.listen({ host: '127.0.0.1', port: 0 }),
};
console.log(JSON.stringify(addresses));
process.on('disconnect', () => process.exit(0));

function counted(reader: Reader): Reader {
  return {
    recipe: reader.recipe,
    read(question, passages, options) {
      counters.readings += 1;
      counters.passages += passages.length;
      return reader.read(question, passages, options);
    },
  };
}
