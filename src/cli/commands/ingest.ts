import { KnowledgeBaseError } from '../../core/errors.js';
import { type Client, ProblemError } from '../client.js';
import { type CommandContext, withClient } from '../context.js';
import { type FoundDocuments, findCollision, findDocuments } from '../find-documents.js';
import { type IngestSettings, ingestDocuments } from '../ingest-documents.js';
import { type BatchResult, ingestBatch, mostSentDirectly, reasonOf } from '../jobs/ingest-batch.js';
import { planLines } from '../jobs/plan-lines.js';
import { reportJob, reportOutcomes } from '../jobs/report-batch.js';
import { watchDocuments } from '../jobs/watch-documents.js';
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
  /** Goes on with every change below the folders until Ctrl-C. */
  readonly watch?: boolean;
  /** Removes documents of the folders' sources whose files are gone. */
  readonly prune?: boolean;
  readonly dryRun?: boolean;
  /** Prunes although much would go. */
  readonly yes?: boolean;
}

/** `kaoju ingest PATHS… --collection NAME`: true when every path led somewhere and every document was published. */
export async function ingest(
  context: CommandContext,
  paths: readonly string[],
  options: IngestOptions,
): Promise<boolean> {
  const { terminal } = context;
  const found = await findDocuments(paths, options.source);
  assertNoCollision(found.documents);
  assertPrunable(found, options.prune === true);
  assertNoPasswordInJob(options);
  tellMissing(context, found);
  const isGone = found.unmatched.length > 0 || found.unreadable.length > 0;
  if (found.documents.length === 0 && !options.prune && !options.watch) return false;

  const settings = {
    collection: options.collection,
    metadata: metadataOf(options),
    access: options.access,
    password: options.password,
  };
  return await withClient(context, async (client) => {
    terminal.note(`${found.documents.length} documents into "${options.collection}" at ${client.target}`);
    if (options.dryRun !== true) await ensureCollection(client, options.collection, context);
    const complete = await ingestOnce(client, found, settings, context, options);
    if (options.watch !== true || context.signal.aborted) return complete && !isGone;
    return await watchDocuments(
      client,
      { paths, source: options.source, settings, prune: options.prune === true },
      context,
    );
  });
}

async function ingestOnce(
  client: Client,
  found: FoundDocuments,
  settings: IngestSettings,
  context: CommandContext,
  options: IngestOptions,
): Promise<boolean> {
  const { terminal, signal } = context;
  const started = performance.now();
  const { prune = false, dryRun = false, yes = false } = options;
  // A password is not for a ledger on the disk: such documents are sent one by one, however many they are.
  const isDirect = found.documents.length <= mostSentDirectly || settings.password !== undefined;
  if (isDirect && !prune && !dryRun) {
    const outcomes = await ingestDocuments(client, found.documents, settings, terminal, signal);
    reportOutcomes(context, outcomes, performance.now() - started, options);
    const stopped = found.documents.length - outcomes.length;
    if (stopped > 0)
      terminal.note(`stopped: ${stopped} documents were not ingested; the same command goes on from here`);
    return stopped === 0 && outcomes.every((outcome) => 'reply' in outcome);
  }
  const result = await ingestBatch(client, { found, settings, prune, yes, dryRun }, context);
  return await reportBatch(client, result, performance.now() - started, context, options);
}

async function reportBatch(
  client: Client,
  result: BatchResult,
  elapsedMs: number,
  context: CommandContext,
  options: IngestOptions,
): Promise<boolean> {
  const { terminal, signal } = context;
  const { plan, job, outcomes, unreadable, accepted } = result;
  const whole = unreadable.length === 0 && plan.failed.length === 0;
  for (const { message, code } of plan.failed) if (!job) terminal.note(`✗ ${message} [${code}]`);
  if (options.dryRun) {
    if (options.json) terminal.print(JSON.stringify(plan));
    else for (const line of planLines(plan)) terminal.print(line);
    if (plan.refused !== null) terminal.note(`pruning would be refused without --yes: ${plan.refused}`);
    return whole && (plan.refused === null || options.yes === true);
  }
  if (!accepted) {
    terminal.note(`✗ Cannot prune: ${plan.refused} [prune_refused]`);
    terminal.note('  → look at the list above, and add --yes if that is meant; nothing was changed');
    return false;
  }
  if (job) return (await reportJob(client, job, elapsedMs, context, options)) && whole;
  reportOutcomes(context, outcomes, elapsedMs, options, plan.unchanged);
  const stopped = plan.added.length + plan.changed.length - outcomes.length;
  if (stopped > 0) terminal.note(`stopped: ${stopped} documents were not ingested; the same command goes on from here`);
  return whole && !signal.aborted && stopped === 0 && outcomes.every((outcome) => 'reply' in outcome);
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

function tellMissing({ terminal }: CommandContext, { unmatched, unreadable }: FoundDocuments): void {
  for (const path of unmatched)
    terminal.note(`✗ Cannot find documents at "${path}": no Markdown, text or PDF file there`);
  for (const { path, error } of unreadable) terminal.note(`✗ Cannot look into "${path}": ${reasonOf(error)}`);
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

/** A folder that could not be read, or a path that is no folder, says nothing about what is gone. */
function assertPrunable({ notFolders, unreadable }: FoundDocuments, prune: boolean): void {
  if (!prune || (notFolders.length === 0 && unreadable.length === 0)) return;
  const path = notFolders[0] ?? unreadable[0]?.path ?? '';
  throw new KnowledgeBaseError(
    'invalid_request',
    `Cannot prune "${path}": it is no folder that can be read, so it is not known what is gone; name whole folders`,
  );
}

function assertNoPasswordInJob({ password, prune, watch }: IngestOptions): void {
  if (password === undefined || !(prune || watch)) return;
  throw new KnowledgeBaseError(
    'invalid_request',
    'Cannot use --password with --prune or --watch: it would be kept on the disk; ingest encrypted documents on their own',
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
