import type { ConfidencePush } from './confidence.js';
import type { Metadata, Place } from './document.js';
import type { Verdict } from './verdict.js';

/** How a reply came about (design: "route"). */
export type Route = 'knowledge_base' | 'tuned_model' | 'passages' | 'no_answer' | 'generated';

/** Why that route was taken: stable, machine-readable. */
export type Reason =
  | 'confident'
  /** Confident, and another section near the threshold answers differently: both are quoted. */
  | 'sections_disagree'
  /** Confident, and the model's words did not hold: quoted sentences stand, behind those of its sentences that did. */
  | 'model_words_unsupported'
  | 'below_threshold'
  /** Below the threshold, and the model's draft passed the check. */
  | 'draft_supported'
  /** Below the threshold, and the draft said what the knowledge base does not: its passages are shown. */
  | 'draft_unsupported'
  /** The same, and something in the draft is against the knowledge base. */
  | 'draft_contradicted'
  /** The draft stated nothing that could be checked. */
  | 'draft_without_claims'
  /** Below the threshold, or for a template, and the model did not answer. */
  | 'model_unavailable'
  /** A template was asked for. */
  | 'template'
  | 'below_relevance_floor'
  | 'empty_collection'
  | 'nothing_matched'
  | 'nothing_searchable';

/** A passage retrieved for a question: a section, its best part, and what every leg said about it. */
export interface Passage {
  readonly documentId: string;
  readonly documentTitle: string;
  /** SHA-256 of the document's bytes that this stands in. */
  readonly documentRevision: string;
  readonly sectionId: string;
  readonly headingPath: readonly string[];
  /** The section's text, or for a long section its matching parts, with a line `…` where something stands between them. */
  readonly text: string;
  readonly place: Place;
  readonly metadata: Metadata;
  /** 0…1: the calibrated probability that this passage answers the question. */
  readonly confidence: number;
  /** Sections elsewhere that say the same, folded into this one. */
  readonly duplicates: readonly { readonly documentId: string; readonly sectionId: string }[];
  /** Present when the question asked for an explanation. */
  readonly explanation?: PassageExplanation;
}

/** Component scores of a passage. Ranks are 1-based; null means the leg did not find it among its candidates. */
export interface PassageExplanation {
  /** Cosine, -1…1; only its order means something. */
  readonly denseScore: number;
  readonly denseRank: number | null;
  /** BM25 sum, ≥ 0, unbounded. */
  readonly sparseScore: number;
  readonly sparseRank: number | null;
  /** 0…1, from fusing both legs. */
  readonly fusedScore: number;
  /** On the reranker's own scale; null where none was asked about this passage. */
  readonly rerankScore: number | null;
  readonly features: readonly ConfidencePush[];
  /** The question's words as search sees them, the weightiest first, and whether they stand in the passage or its headings. */
  readonly words: readonly { readonly word: string; readonly weight: number; readonly found: boolean }[];
  /** Log-odds before any feature is looked at; with the pushes it adds up to those of the confidence. */
  readonly base: number;
  /** The calibration that this passage's confidence comes from; a passage that the reader did not read has another one. */
  readonly calibration: { readonly id: string; readonly kind: string };
  /** What the reader made of the passage; null where it was not asked. */
  readonly reading: PassageReading | null;
}

/** The reader's opinion. `span` offsets are UTF-16 code units into the passage's text, end exclusive. */
export interface PassageReading {
  /** Log-odds that the passage answers; no probability by itself. */
  readonly answerLogit: number;
  /** The words it takes for the answer; a score of 0 or less: it would rather say that there is none. */
  readonly span: { readonly start: number; readonly end: number; readonly text: string; readonly score: number } | null;
}

/** One `[n]` of an answer. Offsets are UTF-16 code units, end exclusive. */
export interface Citation {
  /** The n of `[n]`; 1-based. */
  readonly number: number;
  readonly documentId: string;
  readonly documentTitle: string;
  /** SHA-256 of the document's bytes that this stands in. */
  readonly documentRevision: string;
  readonly sectionId: string;
  readonly headingPath: readonly string[];
  readonly place: Place;
  /** The words of the source, as cleaned. */
  readonly quote: string;
  /** The span of `answer` that this citation supports, up to and with its `[n]`. */
  readonly answerStart: number;
  readonly answerEnd: number;
}

/** What a question gets back. Every field is always there. */
export interface Reply {
  readonly id: string;
  /** As asked; with a history, completed from it so that it stands alone. */
  readonly question: string;
  readonly collection: string;
  /** Never empty. */
  readonly answer: string;
  readonly route: Route;
  readonly reason: Reason;
  /** Calibrated confidence of the best passage, 0…1; 0 when there is none. */
  readonly confidence: number;
  readonly threshold: number;
  readonly citations: readonly Citation[];
  readonly verdict: Verdict | null;
  /** What a model said, citation marks, links and HTML taken off, before anyone believed it; null where none spoke. */
  readonly draft: string | null;
  readonly passages: readonly Passage[];
  readonly collectionRevision: string;
  readonly modelRevision: string | null;
  /** Tokens that the model read and wrote, by its own count; null where none spoke or it does not count. */
  readonly usage: { readonly promptTokens: number; readonly completionTokens: number } | null;
  readonly calibration: { readonly id: string; readonly provisional: boolean };
  /** True when something optional (a model, the reader) was asked for and away. */
  readonly degraded: boolean;
  readonly timings: Timings;
}

/** Milliseconds of each step. */
export interface Timings {
  readonly encodeMs: number;
  readonly searchMs: number;
  readonly scoreMs: number;
  readonly composeMs: number;
  readonly totalMs: number;
}

/** The language of a text, as far as fixed sentences need to know. */
export type Language = (typeof languages)[number];

export const languages = ['zh', 'en'] as const;
