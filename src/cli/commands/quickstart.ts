import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../compiled-file.js';
import { KnowledgeBaseError } from '../../core/errors.js';
import type { Client } from '../client.js';
import { type CommandContext, type RunningServer, untilAborted } from '../context.js';
import { findDocuments } from '../find-documents.js';
import { ingestDocuments } from '../ingest-documents.js';
import { summarise, summaryLines } from '../ingest-summary.js';
import { formatSource } from '../show-passage.js';
import { confidenceLine } from '../show-reply.js';
import type { WireReply } from '../wire.js';
import { ensureCollection } from './ingest.js';

/** A Chinese question, an English one, a Chinese one answered in English only, and one that nothing answers. */
const questions = [
  '司龄满三年的员工每年有几天年假？',
  'How quickly is a P1 ticket answered and solved?',
  '从杭州调到新加坡的搬迁奖金是多少？',
  'Which wine goes best with grilled salmon?',
];

const collection = 'handbook';

/** Beside the documents: the script that makes the PDFs, with its font. */
const notDocuments = new Set(['make-pdfs']);

/** `kaoju quickstart`: the examples ingested, a server, four questions over HTTP; `exit` ends it there. */
export async function quickstart(context: CommandContext, options: { readonly exit?: boolean }): Promise<boolean> {
  const { terminal, services, signal } = context;
  const server = await startOnFreePort(context);
  const client = services.connect(server.url, server.token);
  try {
    terminal.note(`Kaoju listens on ${server.url} (contract: ${server.url}/docs)`);
    const complete = await ingestExamples(context, client);
    for (const question of questions) await askAloud(context, client, question);
    if (!options.exit && !signal.aborted) await keepServing(context, server);
    return complete;
  } finally {
    await server.close();
  }
}

/** Takes the configured port, or any free one when another program has it. */
async function startOnFreePort(context: CommandContext): Promise<RunningServer> {
  const { services, terminal } = context;
  // The server's request lines would stand between the answers.
  const config = { ...context.config, logLevel: 'error' } as const;
  try {
    return await services.startServer(config);
  } catch (error) {
    if (!(error instanceof KnowledgeBaseError) || error.code !== 'port_in_use') throw error;
    terminal.note(`port ${config.port} is taken by another program: using a free one`);
    return services.startServer({ ...config, port: 0 });
  }
}

async function ingestExamples(context: CommandContext, client: Client): Promise<boolean> {
  const { terminal, signal } = context;
  const root = join(packageRoot, 'examples');
  const entries = await readdir(root, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && !notDocuments.has(entry.name));
  // Found from the root, so that the folders above a document stay in its id.
  const found = await Promise.all(folders.map(({ name }) => findDocuments([join(root, name)], `examples/${name}`)));
  const documents = found.flatMap((each) => each.documents);
  const started = performance.now();
  await ensureCollection(client, collection, context);
  const settings = { collection, metadata: {}, access: undefined };
  const outcomes = await ingestDocuments(client, documents, settings, terminal, signal);
  for (const line of summaryLines(summarise(outcomes), performance.now() - started)) terminal.print(line);
  return outcomes.length === documents.length && outcomes.every((outcome) => 'reply' in outcome);
}

async function askAloud(context: CommandContext, client: Client, question: string): Promise<void> {
  const { terminal, signal } = context;
  const started = performance.now();
  const reply = await client.request<WireReply>('POST', '/v1/query', { json: { question, collection }, signal });
  const elapsedMs = performance.now() - started;
  terminal.print(`\n? ${question}`);
  for (const line of reply.answer.trimEnd().split('\n')) terminal.print(`  ${line}`);
  for (const citation of reply.citations) terminal.print(`  [${citation.number}] ${formatSource(citation)}`);
  const inside = (reply.timings.total_ms ?? 0).toFixed(1);
  terminal.print(`  ${confidenceLine(reply)} · ${inside} ms (${elapsedMs.toFixed(1)} ms over HTTP)`);
}

async function keepServing(context: CommandContext, server: RunningServer): Promise<void> {
  const { terminal, signal, config } = context;
  terminal.note(`\nStill serving on ${server.url}; stop with Ctrl-C. Ask more:`);
  terminal.note(`  npx kaoju --data-dir "${config.dataDir}" ask '试用期员工可以居家办公吗？'`);
  terminal.note(`  curl ${server.url}/v1/query -H 'content-type: application/json' \\`);
  terminal.note(`    -d '{"collection":"${collection}","question":"How much is the learning fund?"}'`);
  await untilAborted(signal);
  terminal.note('stopping …');
}
