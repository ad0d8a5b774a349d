import type { ScoredHit } from '../core/fusion.js';
import type { Question } from '../core/question.js';
import type { Sentence } from '../core/sentences.js';
import type { QueryTerms } from '../core/terms.js';
import type { SectionRecord } from '../ports/catalog.js';
import type { QuestionStates } from '../ports/embedder.js';
import type { Reading } from '../ports/reader.js';

/** The question with everything that depends on the collection. */
export interface WeighedQuestion extends Question {
  readonly terms: QueryTerms;
  /** Inverse document frequency of each term, in the order of `terms.ids`; a term no point holds counts as held by one. */
  readonly inverseFrequencies: readonly number[];
  /** Their sum. */
  readonly mass: number;
  /** Unit length. */
  readonly vector: Float32Array;
  /** For the reader that shares the encoder. */
  readonly states: QuestionStates | undefined;
}

/** UTF-16 offsets into a section's text, end exclusive. */
export interface Slice {
  readonly start: number;
  readonly end: number;
}

/** A sentence of a candidate with its distinct term ids. */
export interface TermedSentence extends Sentence {
  readonly terms: ReadonlySet<number>;
}

/** A live section that either leg found: its best part, and what both legs say about that part. */
export interface Candidate extends SectionRecord {
  readonly hit: ScoredHit & { readonly fusedScore: number };
  /** The part's slice of the section's text, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** The section's parts that match, this one included, in order; those that touch are joined. */
  readonly matching: readonly Slice[];
  /** Offsets are into the section's text. */
  readonly sentences: readonly TermedSentence[];
  /** Terms of document title and heading path. */
  readonly headTerms: ReadonlySet<number>;
  /** Terms of heading path and part together. */
  readonly terms: ReadonlySet<number>;
  /** Terms of the part's sentences that are no headings. */
  readonly bodyTerms: ReadonlySet<number>;
  /** Other candidates with the same text, folded into this one. */
  readonly duplicates: readonly { readonly documentId: string; readonly sectionId: string }[];
  /** Null where the reader was not asked. */
  readonly reading: Reading | null;
}

/** What was retrieved for one question; candidates best first by fused score. */
export interface Evidence {
  readonly question: WeighedQuestion;
  readonly candidates: readonly Candidate[];
  /** All hits of both legs, fused, best first: what the candidates compete with. */
  readonly hits: readonly (ScoredHit & { readonly fusedScore: number })[];
  /** Live points of the collection. */
  readonly points: number;
}
