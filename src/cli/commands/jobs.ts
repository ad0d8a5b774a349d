import { type CommandContext, withClient } from '../context.js';
import { failureLine, followJob, jobPath } from '../jobs/follow-job.js';
import type { WireJob, WireJobDocumentList, WireJobList } from '../wire.js';
import type { JsonOption } from './collections.js';

export interface ListOptions extends JsonOption {
  readonly collection?: string;
}

export interface ShowOptions extends JsonOption {
  readonly follow?: boolean;
}

export interface RetryOptions extends JsonOption {
  readonly onlyFailed?: boolean;
}

/** `kaoju jobs list`: newest first. */
export async function listJobs(context: CommandContext, options: ListOptions): Promise<boolean> {
  const { terminal, signal } = context;
  const filter = options.collection === undefined ? '' : `&collection=${encodeURIComponent(options.collection)}`;
  const list = await withClient(context, (client) =>
    client.request<WireJobList>('GET', `/v1/ingest-jobs?limit=50${filter}`, { signal }),
  );
  if (options.json) terminal.print(JSON.stringify(list));
  else if (list.jobs.length === 0) terminal.note('There are no jobs; kaoju ingest makes one of a larger batch');
  else for (const job of list.jobs) terminal.print(jobLine(job));
  return true;
}

/** `kaoju jobs show ID`: the job, what failed, and with `follow` its progress until it is over. */
export async function showJob(context: CommandContext, id: string, options: ShowOptions): Promise<boolean> {
  return await withClient(context, async (client) => {
    const { terminal, signal } = context;
    const job = await client.request<WireJob>('GET', jobPath(id), { signal });
    const isOver = job.finished_at !== null;
    if (options.follow && !isOver) return finish(context, await followJob(client, job, context), options);
    if (options.json) terminal.print(JSON.stringify(job));
    else terminal.print(jobLine(job));
    const path = `${jobPath(id)}/documents?state=failed&limit=50`;
    const { documents } = await client.request<WireJobDocumentList>('GET', path, { signal });
    if (!options.json) for (const document of documents) terminal.print(`  ${failureLine(document)}`);
    const rest = (job.counts.failed ?? 0) - documents.length;
    if (!options.json && rest > 0) terminal.print(`  … and ${rest} more`);
    return true;
  });
}

/** `kaoju jobs cancel ID` */
export async function cancelJob(context: CommandContext, id: string, options: JsonOption): Promise<boolean> {
  const { terminal, signal } = context;
  const job = await withClient(context, (client) =>
    client.request<WireJob>('POST', `${jobPath(id)}/cancel`, { signal }),
  );
  terminal.print(options.json ? JSON.stringify(job) : jobLine(job));
  return true;
}

/** `kaoju jobs retry ID`: what failed, and unless told otherwise what was cancelled, once more; follows it to its end. */
export async function retryJob(context: CommandContext, id: string, options: RetryOptions): Promise<boolean> {
  return await withClient(context, async (client) => {
    const { terminal, signal } = context;
    const path = `${jobPath(id)}/retry${options.onlyFailed ? '?only=failed' : ''}`;
    const { job, queued } = await client.request<{ job: WireJob; queued: number }>('POST', path, { signal });
    terminal.note(`${queued} documents of job ${job.job_id} are tried again`);
    if (queued === 0) return true;
    return finish(context, await followJob(client, job, context), options);
  });
}

function finish({ terminal }: CommandContext, job: WireJob, options: JsonOption): boolean {
  terminal.print(options.json ? JSON.stringify(job) : jobLine(job));
  return job.state === 'done';
}

/** A job for people; its state stands in front. */
export function jobLine(job: WireJob): string {
  return `${job.job_id}  ${job.state.padEnd(10)} ${job.collection}  ${job.summary}  (${job.created_at})`;
}
