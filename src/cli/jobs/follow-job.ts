import { type Client, ProblemError } from '../client.js';
import type { CommandContext } from '../context.js';
import type { WireJob, WireJobDocument, WireJobEvents } from '../wire.js';

/** Seconds that one look at the events waits for news. */
const waitSeconds = 5;
const endStates = ['done', 'failed', 'cancelled', 'skipped'];

export function jobPath(id: string): string {
  return `/v1/ingest-jobs/${encodeURIComponent(id)}`;
}

/**
 * Shows a job's progress until it is over; failures are named as they come. Ctrl-C cancels the job and waits for its end: what is
 * published stays, and nothing else does.
 */
export async function followJob(client: Client, job: WireJob, context: CommandContext): Promise<WireJob> {
  const { terminal, signal } = context;
  const progress = terminal.progress('ingest', job.documents - job.documents_ended);
  let after = job.last_event_id;
  let cancelled = false;
  let told: string | null = null;
  try {
    for (;;) {
      if (signal.aborted && !cancelled) {
        cancelled = true;
        terminal.note('cancelling …');
        await client.request<WireJob>('POST', `${jobPath(job.job_id)}/cancel`);
      }
      const path = `${jobPath(job.job_id)}/events?after=${after}&wait=${waitSeconds}`;
      const page = await nextEvents(client, path, cancelled ? undefined : signal);
      if (!page) continue;
      for (const { document_id: id, state, message, code } of page.events) {
        if (id === null || !endStates.includes(state)) continue;
        if (state === 'failed') terminal.note(failureLine({ document_id: id, message, code }));
        progress.advance(id);
      }
      after = page.last_event_id;
      if (page.over) break;
      if (page.events.length === 0) told = await tellStandstill(client, job.job_id, context, told);
    }
  } finally {
    progress.stop();
  }
  return await client.request<WireJob>('GET', jobPath(job.job_id));
}

/** Says once where a job stands that has no news: its summary names a missing worker or a full disk. */
async function tellStandstill(client: Client, id: string, { terminal }: CommandContext, told: string | null) {
  const { summary, seconds_left: left } = await client.request<WireJob>('GET', jobPath(id));
  if (left === null && summary !== told) terminal.note(summary);
  return left === null ? summary : told;
}

/** Why a document failed. Which one it is stands in many messages, and is put in front of the others. */
export function failureLine({
  document_id: id,
  message,
  code,
}: Pick<WireJobDocument, 'document_id' | 'message' | 'code'>): string {
  const names = message?.includes(id) === true;
  return `✗ ${names ? '' : `${id}: `}${message} [${code}]`;
}

/** Null when Ctrl-C came while it waited. */
async function nextEvents(
  client: Client,
  path: string,
  signal: AbortSignal | undefined,
): Promise<WireJobEvents | null> {
  try {
    return await client.request<WireJobEvents>('GET', path, signal ? { signal } : {});
  } catch (error) {
    if (signal?.aborted) return null;
    if (error instanceof ProblemError && error.problem.code === 'server_unreachable')
      throw new ProblemError(
        {
          ...error.problem,
          detail:
            'Cannot follow the job any longer: the server is gone; start it again, the job goes on by itself (kaoju jobs)',
        },
        { cause: error },
      );
    throw error;
  }
}
