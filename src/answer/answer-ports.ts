import type { Calibration } from '../core/calibration.js';
import type { CollectionRecord } from '../core/collection.js';
import type { ConversationTurn } from '../core/conversation.js';
import type { Filter } from '../core/filter.js';
import type { fuseHits } from '../core/fusion.js';
import type { TermExtractor } from '../core/terms.js';
import type { Catalog } from '../ports/catalog.js';
import type { ChatModel } from '../ports/chat-model.js';
import type { Embedder } from '../ports/embedder.js';
import type { Reader } from '../ports/reader.js';
import type { Reranker } from '../ports/reranker.js';
import type { SectionIndex } from '../ports/section-index.js';
import type { WordsOfPart } from './part-words.js';
import type { Prompts } from './prompts.js';
import type { Scored } from './score.js';

/** Calibrations by what is at hand; `provisional` uses features that no encoder changes. */
export interface Calibrations {
  readonly withReader: Calibration | null;
  readonly withoutReader: Calibration;
  readonly provisional: Calibration;
}

/** All that answering needs from outside; a knowledge base has these and more. */
export interface AnswerPorts {
  readonly embedder: Embedder;
  /** Null where none ships or it failed to load. */
  readonly reader: Reader | null;
  /** Orders the first passages anew; absent or null without one. */
  readonly reranker?: Reranker | null;
  /** The tuned model; null without one. */
  readonly chatModel: ChatModel | null;
  readonly catalog: Catalog;
  readonly index: SectionIndex;
  readonly extractor: TermExtractor;
  /** Cuts parts into words by the same extractor, and may remember them; made of the extractor unless given. */
  readonly wordsOfPart?: WordsOfPart;
  /** Joins what both legs found to one order; `fuseHits` unless given. */
  readonly fuse?: typeof fuseHits;
  readonly calibrations: Calibrations;
  readonly prompts: Prompts;
  /** Milliseconds that only ever grow; differences are reported as timings. */
  readonly clock: () => number;
  readonly newId: () => string;
  /** At or above it an answer is composed; 0…1. */
  readonly threshold: number;
  /** From this factuality score on a model's draft is shown, and each of its sentences from this support on; 0…1. */
  readonly factThreshold: number;
  /** Below it nothing is shown; 0…1, at most `threshold`. */
  readonly relevanceFloor: number;
}

/** One question to one collection. */
export interface QuestionRequest {
  readonly collection: CollectionRecord;
  readonly question: string;
  /** Wishes for tone and language, for a model's ears only. */
  readonly instructions?: string | undefined;
  /** The reply's id; a new one unless given. */
  readonly id?: string | undefined;
  readonly filters?: Filter | undefined;
  /** Passages returned at most; 1…50, 5 unless set. */
  readonly topK?: number | undefined;
  readonly explain?: boolean | undefined;
  /** What was said before, oldest first. */
  readonly history?: readonly ConversationTurn[] | undefined;
  /** Id of a template to write from; null or absent for an answer. */
  readonly template?: string | undefined;
  /** The template's inputs by name. */
  readonly inputs?: Readonly<Record<string, string>> | undefined;
  /** Access labels of the caller; null for full access, [] for unlabelled documents only. */
  readonly labels: readonly string[] | null;
  /** Told what the reply's confidence comes from; the last call counts. Must not throw. */
  readonly onScored?: ((scored: Scored) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}
