import { EventEmitter, once } from 'node:events';
import type { CollectionRecord } from '../core/collection.js';
import { KnowledgeBaseError } from '../core/errors.js';
import type { IncompleteDocuments } from '../core/incomplete-documents.js';
import { isOver, type JobRecord } from '../core/job.js';
import { labelsOf } from '../labels-of.js';
import type { Catalog } from '../ports/catalog.js';
import type { JobNews } from '../ports/job-news.js';
import type { JobQueue } from '../ports/job-queue.js';
import type { JobStore } from '../ports/job-store.js';
import { absentWorkerNote, findAbsentWorker, lacksWorker } from './absent-worker.js';
import { atMostEvery } from './at-most-every.js';
import { describeJob, rateWindowMs } from './describe-job.js';
import type { IngestJobs, JobReport } from './ingest-jobs.js';
import { openJobBatch } from './job-batch.js';
import { JobRecorder } from './job-recorder.js';
import { JobRunner, type RunnerLimits } from './job-runner.js';
import { maySee, type VisibilityCatalog, withReport } from './job-visibility.js';
import type { KeptBytes } from './kept-bytes.js';
import { pauseBeforeRetryMs } from './retry-policy.js';
import type { WorkOn } from './work-on-document.js';

/** What jobs ask the catalog. */
export type JobCatalog = Pick<Catalog, 'findInputs' | 'listDocumentIds'> & VisibilityCatalog;

export interface JobParts {
  readonly catalog: JobCatalog;
  readonly jobStore: JobStore;
  readonly jobQueue: JobQueue;
  readonly bytes: KeptBytes;
  /** Rejects with `collection_not_found` or `recipe_mismatch`. */
  readonly openCollection: (name: string) => Promise<CollectionRecord>;
  readonly workOn: WorkOn;
  readonly incomplete?: Pick<IncompleteDocuments, 'has'>;
  /** Whether scans are read by OCR; false unless set. */
  readonly readsScans?: boolean;
  readonly worker: string;
  /** Where other processes work on the same jobs; left out where none can. */
  readonly news?: JobNews | undefined;
  /** Whether this process works on jobs, or leaves that to others; true unless set. */
  readonly works?: boolean;
  /** Whether old jobs, and bytes that nobody needs, are forgotten at start; true unless set. */
  readonly sweeps?: boolean;
  readonly now: () => Date;
  /** Milliseconds before another attempt; `pauseBeforeRetryMs` unless set. */
  readonly retryPauseMs?: (failures: number, error: KnowledgeBaseError) => number;
  readonly limits?: Partial<RunnerLimits>;
}

/** Batch ingest, and what the rest of the knowledge base needs to know of it. */
export interface JobService extends IngestJobs {
  /**
   * Takes a document (all of a collection: `documentId` null) out of every job, since it was deleted or a newer one came.
   * Resolves to how many were affected.
   */
  withdraw(collection: string, documentId: string | null, why: 'deleted' | 'replaced', upTo?: number): Promise<number>;
  /** What went wrong beside the documents, until jobs can be written again: a full disk, say. */
  problem(): KnowledgeBaseError | null;
  /** `no_worker` when documents wait and no process is there to take them; null otherwise. */
  absentWorker(): Promise<KnowledgeBaseError | null>;
  stop(): Promise<void>;
}

const pageSize = { standard: 100, most: 1000 };
/** Another process may have written events, and news of it may have been missed. */
const pollMs = 1_000;
/** News of other processes are passed on this often at most: everyone who waits reads the ledger then. */
const newsPauseMs = 100;
/** Jobs are forgotten, and bytes that failed documents hold let go of, this long after their end. */
const keepJobsMs = 30 * 24 * 3_600_000;

export function createIngestJobs(parts: JobParts): JobService {
  const { catalog, jobStore, jobQueue, bytes, now } = parts;
  const news = new EventEmitter().setMaxListeners(0);
  const announce = () => void news.emit('news');
  let problem: KnowledgeBaseError | null = null;
  const onTrouble = (error: unknown): void => {
    problem = error instanceof KnowledgeBaseError ? error : troubleOf(error);
  };
  const recorder = new JobRecorder(
    jobStore,
    (released) => {
      problem = null;
      for (const revision of released) bytes.remove(revision).catch(onTrouble);
      changed();
    },
    onTrouble,
  );
  const runner = new JobRunner({
    queue: jobQueue,
    recorder,
    workOn: parts.workOn,
    worker: parts.worker,
    alone: parts.news === undefined,
    now,
    retryPauseMs: parts.retryPauseMs ?? ((failures, error) => pauseBeforeRetryMs(failures, error, Math.random)),
    onTrouble,
    ...(parts.limits && { limits: parts.limits }),
  });
  const stopping = new AbortController();
  let starting: Promise<void> | undefined;
  let sweeping: Promise<unknown> = Promise.resolve();

  /** Nobody there, or nothing that can be written: a full disk. */
  const standstillOf = async (job: JobRecord): Promise<string | null> => {
    if (await lacksWorker(jobQueue, job)) return absentWorkerNote;
    return isOver(job.state) ? null : (problem?.message ?? null);
  };
  const describe = async (job: JobRecord): Promise<JobReport> =>
    describeJob(job, {
      ended: isOver(job.state) ? 0 : await jobStore.countEnded(job.id, rateWindowMs),
      now: now(),
      standstill: await standstillOf(job),
    });
  const changed = () => {
    announce();
    runner.wake();
  };
  const unwatch = parts.news?.watch(
    atMostEvery(newsPauseMs, () => {
      changed();
      void runner.dropWhatIsLost();
    }),
  );
  const start = (): Promise<void> => {
    starting ??= (async () => {
      const { works = true, sweeps = true } = parts;
      const forgotten = sweeps ? await jobStore.forgetJobs(now().getTime() - keepJobsMs) : [];
      for (const revision of forgotten) await bytes.remove(revision);
      if (works) await runner.start();
      if (sweeps) sweeping = bytes.sweep(stopping.signal).catch(onTrouble);
    })();
    return starting;
  };

  return {
    async openBatch(options) {
      const collection = await parts.openCollection(options.collection);
      const batch = {
        catalog,
        store: jobStore,
        bytes,
        headingLevel: collection.settings.headingLevel,
        incomplete: parts.incomplete,
        readsScans: parts.readsScans ?? false,
        describe: async (id: string) => describe(await jobStore.findJob(id)),
        onCreated: () => {
          changed();
          start().catch(onTrouble);
        },
      };
      return openJobBatch(batch, options);
    },
    getJob: async (id) => describe(await jobStore.findJob(id)),
    async listJobs({ collection = null, ...page } = {}) {
      const { items, nextCursor } = await jobStore.listJobs({ collection, ...pageOf(page) });
      return { items: await Promise.all(items.map(describe)), nextCursor };
    },
    async listDocuments(jobId, { states = [], access, ...page } = {}) {
      const found = await jobStore.listJobDocuments(jobId, { states, ...pageOf(page) });
      const reports = await Promise.all(found.items.map((document) => withReport(catalog, document, labelsOf(access))));
      return { items: reports.filter((report) => report !== null), nextCursor: found.nextCursor };
    },
    async listEvents(jobId, { after = 0, limit = pageSize.most, waitMs = 0, access, signal } = {}) {
      const labels = labelsOf(access);
      const until = performance.now() + waitMs;
      // Who waits for a job wants it done: a command that opened the folder itself works on it.
      if (waitMs > 0) start().catch(onTrouble);
      for (;;) {
        const { collection, state, lastEvent } = await jobStore.peekJob(jobId);
        const events = await jobStore.listEvents(jobId, { after, limit });
        const lastNumber = events.at(-1)?.number ?? after;
        const over = isOver(state) && lastNumber >= lastEvent;
        const leftMs = until - performance.now();
        if (events.length > 0 || over || leftMs <= 0) {
          const visible = [];
          for (const event of events)
            if (await maySee(catalog, collection, event.document, labels)) visible.push(event);
          return { events: visible, lastNumber, over };
        }
        await nextNews(news, Math.ceil(Math.min(leftMs, pollMs)), signal);
      }
    },
    async cancelJob(id) {
      const { inWork } = await jobStore.cancelJob(id);
      runner.cancel(inWork, null);
      changed();
      return describe(await jobStore.findJob(id));
    },
    async retryJob(id, { only } = {}) {
      const { job, queued } = await jobStore.retryJob(id, only === 'failed' ? ['failed'] : ['failed', 'cancelled']);
      changed();
      start().catch(onTrouble);
      return { job: await describe(job), queued };
    },
    start,

    async withdraw(collection, documentId, why, upTo) {
      const problem = supersededBy(why, documentId ?? collection);
      const { waiting, inWork, revisions } = await jobStore.withdraw(collection, documentId, {
        problem: { code: problem.code, message: problem.message },
        ...(upTo !== undefined && { newerThan: upTo }),
      });
      runner.cancel(inWork, problem);
      for (const revision of revisions) await bytes.remove(revision);
      if (waiting.length + inWork.length > 0) changed();
      return waiting.length + inWork.length;
    },
    problem: () => problem,
    absentWorker: () => findAbsentWorker(jobQueue),
    async stop() {
      stopping.abort();
      unwatch?.();
      await starting?.catch(onTrouble);
      await runner.stop();
      await sweeping;
      announce();
    },
  };
}

function pageOf({ limit = pageSize.standard, cursor = null }: { limit?: number; cursor?: string | null }) {
  return { limit: Math.min(Math.max(1, limit), pageSize.most), cursor };
}

async function nextNews(news: EventEmitter, ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  const timeout = AbortSignal.timeout(ms);
  await once(news, 'news', { signal: signal ? AbortSignal.any([signal, timeout]) : timeout }).catch(() => {});
  signal?.throwIfAborted();
}

function troubleOf(cause: unknown): KnowledgeBaseError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new KnowledgeBaseError('internal_error', `Cannot go on with ingest jobs as usual: ${reason}; see the log`, {
    cause,
  });
}

function supersededBy(why: 'deleted' | 'replaced', id: string): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'superseded',
    why === 'deleted'
      ? `Cannot ingest "${id}": it was deleted while it waited; send it again if that was not meant`
      : `Cannot ingest "${id}": a newer version of it came while it waited; nothing is to be done`,
  );
}
