import type { CalibrateResult } from '../../src/calibrate/calibrate-collection.js';
import type { CollectionRecord, CollectionSettings } from '../../src/core/collection.js';
import { defaultCollectionSettings } from '../../src/core/collection.js';
import type { DocumentRecord, MediaType } from '../../src/core/document.js';
import { KnowledgeBaseError } from '../../src/core/errors.js';
import type { Feedback, FeedbackEntry } from '../../src/core/feedback.js';
import { matchesFilter, mayAccess } from '../../src/core/filter.js';
import { sectionIdOf, sha256 } from '../../src/core/identity.js';
import { type LabelledInput, parseLabelledRows } from '../../src/core/labelled-row.js';
import type { Passage, Reply } from '../../src/core/reply.js';
import type { Section } from '../../src/core/section.js';
import type { Verdict } from '../../src/core/verdict.js';
import { feedbackRows } from '../../src/feedback/feedback-rows.js';
import type { IngestJobs } from '../../src/jobs/ingest-jobs.js';
import type {
  Access,
  CalibrateOptions,
  CalibrationReport,
  CheckFactsOptions,
  DeleteDocumentResult,
  EmbedResult,
  EvaluateOptions,
  EvaluationRun,
  FeedbackInput,
  HealthProblem,
  KnowledgeBase,
  PutDocument,
  PutDocumentResult,
  QueryOptions,
  SearchOptions,
  SearchResult,
} from '../../src/knowledge-base.js';
import type { ArchiveReader } from '../../src/ports/archive-reader.js';
import type { Page, SectionRecord } from '../../src/ports/catalog.js';
import type { SourceFiles } from '../../src/ports/source-files.js';
import type { ReindexStatus } from '../../src/reindex/reindex-status.js';
import { newDocument, newJob } from '../contracts/job-contract.js';
import { fakeCalibration } from './answer-ports.js';
import { answerRecord } from './answer-record.js';
import { fakeJobs, noArchives, noSourceFiles } from './fake-jobs.js';
import { fakeVerdict } from './fake-verdict.js';

interface Held {
  readonly record: DocumentRecord;
  readonly sections: readonly Section[];
}

const time = '2026-11-24T08:00:00.000Z';
const calibration = { id: 'fake', provisional: true };
const timings = { encodeMs: 1, searchMs: 1, scoreMs: 1, composeMs: 1, totalMs: 4 };

const fakeReport: CalibrationReport = {
  calibration: fakeCalibration,
  origin: 'collection',
  provisional: false,
  labels: { file: 3, feedback: 0, probes: 0 },
  share: 0.5,
  previousId: 'shipped',
  refused: null,
};

/**
 * An in-memory knowledge base for route tests: every paragraph of a text is a section, and every section of a document
 * that the caller may see matches every question. It keeps labels and filters like the real one.
 */
export class FakeKnowledgeBase implements KnowledgeBase {
  /** Throw or wait here before a question is answered. */
  beforeQuery: (options: SearchOptions) => Promise<void> = async () => {};
  problems: HealthProblem[] = [];
  /** What the last call of `putDocument` was given. */
  lastPut: PutDocument | undefined;
  lastSearch: SearchOptions | undefined;
  lastQuery: (QueryOptions & { question: string }) | undefined;
  lastCalibrate: CalibrateOptions | undefined;
  lastCheck: CheckFactsOptions | undefined;
  refused: KnowledgeBaseError | null = null;
  /** On replies about a document labelled `hr`. */
  feedback: FeedbackEntry[] = [];
  readonly #collections = new Map<string, { settings: CollectionSettings; documents: Map<string, Held> }>();

  sourceFiles: SourceFiles = noSourceFiles;
  archives: ArchiveReader = noArchives;
  readonly #jobs = fakeJobs({
    openCollection: (name) => this.getCollection(name),
    documents: async (name) => [...this.#collection(name).documents.values()].map(({ record }) => record),
    putDocument: (collection, input) => this.putDocument(collection, input),
    deleteDocument: (collection, id) => this.deleteDocument(collection, id),
  });
  readonly jobs: IngestJobs = this.#jobs.jobs;

  /** A job that is over, of one open document and one labelled `hr`. */
  async addJob(id: string): Promise<void> {
    const end = { state: 'skipped', problem: null } as const;
    await this.#jobs.store.createJob(newJob(id, { collection: 'handbook', idempotencyKey: id }), [
      newDocument('handbook/faq.md', { end }),
      newDocument('salaries.md', { end, access: ['hr'] }),
    ]);
  }

  reindexed: [action: string, collection: string, skipFailed?: boolean | undefined][] = [];
  readonly reindex: KnowledgeBase['reindex'] = {
    start: (collection, options) => this.#reindex('build', collection, options?.skipFailed),
    rollBack: (collection, options) => this.#reindex('rollback', collection, options?.skipFailed),
    drop: (collection) => this.#reindex('drop', collection),
    cancel: (collection) => this.#reindex('cancel', collection),
    status: (collection) => this.#reindex('status', collection),
  };

  async #reindex(action: string, collection: string, skipFailed?: boolean): Promise<ReindexStatus> {
    const { documents, sections, points, recipe } = await this.getCollection(collection);
    this.reindexed.push([action, collection, skipFailed]);
    return {
      collection,
      action: action === 'rollback' ? 'rollback' : 'build',
      state: 'done',
      documents,
      totalDocuments: documents,
      recipe,
      nextRecipe: null,
      previousRecipe: recipe,
      difference: { made: documents, removed: 0, failed: [{ documentId: 'a.pdf', message: 'Cannot read it' }] },
      verification: { documents, sections, points, asked: 0, foundBefore: null, foundNow: null },
      problem: null,
    };
  }

  async putCollection(name: string, settings: Partial<CollectionSettings> = {}) {
    const held = this.#collections.get(name);
    const merged = { ...defaultCollectionSettings, ...held?.settings, ...settings };
    this.#collections.set(name, { settings: merged, documents: held?.documents ?? new Map() });
    return { collection: await this.getCollection(name), created: held === undefined };
  }

  async getCollection(name: string): Promise<CollectionRecord> {
    const { settings, documents } = this.#collection(name);
    const sections = [...documents.values()].flatMap((held) => held.sections).length;
    const counts = { documents: documents.size, sections, points: sections };
    const encoding = { recipe: 'fake-1', questionRecipe: 'fake-1', dimensions: 8 };
    return {
      name,
      generation: 'g1',
      settings,
      ...encoding,
      revision: 'r1',
      ...counts,
      createdAt: time,
      updatedAt: time,
    };
  }

  async listCollections(): Promise<CollectionRecord[]> {
    return Promise.all([...this.#collections.keys()].sort().map((name) => this.getCollection(name)));
  }

  async deleteCollection(name: string) {
    const { documents, sections, points } = await this.getCollection(name);
    this.#collections.delete(name);
    return { documents, sections, points };
  }

  async putDocument(collection: string, input: PutDocument): Promise<PutDocumentResult> {
    this.lastPut = input;
    const { documents } = this.#collection(collection);
    if (input.bytes.length === 0)
      throw new KnowledgeBaseError('empty_document', `Cannot ingest "${input.id}": it is empty; send its text`);
    const former = documents.get(input.id);
    const text = Buffer.from(input.bytes).toString('utf8');
    const sections = text
      .split(/(?<=\n\n)/)
      .map((part, position) => toSection(collection, input.id, part, position, text));
    const access = input.access ?? former?.record.access ?? [];
    const record = toRecord(collection, { ...input, access }, text, sections.length);
    documents.set(input.id, { record, sections });
    const same = former?.record.revision === record.revision;
    const removed = former?.sections.length ?? 0;
    return {
      document: record,
      status: former === undefined ? 'created' : same ? 'unchanged' : 'updated',
      diff: {
        added: same ? 0 : sections.length,
        updated: 0,
        unchanged: same ? removed : 0,
        removed: same ? 0 : removed,
      },
      embeddedSections: same ? 0 : sections.length,
      timings: { prepareMs: 1, embedMs: 1, publishMs: 1 },
    };
  }

  async getDocument(collection: string, id: string, access?: Access): Promise<DocumentRecord> {
    return this.#document(collection, id, access).record;
  }

  async listDocuments(
    collection: string,
    options: { limit?: number; cursor?: string | null; access?: Access } = {},
  ): Promise<Page<DocumentRecord>> {
    const held = [...this.#collection(collection).documents.values()];
    const visible = held
      .map(({ record }) => record)
      .filter(({ access }) => mayAccess(access, labelsOf(options.access)));
    return toPage(visible, options);
  }

  async deleteDocument(collection: string, id: string): Promise<DeleteDocumentResult> {
    const count = this.#document(collection, id, { labels: null }).sections.length;
    this.#collection(collection).documents.delete(id);
    const remaining = { sectionsRemaining: 0, pointsRemaining: 0, bytesRemaining: 0, jobsWithdrawn: 0 };
    return { sectionsBefore: count, pointsBefore: count, ...remaining };
  }

  async listSections(
    collection: string,
    documentId: string,
    options: { limit?: number; cursor?: string | null; access?: Access } = {},
  ): Promise<Page<Section>> {
    return toPage(this.#document(collection, documentId, options.access).sections, options);
  }

  async getSection(collection: string, sectionId: string, access?: Access): Promise<SectionRecord> {
    for (const { record, sections } of this.#collection(collection).documents.values()) {
      const section = sections.find(({ id }) => id === sectionId);
      if (section && mayAccess(record.access, labelsOf(access))) return { section, document: record };
    }
    throw new KnowledgeBaseError('section_not_found', `Cannot find section "${sectionId}": there is none`);
  }

  async search(collection: string, _question: string, options: SearchOptions = {}): Promise<SearchResult> {
    this.lastSearch = options;
    await this.beforeQuery(options);
    const passages = this.#passages(collection, options);
    return { passages, collectionRevision: 'r1', calibration, timings };
  }

  async query(collection: string, question: string, options: QueryOptions = {}): Promise<Reply> {
    this.lastQuery = { question, ...options };
    const { passages, collectionRevision } = await this.search(collection, question, options);
    const [best] = passages;
    const quote = best?.text.trim() ?? '';
    return {
      id: options.id ?? 'reply-1',
      question,
      collection,
      answer: best ? `${quote}[1]` : 'The knowledge base holds nothing about this.',
      route: best ? 'knowledge_base' : 'no_answer',
      reason: best ? 'confident' : 'nothing_matched',
      confidence: best?.confidence ?? 0,
      threshold: 0.75,
      citations: best ? [{ ...best, number: 1, quote, answerStart: 0, answerEnd: quote.length }] : [],
      verdict: null,
      draft: null,
      usage: null,
      passages,
      collectionRevision,
      modelRevision: null,
      calibration,
      degraded: false,
      timings,
    };
  }

  async *streamQuery(collection: string, question: string, options: QueryOptions = {}) {
    await this.getCollection(collection);
    yield { type: 'progress', step: 'retrieving' } as const;
    const reply = await this.query(collection, question, options);
    yield { type: 'text', text: reply.answer } as const;
    yield { type: 'reply', reply } as const;
  }

  async embed(texts: readonly string[]): Promise<EmbedResult> {
    const truncated = texts.flatMap((text, index) => (text.length > 500 ? [index] : []));
    return {
      vectors: texts.map((text) => Float32Array.of(text.length, 0.5)),
      truncated,
      recipe: 'fake',
      maxTokens: 512,
    };
  }

  /** A character is a token. */
  async countTokens(texts: readonly string[]) {
    return { counts: texts.map((text) => Array.from(text).length), countedBy: 'fake' };
  }

  async checkFacts(collection: string | null, _text: string, options: CheckFactsOptions = {}): Promise<Verdict> {
    this.lastCheck = options;
    const { threshold = 0.7, evidence = [] } = options;
    // Like the real one it takes evidence only from what the caller may see.
    const passages = collection === null ? [] : this.#passages(collection, options);
    const claims = fakeVerdict.claims.map((claim) => ({
      ...claim,
      evidence: [
        ...passages.map((passage) => ({ ...passage, quote: passage.text, stance: 'related' as const })),
        ...claim.evidence.slice(0, evidence.length),
      ],
    }));
    return { ...fakeVerdict, threshold, claims };
  }

  listTemplates() {
    const inputs = [{ name: 'grade', description: '年级', default: null }];
    const shared = { version: 1, title: '教学内容', description: '按年级编写', inputs, own: false };
    return [{ id: 'teaching', language: 'zh' as const, ...shared }];
  }

  async getCalibration(collection: string): Promise<CalibrationReport> {
    this.#collection(collection);
    return { ...fakeReport, refused: this.refused };
  }

  async calibrate(collection: string, options: CalibrateOptions = {}): Promise<CalibrateResult> {
    this.#collection(collection);
    this.lastCalibrate = options;
    const { rows, problems } = parseLabelledRows(options.labels ?? []);
    const heldBack = { reliability: fakeReport.calibration.reliability, logLoss: 0.4, brier: 0.1 };
    return {
      applied: options.dryRun !== true,
      better: true,
      id: 'fitted',
      previousId: 'fake',
      freed: 'curve',
      share: 0.5,
      labels: { file: rows.length, feedback: 0, probes: 0 },
      problems,
      before: heldBack,
      after: heldBack,
      gain: 0.1,
      gainError: 0.02,
    };
  }

  async rollBackCalibration(collection: string): Promise<CalibrationReport> {
    return this.getCalibration(collection);
  }

  async evaluate(collection: string, input: LabelledInput, options: EvaluateOptions = {}): Promise<EvaluationRun> {
    const { rows, problems } = parseLabelledRows(input, options.source);
    const asked = options.checkOnly ? [] : rows;
    const questions = asked.map((row) => ({
      line: row.line,
      question: row.question,
      language: 'zh',
      kind: row.kind ?? 'answerable',
      answerable: row.answerable,
      confidence: 0.9,
      route: 'knowledge_base' as const,
      answered: true,
      right: row.answerable,
      quoted: false,
      ranks: row.answerable ? [1] : [],
      expected: row.expected.length,
      best: null,
      milliseconds: 1,
    }));
    const { revision: collectionRevision } = await this.getCollection(collection);
    return { collectionRevision, calibration, threshold: 0.75, questions, problems };
  }

  async giveFeedback(input: FeedbackInput, options: { access?: Access; caller?: string } = {}) {
    if (input.replyId === 'unknown')
      throw new KnowledgeBaseError('reply_not_found', 'Cannot find reply "unknown": use the id of a reply');
    const { caller = 'local' } = options;
    const former = this.feedback.find(
      ({ feedback }) => feedback.replyId === input.replyId && feedback.caller === caller,
    );
    const feedback: Feedback = {
      replyId: input.replyId,
      collection: 'handbook',
      caller,
      callerLabels: labelsOf(options.access),
      rating: input.rating,
      correction: input.correction ?? null,
      section: input.sectionId ? { documentId: 'salaries.md', sectionId: input.sectionId } : null,
      comment: input.comment ?? null,
      createdAt: time,
      updatedAt: time,
    };
    const answer = answerRecord(input.replyId, { collection: 'handbook', question: '年假有多少天？' });
    this.feedback = [...this.feedback.filter((entry) => entry !== former), { feedback, answer }];
    return { feedback, created: former === undefined };
  }

  async listFeedback(
    collection: string,
    options: { limit?: number; cursor?: string | null; access?: Access } = {},
  ): Promise<Page<FeedbackEntry>> {
    this.#collection(collection);
    const labels = labelsOf(options.access);
    return toPage(
      this.feedback.filter(({ answer }) => answer.passages.every(({ access }) => mayAccess(access ?? [], labels))),
      options,
    );
  }

  async exportFeedback(collection: string, options: { access?: Access } = {}) {
    const { items } = await this.listFeedback(collection, { ...options, limit: 1000 });
    return feedbackRows(items, () => true);
  }

  async health() {
    return this.problems;
  }

  async close() {}

  #passages(collection: string, options: SearchOptions): Passage[] {
    const { filters = {}, topK = 5, explain = false, access } = options;
    return [...this.#collection(collection).documents.values()]
      .filter(({ record }) => mayAccess(record.access, labelsOf(access)))
      .filter(({ record }) => matchesFilter(record.id, record.metadata, filters))
      .flatMap(({ record, sections }) => sections.map((section) => toPassage(record, section, explain)))
      .slice(0, topK);
  }

  #collection(name: string) {
    const found = this.#collections.get(name);
    if (found) return found;
    throw new KnowledgeBaseError('collection_not_found', `Cannot find collection "${name}": create it with PUT`);
  }

  #document(collection: string, id: string, access: Access | undefined): Held {
    const found = this.#collection(collection).documents.get(id);
    if (found && mayAccess(found.record.access, labelsOf(access))) return found;
    throw new KnowledgeBaseError('document_not_found', `Cannot find document "${id}" in "${collection}": check its id`);
  }
}

/** Fails closed like the real one: who says nothing sees unlabelled documents only. */
function labelsOf(access: Access | undefined): readonly string[] | null {
  return access === undefined ? [] : access.labels;
}

function toPage<T>(items: readonly T[], options: { limit?: number; cursor?: string | null }): Page<T> {
  const start = Number(options.cursor ?? 0);
  const end = start + (options.limit ?? 50);
  return { items: items.slice(start, end), nextCursor: end < items.length ? String(end) : null };
}

function toSection(collection: string, documentId: string, text: string, position: number, whole: string): Section {
  const start = whole.indexOf(text);
  const line = whole.slice(0, start).split('\n').length;
  return {
    id: sectionIdOf(collection, documentId, [], position),
    documentId,
    headingPath: ['标题'],
    ordinal: position,
    position,
    text,
    bodyStart: 0,
    place: { unit: 'line', start: line, end: line, startOffset: start, endOffset: start + text.length },
    spans: [{ textStart: 0, sourceStart: start, length: text.length }],
    unitStarts: [start],
  };
}

function toRecord(collection: string, input: PutDocument, text: string, sections: number): DocumentRecord {
  return {
    collection,
    id: input.id,
    revision: sha256(input.bytes),
    inputHash: sha256(input.bytes),
    mediaType: (input.mediaType ?? 'text/markdown') as MediaType, // Routes pass no other.
    title: '标题',
    metadata: input.metadata ?? {},
    access: input.access ?? [],
    sizeBytes: input.bytes.length,
    sectionCount: sections,
    createdAt: time,
    updatedAt: time,
    report: {
      encoding: 'utf-8',
      characters: text.length,
      keptCharacters: text.length,
      droppedCharacters: 0,
      markupCharacters: 0,
      headings: 1,
      tables: 0,
      sections,
      parts: sections,
      dropped: [{ rule: 'html_tag', count: 1, characters: 4, samples: ['<br>'] }],
      notes: [{ code: 'heading_jump', message: 'A level 3 heading follows level 1', line: 3 }],
    },
  };
}

function toPassage(record: DocumentRecord, section: Section, explain: boolean): Passage {
  return {
    documentId: record.id,
    documentTitle: record.title,
    documentRevision: record.revision,
    sectionId: section.id,
    headingPath: section.headingPath,
    text: section.text,
    place: section.place,
    metadata: record.metadata,
    confidence: 0.9,
    duplicates: [{ documentId: 'twin.md', sectionId: section.id }],
    ...(explain
      ? {
          explanation: {
            denseScore: 0.8,
            denseRank: 1,
            sparseScore: 3.2,
            sparseRank: null,
            fusedScore: 0.7,
            rerankScore: null,
            features: [{ name: 'cosine_lead', value: 0.1, push: 0.4 }],
            words: [{ word: '年假', weight: 1, found: true }],
            base: -1,
            calibration: { id: 'fake', kind: 'reader' },
            reading: { answerLogit: 2, span: { start: 0, end: 2, text: section.text.slice(0, 2), score: 1 } },
          },
        }
      : {}),
  };
}
