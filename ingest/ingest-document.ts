import type { DocumentRecord, Metadata } from '../src/core/document.js';
import { assertDocumentId, sha256 } from '../src/core/identity.js';
import type { IncompleteDocuments } from '../src/core/incomplete-documents.js';
import type { IngestReport, SectionDiff } from '../src/core/ingest-report.js';
import { inputHash } from '../src/core/input-hash.js';
import { missedScans } from '../src/core/missed-scans.js';
import type { Part } from '../src/core/section.js';
import type { SparseVector } from '../src/core/terms.js';
import type { Catalog } from '../src/ports/catalog.js';
import type { DocumentStore } from '../src/ports/document-store.js';
import type { Embedder } from '../src/ports/embedder.js';
import type { SectionIndex } from '../src/ports/section-index.js';
import { splitPart } from './cut/split-part.js';
import { type EmbeddedParts, embedParts } from './embed-parts.js';
import { mergeMetadata } from './load/merge-metadata.js';
import type { PreparedDocument } from './loaded-document.js';
import type { PrepareInput } from './prepare-document.js';
import type { PrepareStep } from './prepare-steps.js';

/** What ingest needs from outside. */
export interface IngestPorts {
  readonly catalog: Catalog;
  readonly index: SectionIndex;
  readonly embedder: Embedder;
  readonly documentStore: DocumentStore;
  /** Load, clean, cut: in a worker, with its own limits. */
  readonly prepare: (
    input: PrepareInput,
    signal?: AbortSignal,
    onStep?: (step: PrepareStep) => void,
  ) => Promise<PreparedDocument>;
  /** Term weights of one text, for the rare part that is cut again here. */
  readonly documentVector: (text: string) => SparseVector;
  /** Whether `prepare` reads scanned pages: documents that were ingested without are then ingested anew. */
  readonly readsScans: boolean;
  /** Documents whose vectors the index has lost; the same bytes are ingested anew then. */
  readonly incomplete?: IncompleteDocuments;
  /** Milliseconds that only ever grow. */
  readonly clock: () => number;
}

export interface IngestInput {
  readonly collection: string;
  /** What section ids are made of, where `collection` is another build of it; the collection itself unless set. */
  readonly identity?: string;
  /** Stands for the input's own hash: of a document that is made anew from what was kept of it. */
  readonly inputHash?: string;
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly mediaType?: string;
  readonly metadata: Metadata;
  /** Labels that replace those in force; left out, the document keeps what it has. */
  readonly access?: readonly string[];
  readonly headingLevel: number;
  /** Of an encrypted PDF; kept nowhere. */
  readonly password?: string;
  readonly signal?: AbortSignal;
  /** Called when a state begins, and as it goes on: `share` of it is done, 0…1. */
  readonly onProgress?: (state: IngestState, share: number) => void;
}

/** What is being done with a document, in order. */
export type IngestState = 'loading' | 'cleaning' | 'cutting' | 'embedding' | 'publishing';

const stateOfStep: Readonly<Record<PrepareStep, IngestState>> = {
  load: 'loading',
  clean: 'cleaning',
  cut: 'cutting',
  check: 'cutting',
  parts: 'cutting',
};

export interface IngestResult {
  readonly document: DocumentRecord;
  readonly diff: SectionDiff;
  readonly status: 'created' | 'updated' | 'unchanged';
  /** Sections of which something had to be encoded; the others kept their vectors. */
  readonly embeddedSections: number;
  readonly timings: { readonly prepareMs: number; readonly embedMs: number; readonly publishMs: number };
}

/**
 * One document from bytes to published sections. The bytes are kept before anything else, and the catalog's transaction
 * comes last: whatever fails before it leaves the old revision answering, and nothing of the new one behind.
 *
 * Rejects with the codes of `prepareDocument`, `invalid_document_id`, `collection_not_found`, `embedder_unavailable`,
 * `storage_full`, or the signal's reason.
 */
export async function ingestDocument(ports: IngestPorts, input: IngestInput): Promise<IngestResult> {
  assertDocumentId(input.id);
  const { catalog, index, documentStore } = ports;
  const former = await catalog.findDocument(input.collection, input.id);
  const access = [...new Set(input.access ?? former?.access ?? [])].sort();
  const hash = input.inputHash ?? inputHashOf(input, access);
  const missed = ports.readsScans && former !== null && missedScans(former.report);
  const whole = !ports.incomplete?.has(input.collection, input.id) && !missed;
  if (former?.inputHash === hash && whole) return unchanged(former);

  const revision = sha256(input.bytes);
  await documentStore.put(revision, input.bytes);
  let result: IngestResult;
  try {
    result = await publishNew(ports, input, { revision, inputHash: hash, access });
  } catch (error) {
    await index.unstage(input.collection, input.id);
    await forgetBytes(ports, revision);
    throw error;
  }
  // Another document with the same bytes may have failed meanwhile and taken them along.
  await documentStore.put(revision, input.bytes);
  if (former && former.revision !== revision) await forgetBytes(ports, former.revision);
  return result;
}

async function publishNew(
  ports: IngestPorts,
  input: IngestInput,
  identity: Pick<DocumentRecord, 'revision' | 'inputHash' | 'access'>,
): Promise<IngestResult> {
  const { catalog, index, clock } = ports;
  const { collection, id, signal, onProgress } = input;
  const startedAt = clock();
  onProgress?.('loading', 0);
  const prepared = await ports.prepare(
    prepareInput(input),
    signal,
    onProgress && ((step) => onProgress(stateOfStep[step], 0)),
  );
  const preparedAt = clock();
  const embedded = await embed(ports, input, prepared);
  const embeddedAt = clock();
  onProgress?.('publishing', 0);

  const metadata = mergeMetadata(input.metadata, prepared.metadata);
  const indexed = { id, metadata, access: identity.access };
  await index.stage(collection, indexed, embedded.fresh);
  signal?.throwIfAborted();
  const { document, diff, created } = await catalog.publish({
    document: {
      ...identity,
      collection,
      id,
      mediaType: prepared.mediaType,
      title: typeof metadata.title === 'string' ? metadata.title : prepared.title,
      metadata,
      sizeBytes: input.bytes.byteLength,
      sectionCount: prepared.sections.length,
      report: finishReport(prepared.report, embedded.records.length, embedded.truncated),
    },
    sections: prepared.sections,
    points: embedded.records,
  });
  await index.published(
    collection,
    indexed,
    embedded.records.map((record) => record.id),
  );
  ports.incomplete?.forget(collection, id);
  return {
    document,
    diff,
    status: created ? 'created' : 'updated',
    embeddedSections: new Set(embedded.fresh.map(({ sectionId }) => sectionId)).size,
    timings: { prepareMs: preparedAt - startedAt, embedMs: embeddedAt - preparedAt, publishMs: clock() - embeddedAt },
  };
}

async function embed(
  { catalog, embedder, documentVector, incomplete }: IngestPorts,
  { collection, id, signal, onProgress }: IngestInput,
  prepared: PreparedDocument,
): Promise<EmbeddedParts> {
  const texts = new Map(prepared.sections.map((section) => [section.id, section.text]));
  const weighted = (part: Part, terms?: SparseVector) => ({ part, sparse: terms ?? documentVector(part.embeddedText) });
  return await embedParts({
    documentId: id,
    parts: prepared.parts.map((part, i) => weighted(part, prepared.terms[i])),
    livePointIds: incomplete?.has(collection, id) ? new Set() : await catalog.livePointIds(collection, id),
    embedder,
    splitPart: (part) => splitPart(part, texts.get(part.sectionId)).map((piece) => weighted(piece)),
    ...(signal && { signal }),
    ...(onProgress && { onProgress: (share: number) => onProgress('embedding', share) }),
  });
}

/** Removes a revision's bytes unless another document has the same ones. */
export async function forgetBytes(
  ports: Pick<IngestPorts, 'catalog' | 'documentStore'>,
  revision: string,
): Promise<void> {
  if ((await ports.catalog.countDocumentsWithRevision(revision)) === 0) await ports.documentStore.remove(revision);
}

function unchanged(document: DocumentRecord): IngestResult {
  return {
    document,
    diff: { added: 0, updated: 0, unchanged: document.sectionCount, removed: 0 },
    status: 'unchanged',
    embeddedSections: 0,
    timings: { prepareMs: 0, embedMs: 0, publishMs: 0 },
  };
}

function inputHashOf({ bytes, mediaType, metadata, headingLevel }: IngestInput, access: readonly string[]): string {
  return inputHash({ revision: sha256(bytes), mediaType: mediaType ?? null, metadata, access, headingLevel });
}

function prepareInput(input: IngestInput): PrepareInput {
  const { collection, identity = collection, id, bytes, mediaType, headingLevel, password } = input;
  return {
    collection: identity,
    documentId: id,
    bytes,
    headingLevel,
    ...(mediaType !== undefined && { mediaType }),
    ...(password !== undefined && { password }),
  };
}

function finishReport(report: IngestReport, parts: number, truncated: number): IngestReport {
  if (truncated === 0) return { ...report, parts };
  const note = {
    code: 'part_truncated',
    message: `${truncated} parts hold a word too long for the encoder; the end of it is only matched literally`,
  };
  return { ...report, parts, notes: [...report.notes, note] };
}
