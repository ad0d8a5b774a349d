import { KnowledgeBaseError } from '../../core/errors.js';
import { type Client, ProblemError } from '../client.js';
import { type CommandContext, withClient } from '../context.js';
import { findCollision, findDocuments } from '../find-documents.js';
import { type IngestOutcome, ingestDocuments } from '../ingest-documents.js';
import { summarise, summaryLines } from '../ingest-summary.js';
import type { WireCollection } from '../wire.js';
import { pathOf } from './collections.js';

export interface IngestOptions {
  readonly collection: string;
  readonly source?: string;
  readonly domain?: string;
  readonly subcategory?: string;
  readonly period?: string;
  /** `key=value`, several. */
  readonly metadata?: readonly string[];
  readonly access?: readonly string[];
  /** Of encrypted PDFs. */
  readonly password?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** `kaoju ingest PATHS… --collection NAME`: true when every path led somewhere and every document was published. */
export async function ingest(
  context: CommandContext,
  paths: readonly string[],
  options: IngestOptions,
): Promise<boolean> {
  const { terminal, signal } = context;
  const { documents, unmatched } = await findDocuments(paths, options.source);
  assertNoCollision(documents);
  for (const path of unmatched)
    terminal.note(`✗ Cannot find documents at "${path}": no Markdown, text or PDF file there`);
  if (documents.length === 0) return false;

  const settings = {
    collection: options.collection,
    metadata: metadataOf(options),
    access: options.access,
    password: options.password,
  };
  const started = performance.now();
  const outcomes = await withClient(context, async (client) => {
    terminal.note(`${documents.length} documents into "${options.collection}" at ${client.target}`);
    await ensureCollection(client, options.collection, context);
    return ingestDocuments(client, documents, settings, terminal, signal);
  });
  report(context, outcomes, performance.now() - started, options);
  const stopped = documents.length - outcomes.length;
  if (stopped > 0) terminal.note(`stopped: ${stopped} documents were not ingested; the same command goes on from here`);
  return unmatched.length === 0 && stopped === 0 && outcomes.every((outcome) => 'reply' in outcome);
}

/** Creates the collection when it is not there, and says so: it was named on the command line. */
export async function ensureCollection(client: Client, name: string, context: CommandContext): Promise<void> {
  const { signal, terminal } = context;
  try {
    await client.request<WireCollection>('GET', pathOf(name), { signal });
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'collection_not_found') throw error;
    await client.request<WireCollection>('PUT', pathOf(name), { json: {}, signal });
    terminal.note(`created collection "${name}"`);
  }
}

function assertNoCollision(documents: Parameters<typeof findCollision>[0]): void {
  const collision = findCollision(documents);
  if (!collision) return;
  const [first, second] = collision;
  throw new KnowledgeBaseError(
    'invalid_document_id',
    `Cannot ingest ${first.path} and ${second.path}: both would be document "${first.id}"; ingest them with two --source names`,
  );
}

function metadataOf(options: IngestOptions): Record<string, string> {
  const metadata: Record<string, string> = {};
  for (const pair of options.metadata ?? []) {
    const cut = pair.indexOf('=');
    if (cut < 1) {
      throw new KnowledgeBaseError('invalid_metadata', `Cannot read --metadata "${pair}"; write it as key=value`);
    }
    metadata[pair.slice(0, cut)] = pair.slice(cut + 1);
  }
  for (const key of ['domain', 'subcategory', 'period'] as const) {
    const value = options[key];
    if (value !== undefined) metadata[key] = value;
  }
  return metadata;
}

function report(
  context: CommandContext,
  outcomes: readonly IngestOutcome[],
  elapsedMs: number,
  options: IngestOptions,
): void {
  const { terminal } = context;
  if (options.verbose) for (const outcome of outcomes) for (const line of noteLines(outcome)) terminal.note(line);
  if (!options.json) {
    for (const line of summaryLines(summarise(outcomes), elapsedMs)) terminal.print(line);
    return;
  }
  for (const outcome of outcomes) {
    if ('reply' in outcome) terminal.print(JSON.stringify(outcome.reply));
    else terminal.print(JSON.stringify({ document_id: outcome.document.id, problem: problemOf(outcome.error) }));
  }
}

function noteLines(outcome: IngestOutcome): string[] {
  if ('error' in outcome) return [];
  return outcome.reply.report.notes.map(({ message, line, page }) => {
    const place = line !== null ? `:${line}` : page !== null ? ` page ${page}` : '';
    return `${outcome.document.id}${place}: ${message}`;
  });
}

function problemOf(error: unknown): unknown {
  if (error instanceof ProblemError) return error.problem;
  return { code: 'unreadable_file', detail: error instanceof Error ? error.message : String(error) };
}
