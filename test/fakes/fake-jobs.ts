import { SqliteStorage } from '../../src/adapters/sqlite/sqlite-storage.js';
import { openSqliteJobQueue } from '../../src/adapters/sqlite-jobs/sqlite-job-queue.js';
import { openSqliteJobStore } from '../../src/adapters/sqlite-jobs/sqlite-job-store.js';
import type { CollectionRecord } from '../../src/core/collection.js';
import type { DocumentRecord } from '../../src/core/document.js';
import { createIngestJobs, type JobCatalog, type JobService } from '../../src/jobs/create-ingest-jobs.js';
import { keepBytes } from '../../src/jobs/kept-bytes.js';
import { workOnDocument } from '../../src/jobs/work-on-document.js';
import type { DeleteDocumentResult, PutDocument, PutDocumentResult } from '../../src/knowledge-base.js';
import type { ArchiveReader } from '../../src/ports/archive-reader.js';
import type { DocumentStore } from '../../src/ports/document-store.js';
import type { JobStore } from '../../src/ports/job-store.js';
import type { SourceFiles } from '../../src/ports/source-files.js';

/** Bytes in memory. */
export class MemoryDocumentStore implements DocumentStore {
  readonly kept = new Map<string, Uint8Array>();
  /** Set it to make the next writes fail. */
  failure: Error | null = null;

  async put(revision: string, bytes: Uint8Array): Promise<void> {
    if (this.failure) throw this.failure;
    this.kept.set(revision, bytes);
  }
  async get(revision: string): Promise<Uint8Array | null> {
    return this.kept.get(revision) ?? null;
  }
  async *list(): AsyncGenerator<string> {
    yield* [...this.kept.keys()];
  }
  async remove(revision: string): Promise<void> {
    this.kept.delete(revision);
  }
}

/** Real jobs over a database in memory, and over documents as some fake keeps them. */
export function fakeJobs(parts: {
  openCollection: (name: string) => Promise<CollectionRecord>;
  documents: (collection: string) => Promise<readonly DocumentRecord[]>;
  putDocument: (collection: string, input: PutDocument) => Promise<PutDocumentResult>;
  deleteDocument: (collection: string, id: string) => Promise<DeleteDocumentResult>;
}): { jobs: JobService; store: JobStore } {
  const storage = new SqliteStorage(':memory:');
  const documentStore = new MemoryDocumentStore();
  const bytes = keepBytes(documentStore, async () => true);
  const catalog: JobCatalog = {
    async findInputs(collection, ids) {
      const documents = await parts.documents(collection);
      return new Map(documents.filter(({ id }) => ids.includes(id)).map((document) => [document.id, document]));
    },
    async listDocumentIds(collection, prefix) {
      return (await parts.documents(collection)).map(({ id }) => id).filter((id) => id.startsWith(prefix));
    },
    async findDocument(collection, id) {
      return (await parts.documents(collection)).find((document) => document.id === id) ?? null;
    },
  };
  const store = openSqliteJobStore(storage);
  const jobs = createIngestJobs({
    catalog,
    jobStore: store,
    jobQueue: openSqliteJobQueue(storage),
    bytes,
    openCollection: parts.openCollection,
    workOn: workOnDocument({ ...parts, documentStore: bytes }),
    worker: 'test',
    now: () => new Date(),
  });
  return { jobs, store };
}

/** No folder of the server may be read. */
export const noSourceFiles: SourceFiles = {
  async find(path) {
    throw new Error(`This test reads no ${path}`);
  },
};

export const noArchives: ArchiveReader = {
  read(name) {
    throw new Error(`This test unpacks no ${name}`);
  },
};
