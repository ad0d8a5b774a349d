import { type Client, ProblemError } from '../client.js';
import type { CommandContext } from '../context.js';
import type { FoundDocument, FoundDocuments } from '../find-documents.js';
import { type IngestOutcome, type IngestSettings, ingestDocuments } from '../ingest-documents.js';
import type { WireJob, WireJobPlan, WireJobReply } from '../wire.js';
import { followJob } from './follow-job.js';
import { type HashCache, hashDocuments } from './hash-documents.js';
import { jobUpload } from './job-upload.js';
import { idLines } from './plan-lines.js';

/** Up to so many documents are sent one by one, which is simpler to watch; more become a job, which survives everything. */
export const mostSentDirectly = 32;

export interface BatchRequest {
  readonly found: FoundDocuments;
  readonly settings: IngestSettings;
  readonly prune: boolean;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly cache?: HashCache;
}

/** What became of a batch. */
export interface BatchResult {
  readonly plan: WireJobPlan;
  /** Files that could not be read. */
  readonly unreadable: readonly { readonly document: FoundDocument; readonly error: unknown }[];
  /** Set when documents were sent one by one. */
  readonly outcomes: readonly IngestOutcome[];
  /** Set when they became a job. */
  readonly job: WireJob | null;
  /** False when pruning was refused, and then nothing was done. */
  readonly accepted: boolean;
}

/**
 * Compares files with a collection by their hashes, and sends what is new or changed: the rest never leaves the disk.
 *
 * @throws ProblemError of the service, or the signal's reason before anything was acknowledged.
 */
export async function ingestBatch(
  client: Client,
  request: BatchRequest,
  context: CommandContext,
): Promise<BatchResult> {
  const { found, settings, prune, yes, dryRun } = request;
  const { terminal, signal } = context;
  const hashed = await hashDocuments(found.documents, signal, request.cache);
  const unreadable = hashed.flatMap((one) => ('error' in one ? [one] : []));
  for (const { document, error } of unreadable) terminal.note(`✗ Cannot read ${document.path}: ${reasonOf(error)}`);
  const base = {
    collection: settings.collection,
    metadata: settings.metadata,
    ...(settings.access !== undefined && { access: settings.access }),
    ...(prune && { prune: found.sources }),
  };
  // What cannot be read is there all the same, or pruning would take it for gone.
  const entries = hashed.map((one) => ({
    id: one.document.id,
    revision: 'error' in one ? '0'.repeat(64) : one.revision,
    media_type: one.document.mediaType,
  }));
  const plan = await planOf(client, { ...base, documents: entries, dry_run: true }, request, signal);
  const result = { plan: withoutUnreadable(plan, unreadable), unreadable, outcomes: [], job: null, accepted: true };
  if (dryRun) return result;
  for (const line of idLines('-', plan.removed)) terminal.note(line);
  if (plan.refused !== null && !yes) return { ...result, accepted: false };

  const touched = new Set([...result.plan.added, ...result.plan.changed]);
  const files = found.documents.filter(({ id }) => touched.has(id));
  if (files.length === 0 && plan.removed.length === 0) return result;
  if (files.length <= mostSentDirectly && plan.removed.length === 0)
    return { ...result, outcomes: await ingestDocuments(client, files, settings, terminal, signal) };
  const rest = entries.filter(({ id }) => !touched.has(id));
  const job = await sendJob(client, { job: { ...base, yes }, files, entries: rest }, context);
  return { ...result, job: await followJob(client, job, context) };
}

async function planOf(
  client: Client,
  json: object,
  { dryRun, found }: BatchRequest,
  signal: AbortSignal,
): Promise<WireJobPlan> {
  try {
    const { plan } = await client.request<WireJobReply>('POST', '/v1/ingest-jobs', { json, signal });
    if (!plan) throw new Error('The server answered a dry run without a plan');
    return plan;
  } catch (error) {
    // A dry run makes no collection; everything would be new in it.
    if (!dryRun || !(error instanceof ProblemError) || error.problem.code !== 'collection_not_found') throw error;
    const added = found.documents.map(({ id }) => id);
    return { added, changed: [], unchanged: 0, removed: [], failed: [], refused: null };
  }
}

/**
 * Sends a job. Ctrl-C on the way breaks the form off, of which the server then takes nothing; once all is sent, the answer is
 * awaited, since there is a job now that must be cancelled by its name.
 */
async function sendJob(
  client: Client,
  upload: Parameters<typeof jobUpload>[0],
  { terminal, signal }: CommandContext,
): Promise<WireJob> {
  const progress = terminal.progress('send', upload.files.length);
  const sending = new AbortController();
  let sent = 0;
  const breakOff = (): void => {
    if (sent < upload.files.length) sending.abort(signal.reason);
  };
  signal.addEventListener('abort', breakOff);
  try {
    const request = jobUpload(upload, ({ id }) => {
      sending.signal.throwIfAborted();
      sent += 1;
      progress.advance(id);
    });
    const { job } = await client.request<WireJobReply>('POST', '/v1/ingest-jobs', {
      ...request,
      signal: sending.signal,
    });
    if (!job) throw new Error('The server answered a batch without a job');
    return job;
  } catch (error) {
    if (sending.signal.aborted)
      terminal.note(`stopped after ${sent} of ${upload.files.length} files were sent; nothing of them was taken`);
    throw error;
  } finally {
    signal.removeEventListener('abort', breakOff);
    progress.stop();
  }
}

function withoutUnreadable(plan: WireJobPlan, unreadable: BatchResult['unreadable']): WireJobPlan {
  const ids = new Set(unreadable.map(({ document }) => document.id));
  const readable = (list: readonly string[]) => list.filter((id) => !ids.has(id));
  return { ...plan, added: readable(plan.added), changed: readable(plan.changed) };
}

export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ENOENT':
      return 'it is gone';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
