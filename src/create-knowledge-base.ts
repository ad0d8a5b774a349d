import type { IngestPorts } from '../ingest/ingest-document.js';
import { ingestDocument } from '../ingest/ingest-document.js';
import type { CalibratePorts } from './calibrate/calibrate-collection.js';
import { calibrationMethods, refusedCalibrations } from './calibration-methods.js';
import { checkMethods, type FactCheckPorts } from './check-methods.js';
import { CollectionGate } from './collection-gate.js';
import type { CollectionRecord, CollectionSettings } from './core/collection.js';
import { defaultCollectionSettings } from './core/collection.js';
import type { DocumentRecord } from './core/document.js';
import { KnowledgeBaseError } from './core/errors.js';
import { mayAccess } from './core/filter.js';
import { assertCollectionName, sha256 } from './core/identity.js';
import { deleteCollection, deleteDocument, documentNotFound } from './delete-documents.js';
import { encoderMethods } from './encoder-methods.js';
import { assertWritable, type EncoderPorts, withEncoderOf } from './encoders.js';
import { AnswerRecorder, type RecorderPorts } from './feedback/answer-recorder.js';
import { type FeedbackPorts, feedbackMethods } from './feedback/feedback-methods.js';
import { createIngestJobs } from './jobs/create-ingest-jobs.js';
import { keepBytes } from './jobs/kept-bytes.js';
import { workOnDocument } from './jobs/work-on-document.js';
import { KeyedQueue } from './keyed-queue.js';
import type {
  Access,
  DeleteDocumentResult,
  HealthProblem,
  KnowledgeBase,
  PutDocument,
  PutDocumentResult,
} from './knowledge-base.js';
import { labelsOf } from './labels-of.js';
import type { ArchiveReader } from './ports/archive-reader.js';
import type { Catalog, SectionRecord } from './ports/catalog.js';
import type { JobNews } from './ports/job-news.js';
import type { JobQueue } from './ports/job-queue.js';
import type { JobStore } from './ports/job-store.js';
import type { SourceFiles } from './ports/source-files.js';
import type { TokenCounter } from './ports/token-counter.js';
import type { BytePins, Gate, Turns } from './ports/turns.js';
import { queryMethods } from './query-methods.js';
import { Reindexer } from './reindex/reindexer.js';

export interface KnowledgeBasePorts
  extends IngestPorts,
    CalibratePorts,
    FeedbackPorts,
    RecorderPorts,
    FactCheckPorts,
    EncoderPorts {
  readonly tokenCounter: TokenCounter;
  readonly jobStore: JobStore;
  readonly jobQueue: JobQueue;
  readonly sourceFiles: SourceFiles;
  readonly archives: ArchiveReader;
  /** Name of this process among those that work on jobs. */
  readonly worker: string;
  /** What was asked for and is not there; the service goes on without. */
  readonly missing: readonly KnowledgeBaseError[];
  /** Among all processes that share the catalog; of this one alone unless set. */
  readonly turns?: Turns | undefined;
  readonly gate?: Gate | undefined;
  readonly bytePins?: BytePins | undefined;
  readonly jobNews?: JobNews | undefined;
  /** Whether this process works on jobs itself; true unless set. */
  readonly worksOnJobs?: boolean;
  /** Whether this process forgets old jobs, and bytes that nobody needs, when it starts; true unless set. */
  readonly sweepsJobs?: boolean;
  /** Releases what the ports hold: workers, files, the folder's lock. */
  readonly release: () => Promise<void>;
}

const pageSize = { standard: 100, most: 1000 };

/** The knowledge base over its ports: checks who may do what, and puts ingest and answering side by side. */
export function createKnowledgeBase(given: KnowledgeBasePorts): KnowledgeBase {
  const { catalog, index, jobStore } = given;
  const writes: Turns = given.turns ?? new KeyedQueue();
  const gate: Gate = given.gate ?? new CollectionGate();
  const bytes = keepBytes(
    given.documentStore,
    async (revision) => (await catalog.countDocumentsWithRevision(revision)) > 0 || jobStore.needsRevision(revision),
    { turns: writes, ...(given.bytePins && { pins: given.bytePins }) },
  );
  const ports = { ...given, documentStore: bytes };
  const reindexer = new Reindexer(ports, gate, writes);
  const openForWriting = async (name: string): Promise<CollectionRecord> => {
    const record = await catalog.getCollection(name);
    assertWritable(ports, record);
    return record;
  };
  const recorder = new AnswerRecorder(ports);
  let closing: Promise<void> | undefined;
  const put = (collection: string, input: PutDocument): Promise<PutDocumentResult> =>
    gate.shared(collection, async (lost) => {
      const signal = eitherOf(input.signal, lost);
      signal?.throwIfAborted();
      const record = await openForWriting(collection);
      // Until it is published nobody else needs these bytes: who deletes a document of the same must leave them.
      const unpin = await bytes.pin(sha256(input.bytes));
      try {
        return await ingestDocument(ports, ingestInput(record, { ...input, ...(signal && { signal }) }));
      } finally {
        await unpin();
      }
    });
  const remove = (
    collection: string,
    id: string,
    withdrawn: number,
    signal?: AbortSignal,
  ): Promise<DeleteDocumentResult> =>
    writes.run(JSON.stringify([collection, id]), () =>
      gate.shared(collection, async () => {
        signal?.throwIfAborted();
        const proof = await deleteDocument(ports, collection, id, withdrawn);
        await recorder.flush();
        await ports.answerLog?.forgetDocument(collection, id);
        return proof;
      }),
    );
  const jobs = createIngestJobs({
    ...ports,
    bytes,
    news: ports.jobNews,
    works: ports.worksOnJobs ?? true,
    sweeps: ports.sweepsJobs ?? true,
    openCollection: openForWriting,
    workOn: workOnDocument({
      documentStore: bytes,
      putDocument: (collection, input) =>
        writes.run(JSON.stringify([collection, input.id]), () => put(collection, input)),
      deleteDocument: (collection, id, signal) => remove(collection, id, 0, signal),
    }),
  });

  return {
    async putCollection(name, settings = {}) {
      assertCollectionName(name);
      return await writes.run(JSON.stringify([name]), async () => {
        const merged = await mergeSettings(catalog, name, settings);
        const { recipe, questionRecipe } = ports;
        const encoding = { recipe, questionRecipe, dimensions: ports.embedder.dimensions };
        const { record, created } = await catalog.putCollection(name, merged, encoding);
        await index.createCollection(name);
        return { collection: record, created };
      });
    },
    getCollection: (name) => catalog.getCollection(name),
    listCollections: () => catalog.listCollections(),
    async deleteCollection(name) {
      await jobs.withdraw(name, null, 'deleted');
      return await writes.run(JSON.stringify([name]), async () => {
        // What waits to be written would otherwise come into the next collection of this name.
        await recorder.flush();
        return await deleteCollection(ports, name);
      });
    },

    putDocument: (collection, input) =>
      writes.run(JSON.stringify([collection, input.id]), async () => {
        const acknowledged = await jobStore.lastKey();
        const result = await put(collection, input);
        // What waits in a job is older than what was just published, and must not come after it.
        await jobs.withdraw(collection, input.id, 'replaced', acknowledged);
        return result;
      }),
    getDocument: (collection, id, access) => findDocument(catalog, collection, id, access),
    async listDocuments(collection, options = {}) {
      await catalog.getCollection(collection);
      return await catalog.listDocuments(collection, { ...pageOf(options), labels: labelsOf(options.access) });
    },
    async deleteDocument(collection, id) {
      await catalog.getCollection(collection);
      return await remove(collection, id, await jobs.withdraw(collection, id, 'deleted'));
    },
    async listSections(collection, documentId, options = {}) {
      await findDocument(catalog, collection, documentId, options.access);
      return await catalog.listSections(collection, documentId, pageOf(options));
    },

    getSection: (collection, sectionId, access) => findSection(catalog, collection, sectionId, access),

    ...encoderMethods(ports),
    ...queryMethods(ports, recorder),
    ...checkMethods(ports),
    ...feedbackMethods(ports, recorder),
    ...calibrationMethods(ports, writes),
    reindex: reindexer,

    jobs,
    sourceFiles: ports.sourceFiles,
    archives: ports.archives,

    health: () => checkHealth(ports, [recorder.problem, jobs.problem()], jobs.absentWorker),
    close() {
      closing ??= jobs
        .stop()
        .then(() => reindexer.stop())
        .then(() => writes.idle())
        .then(() => recorder.flush())
        .then(() => ports.release());
      return closing;
    },
  };
}

async function mergeSettings(
  catalog: Catalog,
  name: string,
  settings: Partial<CollectionSettings>,
): Promise<CollectionSettings> {
  const { headingLevel } = settings;
  if (headingLevel !== undefined && !(Number.isInteger(headingLevel) && headingLevel >= 1 && headingLevel <= 6)) {
    throw new KnowledgeBaseError('invalid_request', `Cannot set heading level ${headingLevel}: use 1 to 6`);
  }
  const existing = (await catalog.listCollections()).find((collection) => collection.name === name);
  return { ...(existing?.settings ?? defaultCollectionSettings), ...settings };
}

async function findDocument(
  catalog: Catalog,
  collection: string,
  id: string,
  access?: Access,
): Promise<DocumentRecord> {
  const document = await catalog.findDocument(collection, id);
  // A document that the caller may not see is reported as missing, so that labels do not leak what exists.
  if (document && mayAccess(document.access, labelsOf(access))) return document;
  throw documentNotFound(collection, id);
}

async function findSection(catalog: Catalog, collection: string, id: string, access?: Access): Promise<SectionRecord> {
  const [found] = await catalog.findSections(collection, [id]);
  if (found && mayAccess(found.document.access, labelsOf(access))) return found;
  throw new KnowledgeBaseError(
    'section_not_found',
    `Cannot find section ${JSON.stringify(id.slice(0, 80))} in collection "${collection}": take the id from a passage, a citation or the document's sections`,
  );
}

async function checkHealth(
  ports: KnowledgeBasePorts,
  troubles: readonly (KnowledgeBaseError | null)[],
  absentWorker: () => Promise<KnowledgeBaseError | null>,
): Promise<readonly HealthProblem[]> {
  const lacking = [...ports.missing, ...troubles.filter((trouble) => trouble !== null)];
  const lost = ports.incomplete?.messages() ?? [];
  const missed = [
    ...[...lacking, ...(await absentModel(ports))].map(toProblem),
    ...lost.map((message) => ({ code: 'index_unavailable', message, blocking: false }) as const),
  ];
  try {
    const [refused, unsearchable, idle] = await Promise.all([
      refusedCalibrations(ports),
      ports.index.health(),
      absentWorker(),
    ]);
    const foreign = await foreignCollections(ports);
    const index = unsearchable ? [{ code: unsearchable.code, message: unsearchable.message, blocking: true }] : [];
    return [...missed, ...index, ...foreign, ...refused, ...(idle ? [toProblem(idle)] : [])];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof KnowledgeBaseError ? error.code : 'index_unavailable';
    return [...missed, { code, message, blocking: true }];
  }
}

/** Collections whose encoder is not at hand: they answer nothing until it is. */
async function foreignCollections(ports: KnowledgeBasePorts): Promise<HealthProblem[]> {
  const problems: HealthProblem[] = [];
  for (const collection of await ports.catalog.listCollections()) {
    try {
      withEncoderOf(ports, collection);
    } catch (error) {
      if (!(error instanceof KnowledgeBaseError)) throw error;
      problems.push(toProblem(error));
    }
  }
  return problems;
}

function toProblem({ code, message }: KnowledgeBaseError): HealthProblem {
  return { code, message, blocking: false };
}

/** Without its model the service quotes: worse, not broken. */
async function absentModel({ chatModel }: KnowledgeBasePorts): Promise<readonly KnowledgeBaseError[]> {
  try {
    await chatModel?.revision();
    return [];
  } catch (error) {
    if (error instanceof KnowledgeBaseError) return [error];
    throw error;
  }
}

function ingestInput(collection: CollectionRecord, input: PutDocument) {
  const { id, bytes, mediaType, metadata = {}, access, password, signal, onProgress } = input;
  return {
    collection: collection.name,
    id,
    bytes,
    metadata,
    headingLevel: collection.settings.headingLevel,
    ...(mediaType !== undefined && { mediaType }),
    ...(access !== undefined && { access }),
    ...(password !== undefined && { password }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  };
}

function eitherOf(one: AbortSignal | undefined, other: AbortSignal | undefined): AbortSignal | undefined {
  return one && other ? AbortSignal.any([one, other]) : (one ?? other);
}

function pageOf({ limit = pageSize.standard, cursor = null }: { limit?: number; cursor?: string | null }) {
  return { limit: Math.min(Math.max(1, limit), pageSize.most), cursor };
}
