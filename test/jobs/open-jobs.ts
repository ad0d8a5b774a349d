import { SqliteStorage } from '../../src/adapters/sqlite/sqlite-storage.js';
import { openSqliteJobQueue } from '../../src/adapters/sqlite-jobs/sqlite-job-queue.js';
import { openSqliteJobStore } from '../../src/adapters/sqlite-jobs/sqlite-job-store.js';
import type { CollectionRecord } from '../../src/core/collection.js';
import type { DocumentRecord } from '../../src/core/document.js';
import { KnowledgeBaseError } from '../../src/core/errors.js';
import { sha256 } from '../../src/core/identity.js';
import { inputHash } from '../../src/core/input-hash.js';
import type { JobState } from '../../src/core/job.js';
import { createIngestJobs, type JobCatalog, type JobService } from '../../src/jobs/create-ingest-jobs.js';
import type { Batch, FinishOptions, JobReport } from '../../src/jobs/ingest-jobs.js';
import type { RunnerLimits } from '../../src/jobs/job-runner.js';
import { keepBytes } from '../../src/jobs/kept-bytes.js';
import { type WorkOn, workOnDocument } from '../../src/jobs/work-on-document.js';
import type { PutDocument, PutDocumentResult } from '../../src/knowledge-base.js';
import type { JobQueue } from '../../src/ports/job-queue.js';
import { MemoryDocumentStore } from '../fakes/fake-jobs.js';

/** Jobs over a database in memory and published documents in a map; `before` makes an ingest wait or fail. */
export class JobBench {
  readonly storage: SqliteStorage;
  readonly documents = new Map<string, DocumentRecord>();
  readonly kept = new MemoryDocumentStore();
  readonly jobs: JobService;
  readonly order: string[] = [];
  /** Codes of the notes that reports get. */
  notes: readonly string[] = [];
  /** Runs before a document is published. */
  before: (input: PutDocument) => Promise<void> = async () => {};
  constructor(
    options: {
      storage?: SqliteStorage;
      readsScans?: boolean;
      limits?: Partial<RunnerLimits>;
      workOn?: WorkOn;
      works?: boolean;
      queue?: Partial<JobQueue>;
    } = {},
  ) {
    this.storage = options.storage ?? new SqliteStorage(':memory:');
    const store = openSqliteJobStore(this.storage);
    const bytes = keepBytes(
      this.kept,
      async (revision) =>
        [...this.documents.values()].some((document) => document.revision === revision) ||
        (await store.needsRevision(revision)),
    );
    const catalog: JobCatalog = {
      findInputs: async (_collection, ids) =>
        new Map(ids.flatMap((id) => (this.documents.has(id) ? [[id, this.#record(id)] as const] : []))),
      listDocumentIds: async (_collection, prefix) => [...this.documents.keys()].filter((id) => id.startsWith(prefix)),
      findDocument: async (_collection, id) => this.documents.get(id) ?? null,
    };
    this.jobs = createIngestJobs({
      catalog,
      jobStore: store,
      jobQueue: Object.assign(openSqliteJobQueue(this.storage), options.queue),
      bytes,
      readsScans: options.readsScans ?? false,
      openCollection: async (name) => {
        if (name !== 'docs') throw new KnowledgeBaseError('collection_not_found', `Cannot use "${name}": none`);
        const counts = { documents: 0, sections: 0, points: 0, createdAt: '', updatedAt: '' };
        return {
          name,
          settings: { description: '', headingLevel: 3 },
          recipe: 'r',
          questionRecipe: 'r',
          generation: '',
          dimensions: 1,
          revision: 'r',
          ...counts,
        } as unknown as CollectionRecord; // As much as jobs look at.
      },
      workOn:
        options.workOn ??
        workOnDocument({
          documentStore: bytes,
          putDocument: (collection, input) => this.#put(collection, input),
          deleteDocument: async (_collection, id) => {
            const existed = this.documents.delete(id);
            if (!existed) throw new KnowledgeBaseError('document_not_found', `Cannot find "${id}": none`);
            const nothing = { sectionsRemaining: 0, pointsRemaining: 0, bytesRemaining: 0, jobsWithdrawn: 0 };
            return { sectionsBefore: 1, pointsBefore: 1, ...nothing };
          },
        }),
      worker: `worker-${Math.random()}`,
      now: () => new Date(),
      retryPauseMs: () => 5,
      works: options.works ?? true,
      ...(options.limits && { limits: options.limits }),
    });
  }

  async batch(fill: (batch: Batch) => Promise<void> | void, options: FinishOptions = {}): Promise<JobReport> {
    const batch = await this.jobs.openBatch({ collection: 'docs', caller: 'local' });
    try {
      await fill(batch);
      return (await batch.finish(options)).job;
    } finally {
      await batch.discard();
    }
  }

  async texts(texts: Readonly<Record<string, string>>, options: FinishOptions = {}): Promise<JobReport> {
    return await this.batch(async (batch) => {
      for (const [id, text] of Object.entries(texts)) await batch.add({ id }, Buffer.from(text));
    }, options);
  }

  /** Waits for the end of a job without looking at the clock. */
  async over(id: string): Promise<JobReport> {
    for (let after = 0; ; ) {
      const page = await this.jobs.listEvents(id, { after, waitMs: 20_000 });
      after = page.lastNumber;
      if (page.over) return await this.jobs.getJob(id);
    }
  }

  async until(id: string, states: readonly JobState[]): Promise<JobReport> {
    for (let after = 0; ; ) {
      const job = await this.jobs.getJob(id);
      if (states.includes(job.state)) return job;
      after = (await this.jobs.listEvents(id, { after, waitMs: 1000 })).lastNumber;
    }
  }

  async problems(id: string): Promise<Record<string, string | undefined>> {
    const { items } = await this.jobs.listDocuments(id);
    return Object.fromEntries(items.filter(({ problem }) => problem).map((one) => [one.documentId, one.problem?.code]));
  }

  async close(): Promise<void> {
    await this.jobs.stop();
    this.storage.close();
  }

  async #put(collection: string, input: PutDocument): Promise<PutDocumentResult> {
    const { id, bytes, metadata = {}, mediaType = null, access = [] } = input;
    this.order.push(id);
    input.onProgress?.('loading', 0);
    await this.before(input);
    input.signal?.throwIfAborted();
    const revision = sha256(bytes);
    const hash = inputHash({ revision, mediaType, metadata, access, headingLevel: 3 });
    const former = this.documents.get(id);
    const same = former?.inputHash === hash;
    const notes = this.notes.map((code) => ({ code, message: '' }));
    const fields = { collection, id, revision, inputHash: hash, access, metadata, title: id, report: { notes } };
    const document = fields as unknown as DocumentRecord; // As much as jobs look at.
    this.documents.set(id, document);
    return {
      document,
      diff: { added: same ? 0 : 1, updated: 0, unchanged: same ? 1 : 0, removed: 0 },
      status: same ? 'unchanged' : former ? 'updated' : 'created',
      embeddedSections: same ? 0 : 1,
      timings: { prepareMs: 0, embedMs: 0, publishMs: 0 },
    };
  }

  #record(id: string): DocumentRecord {
    const record = this.documents.get(id);
    if (!record) throw new Error(`no document ${id}`);
    return record;
  }
}

/** A promise with its ends outside. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
