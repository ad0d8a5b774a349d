import { randomUUID } from 'node:crypto';
import { KnowledgeBaseError } from '../core/errors.js';
import { assertDocumentId, sha256 } from '../core/identity.js';
import type { IncompleteDocuments } from '../core/incomplete-documents.js';
import { inputHash } from '../core/input-hash.js';
import { type NewJobDocument, toDocumentProblem } from '../core/job.js';
import { missedScans } from '../core/missed-scans.js';
import type { Catalog } from '../ports/catalog.js';
import type { JobStore } from '../ports/job-store.js';
import type { Batch, BatchDocument, BatchOptions, FinishOptions, JobPlan, JobReport } from './ingest-jobs.js';
import type { KeptBytes } from './kept-bytes.js';
import { type PrunePlan, planPrune } from './prune-plan.js';

export interface BatchParts {
  readonly catalog: Pick<Catalog, 'findInputs' | 'listDocumentIds' | 'findDocument'>;
  readonly store: JobStore;
  readonly bytes: KeptBytes;
  readonly headingLevel: number;
  /** Documents whose vectors the index has lost: unchanged bytes do not make them whole. */
  readonly incomplete?: Pick<IncompleteDocuments, 'has'> | undefined;
  /** Whether scans are read: documents ingested without are then no longer unchanged. */
  readonly readsScans: boolean;
  readonly describe: (id: string) => Promise<JobReport>;
  readonly onCreated: () => void;
}

/** Bytes on their way to the disk at once; writing several side by side hides the time that syncing takes. */
const mostBytesUnderWay = 64_000_000;
const mostWritesUnderWay = 16;

/** Names of documents that have no pages, and so no scans. */
const pageless = /\.(?:md|markdown|mdx|txt|html?|csv|docx|srt|pptx|epub)$/i;

interface Item {
  readonly document: NewJobDocument;
  /** Of the bytes as they came; null for what could not be had. */
  readonly revision: string | null;
  readonly isHash?: boolean;
}

export function openJobBatch(parts: BatchParts, options: BatchOptions): Batch {
  return new JobBatch(parts, options);
}

class JobBatch implements Batch {
  readonly #parts: BatchParts;
  readonly #options: BatchOptions;
  readonly #items: Promise<Item>[] = [];
  readonly #ids = new Set<string>();
  readonly #unpin: (() => Promise<void>)[] = [];
  #bytesUnderWay = 0;
  #writesUnderWay = 0;
  #room: (() => void)[] = [];
  #failure: unknown;

  constructor(parts: BatchParts, options: BatchOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  async add(document: BatchDocument, bytes: Uint8Array): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (!this.#accept(document)) return;
    this.#bytesUnderWay += bytes.byteLength;
    this.#writesUnderWay += 1;
    const item = this.#take(document, bytes).finally(() => {
      this.#bytesUnderWay -= bytes.byteLength;
      this.#writesUnderWay -= 1;
      for (const proceed of this.#room.splice(0)) proceed();
    });
    item.catch((error: unknown) => {
      this.#failure ??= error;
    });
    this.#items.push(item);
    while (this.#writesUnderWay >= mostWritesUnderWay || this.#bytesUnderWay > mostBytesUnderWay)
      await new Promise<void>((resolve) => this.#room.push(resolve));
    if (this.#failure !== undefined) throw this.#failure;
  }

  addByRevision(document: BatchDocument, revision: string): void {
    if (!this.#accept(document)) return;
    this.#items.push(Promise.resolve({ document: toJobDocument(document, revision, 0), revision, isHash: true }));
  }

  addFailed(id: string, error: KnowledgeBaseError): void {
    this.#ids.add(id);
    this.#items.push(Promise.resolve({ document: failedDocument({ id }, error), revision: null }));
  }

  async plan(options: FinishOptions = {}): Promise<JobPlan> {
    const items = await Promise.all(this.#items);
    const { collection } = this.#options;
    const documents = await this.#compare(items.map(({ document }) => document));
    const former = await this.#parts.catalog.findInputs(collection, [...this.#ids]);
    const prune = await this.#prune(options);
    const waiting = documents.filter(({ end }) => end === null).map(({ documentId }) => documentId);
    return {
      added: waiting.filter((id) => !former.has(id)),
      changed: waiting.filter((id) => former.has(id)),
      unchanged: documents.filter(({ end }) => end?.state === 'skipped').length,
      removed: prune.removed,
      failed: documents.flatMap(({ documentId: id, end }) => (end?.problem ? [{ id, ...end.problem }] : [])),
      refused: prune.refused,
    };
  }

  async finish(options: FinishOptions = {}): Promise<{ job: JobReport; created: boolean }> {
    const items = await Promise.all(this.#items);
    const put = await this.#withBytes(items);
    const prune = await this.#prune(options);
    if (prune.refused !== null && options.yes !== true) throw pruneRefused(prune);
    const removals = prune.removed.map(removal);
    const documents = [...put, ...removals];
    if (documents.length === 0)
      throw new KnowledgeBaseError('invalid_request', 'Cannot create a job of nothing: it names no document');
    const { collection, caller } = this.#options;
    const { job, created } = await this.#parts.store.createJob(
      {
        id: randomUUID(),
        collection,
        caller,
        idempotencyKey: options.idempotencyKey ?? null,
        fingerprint: fingerprintOf(collection, items, options.prune ?? []),
      },
      documents,
    );
    if (created) this.#parts.onCreated();
    return { job: await this.#parts.describe(job.id), created };
  }

  async discard(): Promise<void> {
    await Promise.allSettled(this.#items);
    await Promise.all(this.#unpin.splice(0).map((unpin) => unpin()));
  }

  /** False when it is over already: a bad id, or the second one of the same. */
  #accept(document: BatchDocument): boolean {
    try {
      assertDocumentId(document.id);
      if (this.#ids.has(document.id)) throw duplicate(document.id);
    } catch (error) {
      if (!(error instanceof KnowledgeBaseError)) throw error;
      this.#items.push(Promise.resolve({ document: failedDocument(document, error), revision: null }));
      return false;
    }
    this.#ids.add(document.id);
    return true;
  }

  /** What is unchanged is not written again, which is what makes a second ingest of a folder fast. */
  async #take(document: BatchDocument, bytes: Uint8Array): Promise<Item> {
    const revision = sha256(bytes);
    const [compared = toJobDocument(document, revision, bytes.byteLength)] = await this.#compare([
      toJobDocument(document, revision, bytes.byteLength),
    ]);
    if (compared.end === null) {
      this.#unpin.push(await this.#parts.bytes.pin(revision));
      await this.#parts.bytes.put(revision, bytes);
    }
    return { document: compared, revision };
  }

  /** A document that came as a hash must be unchanged: without its bytes there is nothing to ingest. */
  async #withBytes(items: readonly Item[]): Promise<NewJobDocument[]> {
    const hashes = items.filter(({ isHash }) => isHash).map(({ document }) => document);
    const compared = new Map((await this.#compare(hashes)).map((document) => [document.documentId, document]));
    return items.map(({ document, isHash }) => {
      const known = isHash ? compared.get(document.documentId) : document;
      return known?.end || !isHash
        ? (known ?? document)
        : failedDocument({ id: document.documentId }, changed(document.documentId));
    });
  }

  /** Ends what the catalog has just so, unless a job before this one is about to change it. */
  async #compare(documents: readonly NewJobDocument[]): Promise<NewJobDocument[]> {
    const { catalog, store, headingLevel, incomplete } = this.#parts;
    const { collection } = this.#options;
    const former = await catalog.findInputs(
      collection,
      documents.map(({ documentId }) => documentId),
    );
    const compared: NewJobDocument[] = [];
    for (const document of documents) {
      const { documentId, revision, mediaType, metadata } = document;
      const known = former.get(documentId);
      const access = [...new Set(document.access ?? known?.access ?? [])].sort();
      const isSame =
        document.end === null &&
        known !== undefined &&
        revision !== null &&
        known.inputHash === inputHash({ revision, mediaType, metadata, access, headingLevel }) &&
        !incomplete?.has(collection, documentId) &&
        !(await this.#missedScans(documentId)) &&
        !(await store.isAwaited(collection, documentId));
      compared.push(isSame ? { ...document, revision: null, end: { state: 'skipped', problem: null } } : document);
    }
    return compared;
  }

  async #missedScans(documentId: string): Promise<boolean> {
    const { catalog, readsScans } = this.#parts;
    // A look at each report is worth it only where there may be pages.
    if (!readsScans || pageless.test(documentId)) return false;
    const former = await catalog.findDocument(this.#options.collection, documentId);
    return former !== null && missedScans(former.report);
  }

  async #prune({ prune = [] }: FinishOptions): Promise<PrunePlan> {
    const { collection, access } = this.#options;
    const sources = await Promise.all(
      prune.map(async (name) => {
        const source = name.replace(/\/+$/, '');
        if (source === '') throw new KnowledgeBaseError('invalid_request', `Cannot prune source "${name}": name one`);
        const ids = await this.#parts.catalog.listDocumentIds(collection, `${source}/`, access?.labels ?? null);
        return { source, ids };
      }),
    );
    return planPrune(sources, this.#ids);
  }
}

function toJobDocument(document: BatchDocument, revision: string | null, sizeBytes: number): NewJobDocument {
  return {
    documentId: document.id,
    action: 'put',
    revision,
    mediaType: document.mediaType ?? null,
    metadata: document.metadata ?? {},
    access: document.access ?? null,
    sizeBytes,
    end: null,
  };
}

function failedDocument(document: BatchDocument, error: KnowledgeBaseError): NewJobDocument {
  return { ...toJobDocument(document, null, 0), end: { state: 'failed', problem: toDocumentProblem(error) } };
}

function removal(id: string): NewJobDocument {
  return { ...toJobDocument({ id }, null, 0), action: 'remove' };
}

/** Everything the caller gave. What is unchanged meanwhile has the same fingerprint as when it was new. */
function fingerprintOf(collection: string, items: readonly Item[], prune: readonly string[]): string {
  const documents = items.map(({ document: { documentId, mediaType, metadata, access }, revision }) => [
    documentId,
    mediaType,
    Object.entries(metadata).sort(),
    access,
    revision,
  ]);
  return sha256(JSON.stringify([collection, prune, documents]));
}

function changed(id: string): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'conflict',
    `Cannot leave document "${id}" as it is: what is published has other bytes, metadata or labels; send its bytes`,
  );
}

function duplicate(id: string): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'duplicate_document',
    `Cannot ingest document "${id}" twice in one job: the first one counts; give each an id of its own`,
  );
}

/** Ids listed with a refusal; the rest is counted. */
const mostIdsListed = 1000;

function pruneRefused({ removed, refused }: PrunePlan): KnowledgeBaseError {
  return new KnowledgeBaseError('prune_refused', `Cannot prune: ${refused}; look at the list, and ask again with yes`, {
    facts: { removed: removed.slice(0, mostIdsListed), removed_count: removed.length },
  });
}
