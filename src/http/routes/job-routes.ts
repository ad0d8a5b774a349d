import { KnowledgeBaseError } from '../../core/errors.js';
import type { DocumentState } from '../../core/job.js';
import type { Batch, BatchOptions } from '../../jobs/ingest-jobs.js';
import type { KnowledgeBase } from '../../knowledge-base.js';
import { mediaTypeOf } from '../assert-media-type.js';
import { errorEvent } from '../error-event.js';
import { eventStream, type ServerSentEvent } from '../event-stream.js';
import { addNamedDocuments } from '../jobs/job-documents.js';
import { readJobForm } from '../jobs/job-form.js';
import { type JobRequest, toJobRequest } from '../jobs/job-request.js';
import type { Call, OperationHandlers } from '../operation-handler.js';
import { jobDocumentOnWire, jobEventOnWire, jobOnWire, jobPlanOnWire } from '../wire/job-on-wire.js';

/** One answer of a stream waits this long for news before it looks whether anyone still listens. */
const streamWaitMs = 10_000;

/**
 * Batch jobs. All of it needs a write key; documents that the caller's labels do not reach are left out.
 *
 * @param closing aborts when the server stops: streams end then.
 */
export function jobRoutes(
  knowledgeBase: KnowledgeBase,
  maxDocumentBytes: number,
  closing: AbortSignal,
): OperationHandlers {
  const { jobs } = knowledgeBase;
  return {
    async createIngestJob(call) {
      const { batch, job } = await receive(knowledgeBase, call, maxDocumentBytes);
      try {
        const key = call.request.headers['idempotency-key'];
        const options = {
          prune: job.prune,
          yes: job.yes,
          ...(typeof key === 'string' && { idempotencyKey: idempotencyKeyOf(key) }),
        };
        if (job.dryRun) return { job: null, plan: jobPlanOnWire(await batch.plan(options)) };
        const { job: report, created } = await batch.finish(options);
        const path = `/v1/ingest-jobs/${report.id}`;
        call.reply.code(created ? 202 : 200).header('location', path);
        return { job: jobOnWire(report), plan: null };
      } finally {
        await batch.discard();
      }
    },
    async listIngestJobs(call) {
      const { collection, limit, cursor } = call.request.query as ListQuery; // Validated, default filled in.
      const page = await jobs.listJobs({
        limit,
        cursor: cursor ?? null,
        ...(collection !== undefined && { collection }),
      });
      return { jobs: page.items.map(jobOnWire), next_cursor: page.nextCursor };
    },
    async getIngestJob(call) {
      return jobOnWire(await jobs.getJob(jobIdOf(call)));
    },
    async listIngestJobDocuments(call) {
      const { limit, cursor, state } = call.request.query as DocumentsQuery; // Validated, default filled in.
      const page = await jobs.listDocuments(jobIdOf(call), {
        limit,
        cursor: cursor ?? null,
        states: state === undefined ? [] : [state],
        access: call.access,
      });
      return { documents: page.items.map(jobDocumentOnWire), next_cursor: page.nextCursor };
    },
    async listIngestJobEvents(call) {
      const query = call.request.query as EventsQuery; // Validated, default filled in.
      const after = eventIdOf(call.request.headers['last-event-id'] ?? query.after);
      if (call.request.headers.accept?.includes('text/event-stream'))
        return eventStream(call.reply, streamEvents(knowledgeBase, call, after, closing), {
          toErrorEvent: (error) => errorEvent(call, error),
        });
      const page = await jobs.listEvents(jobIdOf(call), {
        after,
        limit: query.limit,
        waitMs: query.wait * 1000,
        access: call.access,
        signal: AbortSignal.any([call.signal, closing]),
      });
      return { events: page.events.map(jobEventOnWire), last_event_id: String(page.lastNumber), over: page.over };
    },
    async cancelIngestJob(call) {
      return jobOnWire(await jobs.cancelJob(jobIdOf(call)));
    },
    async retryIngestJob(call) {
      const { only } = call.request.query as { only?: 'failed' }; // Validated.
      const { job, queued } = await jobs.retryJob(jobIdOf(call), only ? { only } : {});
      return { job: jobOnWire(job), queued };
    },
  };
}

interface ListQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly collection?: string;
}

interface DocumentsQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly state?: DocumentState;
}

interface EventsQuery {
  readonly after?: string;
  readonly limit: number;
  /** Seconds. */
  readonly wait: number;
}

async function receive(
  knowledgeBase: KnowledgeBase,
  call: Call,
  maxDocumentBytes: number,
): Promise<{ batch: Batch; job: JobRequest }> {
  const { request, access, caller, signal } = call;
  const optionsOf = (job: JobRequest): BatchOptions => ({ collection: job.collection, caller: caller.name, access });
  if (mediaTypeOf(request.headers['content-type']) === 'multipart/form-data') {
    const openBatch = async (job: JobRequest): Promise<Batch> => {
      const batch = await knowledgeBase.jobs.openBatch(optionsOf(job));
      return await filled(batch, () => addNamedDocuments(knowledgeBase, batch, job, signal));
    };
    return readJobForm(request, { knowledgeBase, openBatch, maxDocumentBytes, signal });
  }
  const job = toJobRequest(request.body);
  const batch = await knowledgeBase.jobs.openBatch(optionsOf(job));
  return { job, batch: await filled(batch, () => addNamedDocuments(knowledgeBase, batch, job, signal)) };
}

/** The batch, or what filling it failed with, and then nothing of it is kept. */
async function filled(batch: Batch, fill: () => Promise<void>): Promise<Batch> {
  try {
    await fill();
    return batch;
  } catch (error) {
    await batch.discard();
    throw error;
  }
}

async function* streamEvents(
  { jobs }: KnowledgeBase,
  call: Call,
  after: number,
  closing: AbortSignal,
): AsyncGenerator<ServerSentEvent, void, void> {
  const id = jobIdOf(call);
  const { access, signal } = call;
  let last = after;
  // The first event says where the job stands, so that a client need not ask.
  yield { event: 'job', data: jobOnWire(await jobs.getJob(id)) };
  for (let over = false; !over && !closing.aborted; ) {
    const page = await jobs
      .listEvents(id, { after: last, waitMs: streamWaitMs, access, signal: AbortSignal.any([signal, closing]) })
      .catch((error: unknown) => {
        if (closing.aborted) return { events: [], lastNumber: last, over: true };
        throw error;
      });
    for (const event of page.events) {
      const name = event.document === null ? 'job_state' : 'document';
      yield { id: String(event.number), event: name, data: jobEventOnWire(event) };
    }
    last = page.lastNumber;
    over = page.over;
  }
  if (!closing.aborted) yield { event: 'job', data: jobOnWire(await jobs.getJob(id)) };
}

function jobIdOf(call: Call): string {
  const { job_id: id } = call.request.params as { job_id: string }; // The path has this parameter.
  return id;
}

function eventIdOf(id: string | string[] | undefined): number {
  if (id === undefined) return 0;
  const text = String(id);
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new KnowledgeBaseError(
    'invalid_request',
    `Cannot go on from event "${text.slice(0, 80)}": it is no event of ours; leave it out to begin`,
  );
}

function idempotencyKeyOf(key: string): string {
  if (/^[\x21-\x7e]{1,200}$/.test(key)) return key;
  throw new KnowledgeBaseError(
    'invalid_request',
    'Cannot use the Idempotency-Key: it must have 1 to 200 visible ASCII characters, such as a UUID',
  );
}
