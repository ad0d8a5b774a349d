import type { PromptTemplate } from './answer/prompts.js';
import type { CalibrateResult } from './calibrate/calibrate-collection.js';
import type { Evaluation } from './calibrate/evaluate-questions.js';
import type { Calibration } from './core/calibration.js';
import type { CollectionRecord, CollectionSettings } from './core/collection.js';
import type { LabelCounts } from './core/collection-calibration.js';
import type { ConversationTurn } from './core/conversation.js';
import type { DocumentRecord, Metadata } from './core/document.js';
import type { ErrorCode, KnowledgeBaseError } from './core/errors.js';
import type { Feedback, FeedbackEntry, Rating } from './core/feedback.js';
import type { Filter } from './core/filter.js';
import type { SectionDiff } from './core/ingest-report.js';
import type { LabelledInput } from './core/labelled-row.js';
import type { Passage, Reply } from './core/reply.js';
import type { ReplyEvent } from './core/reply-event.js';
import type { Section } from './core/section.js';
import type { Verdict } from './core/verdict.js';
import type { FeedbackRow } from './feedback/feedback-rows.js';
import type { IngestJobs } from './jobs/ingest-jobs.js';
import type { ArchiveReader } from './ports/archive-reader.js';
import type { Page, SectionRecord } from './ports/catalog.js';
import type { SourceFiles } from './ports/source-files.js';
import type { Reindexer } from './reindex/reindexer.js';

/** Who asks: labels fail closed, null is full access. */
export interface Access {
  readonly labels: readonly string[] | null;
}

export interface SearchOptions {
  readonly filters?: Filter;
  /** Passages returned at most; 1…50, 5 unless set. */
  readonly topK?: number;
  readonly explain?: boolean;
  readonly access?: Access;
  readonly signal?: AbortSignal;
}

export interface QueryOptions extends SearchOptions {
  /** What was said before, oldest first: the question is completed from it. */
  readonly history?: readonly ConversationTurn[];
  /** Id of a prompt template to write from the evidence; the reply's route is `generated` then. */
  readonly template?: string;
  /** The template's inputs by name. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Wishes for tone and language: a model hears them where one is set, gate and check do not. */
  readonly instructions?: string;
  /** The reply's id; a new one unless given. */
  readonly id?: string;
}

export interface PutDocument {
  readonly id: string;
  readonly bytes: Uint8Array;
  /** A media type; guessed from the id's ending and the bytes when left out. */
  readonly mediaType?: string;
  /** Wins over what the document says of itself; `domain/subcategory/period/` folders of the id come last. */
  readonly metadata?: Metadata;
  /** Labels that replace those in force; left out, the document keeps what it has, and a new one is for everyone. */
  readonly access?: readonly string[];
  /** Of an encrypted PDF; used once and kept nowhere. */
  readonly password?: string;
  readonly signal?: AbortSignal;
  /** Called when a state begins, and as it goes on: `share` of it is done, 0…1. */
  readonly onProgress?: (state: 'loading' | 'cleaning' | 'cutting' | 'embedding' | 'publishing', share: number) => void;
}

export interface PutDocumentResult {
  readonly document: DocumentRecord;
  readonly diff: SectionDiff;
  readonly status: 'created' | 'updated' | 'unchanged';
  /** Sections of which something had to be encoded; the others kept their vectors. */
  readonly embeddedSections: number;
  readonly timings: { readonly prepareMs: number; readonly embedMs: number; readonly publishMs: number };
}

export interface DeleteDocumentResult {
  readonly sectionsBefore: number;
  readonly pointsBefore: number;
  readonly sectionsRemaining: number;
  readonly pointsRemaining: number;
  readonly bytesRemaining: number;
  /** Jobs' documents of this id that waited or were in work, and ended with it. */
  readonly jobsWithdrawn: number;
}

export interface SearchResult {
  readonly passages: readonly Passage[];
  readonly collectionRevision: string;
  readonly calibration: { readonly id: string; readonly provisional: boolean };
  readonly timings: {
    readonly encodeMs: number;
    readonly searchMs: number;
    readonly scoreMs: number;
    readonly totalMs: number;
  };
}

/** Texts as the encoder sees them. */
export interface EmbedResult {
  /** Unit length, one per text, in order. */
  readonly vectors: readonly Float32Array[];
  /** Indexes of texts that are longer than the encoder reads: their vectors leave the end out. */
  readonly truncated: readonly number[];
  /** Fingerprint of the encoder. */
  readonly recipe: string;
  readonly maxTokens: number;
}

/** The calibration behind a collection's confidences. */
export interface CalibrationReport {
  readonly calibration: Calibration;
  readonly origin: 'shipped' | 'collection';
  /** True while it uses only features that no encoder changes and was not fitted to this collection. */
  readonly provisional: boolean;
  /** What it was fitted on, by where it came from; null for a shipped one. */
  readonly labels: LabelCounts | null;
  /** 0…1: how much of what was freed the labels decided, the rest being the shipped calibration's; null for a shipped one. */
  readonly share: number | null;
  /** What `rollBackCalibration` would put in force; null when the shipped one is. */
  readonly previousId: string | null;
  /** Why the collection's own calibration is not used; null when nothing is wrong. */
  readonly refused: KnowledgeBaseError | null;
}

export interface CalibrateOptions {
  /** Labelled questions: a text with one JSON object a line, or the objects. */
  readonly labels?: LabelledInput;
  /** Put before every `document` of a row: the source's name, where rows give paths below it. */
  readonly source?: string;
  /** Makes questions of the collection itself; true unless there are labels or feedback. */
  readonly probes?: boolean;
  /** Learns from the feedback that the caller may see; false unless set. */
  readonly feedback?: boolean;
  /** Other probes for another number; 1 unless set. */
  readonly seed?: number;
  /** Says what would come of it and changes nothing. */
  readonly dryRun?: boolean;
  readonly access?: Access;
  readonly signal?: AbortSignal;
}

export interface EvaluateOptions {
  readonly source?: string;
  /** Checks the rows and asks nothing. */
  readonly checkOnly?: boolean;
  readonly access?: Access;
  readonly signal?: AbortSignal;
}

export interface EvaluationRun extends Evaluation {
  readonly calibration: Reply['calibration'];
}

export interface CheckFactsOptions {
  readonly filters?: Filter;
  /** Texts of the caller's own to check against, beside the collection or instead of it; the id becomes `documentId`. */
  readonly evidence?: readonly { readonly id: string; readonly text: string }[];
  /** From this score on the text passes; 0…1, KAOJU_FACT_THRESHOLD unless set. */
  readonly threshold?: number;
  readonly access?: Access;
  readonly signal?: AbortSignal;
}

/** What someone says of a reply. */
export interface FeedbackInput {
  readonly replyId: string;
  readonly rating: Rating;
  /** What should have been answered. */
  readonly correction?: string | null;
  /** The section that answers. */
  readonly sectionId?: string | null;
  readonly comment?: string | null;
}

/** Something the service lacks. */
export interface HealthProblem {
  readonly code: ErrorCode;
  readonly message: string;
  /** False when it goes on without, as with a missing reader. */
  readonly blocking: boolean;
}

/** A knowledge base: what HTTP, the command line and programs use. Every method rejects with KnowledgeBaseError. */
export interface KnowledgeBase {
  /** Creates the collection or changes its settings. Idempotent. Nothing else creates one. */
  putCollection(
    name: string,
    settings?: Partial<CollectionSettings>,
  ): Promise<{ collection: CollectionRecord; created: boolean }>;
  getCollection(name: string): Promise<CollectionRecord>;
  listCollections(): Promise<readonly CollectionRecord[]>;
  deleteCollection(name: string): Promise<{ documents: number; sections: number; points: number }>;

  /** Ingests one document, or replaces it. Resolves when it is published and searchable. */
  putDocument(collection: string, input: PutDocument): Promise<PutDocumentResult>;
  getDocument(collection: string, id: string, access?: Access): Promise<DocumentRecord>;
  listDocuments(
    collection: string,
    options?: { limit?: number; cursor?: string | null; access?: Access },
  ): Promise<Page<DocumentRecord>>;
  deleteDocument(collection: string, id: string): Promise<DeleteDocumentResult>;
  listSections(
    collection: string,
    documentId: string,
    options?: { limit?: number; cursor?: string | null; access?: Access },
  ): Promise<Page<Section>>;

  /** A section by its id, with its document. Rejects with `section_not_found`, also for one that the caller may not see. */
  getSection(collection: string, sectionId: string, access?: Access): Promise<SectionRecord>;

  search(collection: string, question: string, options?: SearchOptions): Promise<SearchResult>;
  /** The last event of `streamQuery`. */
  query(collection: string, question: string, options?: QueryOptions): Promise<Reply>;
  /**
   * The reply as it is made: progress, text that is already checked, the reply. Ended early (`break`, or the signal), it stops
   * the model. Nothing happens before the first event is asked for.
   */
  streamQuery(collection: string, question: string, options?: QueryOptions): AsyncIterable<ReplyEvent>;

  /** Vectors of the encoder in use. Passages wait for questions; `question` is for texts that look for passages. */
  embed(
    texts: readonly string[],
    options?: { side?: 'passage' | 'question'; signal?: AbortSignal },
  ): Promise<EmbedResult>;
  /** Tokens of each text, and whose: the built-in encoder's tokenizer, or an `estimate` beside another encoder. */
  countTokens(
    texts: readonly string[],
    options?: { signal?: AbortSignal },
  ): Promise<{ readonly counts: readonly number[]; readonly countedBy: string }>;
  /**
   * Checks a text claim by claim against a collection, or against the evidence given alone where it is null. Rejects with
   * `invalid_request` when there is neither.
   */
  checkFacts(collection: string | null, text: string, options?: CheckFactsOptions): Promise<Verdict>;

  /** What `template` may name, by id, `zh` before `en`. */
  listTemplates(): readonly PromptTemplate[];

  getCalibration(collection: string): Promise<CalibrationReport>;
  /** Fits the collection's own calibration, and puts it in force if it is better on questions held back. */
  calibrate(collection: string, options?: CalibrateOptions): Promise<CalibrateResult>;
  /** Puts the calibration before the present one in force. Rejects with `invalid_request` when the shipped one is. */
  rollBackCalibration(collection: string): Promise<CalibrationReport>;
  /** Asks labelled questions and measures the replies. */
  evaluate(collection: string, questions: LabelledInput, options?: EvaluateOptions): Promise<EvaluationRun>;

  /**
   * Takes feedback on a reply; a second one of the same caller (`local` unless named) replaces the first. Rejects with
   * `reply_not_found`, or `invalid_request` for a section that is not there.
   */
  giveFeedback(
    input: FeedbackInput,
    options?: { access?: Access; caller?: string },
  ): Promise<{ feedback: Feedback; created: boolean }>;
  /** Oldest first, with the replies; of those whose sections the caller may see. A page may be shorter than its limit. */
  listFeedback(
    collection: string,
    options?: { limit?: number; cursor?: string | null; access?: Access },
  ): Promise<Page<FeedbackEntry>>;
  /** The labelled questions in it, for `evaluate` and `calibrate`: where questions are kept and the right place is known. */
  exportFeedback(collection: string, options?: { access?: Access }): Promise<readonly FeedbackRow[]>;
  /** Batch ingest: many documents at once, in the background, over restarts. */
  readonly jobs: IngestJobs;
  /** Folders of this machine that jobs may read. */
  readonly sourceFiles: SourceFiles;
  /** Reads archives for jobs. */
  readonly archives: ArchiveReader;

  /** Builds collections anew beside themselves, for another encoder, cleaning or cutting. */
  readonly reindex: Pick<Reindexer, 'start' | 'rollBack' | 'drop' | 'cancel' | 'status'>;

  /** Names what is missing, with its remedy; empty when all is well. */
  health(): Promise<readonly HealthProblem[]>;
  close(): Promise<void>;
}
