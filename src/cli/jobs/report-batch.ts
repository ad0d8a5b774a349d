import { type Client, ProblemError } from '../client.js';
import type { CommandContext } from '../context.js';
import type { IngestOutcome } from '../ingest-documents.js';
import { summarise, summaryLines } from '../ingest-summary.js';
import type { WireJob, WireJobDocument, WireJobDocumentList } from '../wire.js';
import { jobPath } from './follow-job.js';

interface ReportOptions {
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** @param unchanged documents that were not sent, since nothing about them changed. */
export function reportOutcomes(
  { terminal }: CommandContext,
  outcomes: readonly IngestOutcome[],
  elapsedMs: number,
  options: ReportOptions,
  unchanged = 0,
): void {
  if (options.verbose) for (const outcome of outcomes) for (const line of noteLines(outcome)) terminal.note(line);
  if (!options.json) {
    const summary = summarise(outcomes);
    summary.documents.unchanged += unchanged;
    for (const line of summaryLines(summary, elapsedMs)) terminal.print(line);
    return;
  }
  for (const outcome of outcomes) {
    if ('reply' in outcome) terminal.print(JSON.stringify(outcome.reply));
    else terminal.print(JSON.stringify({ document_id: outcome.document.id, problem: problemOf(outcome.error) }));
  }
}

/** The end of a job: its summary, or with `json` a line a document. True when everything in it is done. */
export async function reportJob(
  client: Client,
  job: WireJob,
  elapsedMs: number,
  { terminal }: CommandContext,
  options: ReportOptions,
): Promise<boolean> {
  if (options.json || options.verbose) {
    for await (const document of allDocuments(client, job.job_id)) {
      if (options.json) terminal.print(JSON.stringify(document));
      else for (const { message } of document.report?.notes ?? []) terminal.note(`${document.document_id}: ${message}`);
    }
  }
  const seconds = elapsedMs / 1000;
  const done = (job.counts.done ?? 0) + (job.counts.skipped ?? 0);
  const rate = done / Math.max(seconds, 0.001);
  if (!options.json) terminal.print(`${job.summary} in ${seconds.toFixed(1)} s (${rate.toFixed(1)} documents/s)`);
  if (job.state !== 'done')
    terminal.note(`job ${job.job_id} is ${job.state}; try again with: kaoju jobs retry ${job.job_id}`);
  return job.state === 'done';
}

async function* allDocuments(client: Client, id: string): AsyncGenerator<WireJobDocument> {
  let cursor: string | null = null;
  do {
    const from: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: WireJobDocumentList = await client.request<WireJobDocumentList>(
      'GET',
      `${jobPath(id)}/documents?limit=200${from}`,
    );
    yield* page.documents;
    cursor = page.next_cursor;
  } while (cursor !== null);
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
