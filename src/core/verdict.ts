import type { Place } from './document.js';

/** How the knowledge base stands to a claim; `contradicted` is worse than `unsupported`. */
export type ClaimLabel = 'supported' | 'unsupported' | 'contradicted';

/** What a claim and its evidence can disagree about. */
export type ConflictKind = 'number' | 'unit' | 'date' | 'name' | 'negation' | 'modality' | 'quantifier' | 'comparison';

/** Words of the knowledge base that bear on a claim. */
export interface ClaimEvidence {
  readonly documentId: string;
  readonly documentTitle: string;
  /** Of the document when it was checked; '' for a text of the caller's own. */
  readonly documentRevision: string;
  readonly sectionId: string;
  readonly headingPath: readonly string[];
  readonly place: Place;
  /** Verbatim, as cleaned. */
  readonly quote: string;
  readonly stance: 'supports' | 'contradicts' | 'related';
}

/** One thing that a claim says otherwise than its evidence. Offsets are UTF-16 code units, end exclusive. */
export interface ClaimConflict {
  readonly kind: ConflictKind;
  /** Span of the checked text. */
  readonly claim: { readonly start: number; readonly end: number; readonly text: string };
  /** Span of the quote of `evidence[evidenceIndex]`; null where the evidence has nothing of the kind. */
  readonly evidence: { readonly start: number; readonly end: number; readonly text: string } | null;
  readonly evidenceIndex: number;
}

/** One checkable sentence of a draft. Offsets are UTF-16 code units into the draft, end exclusive. */
export interface Claim {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** 0…1; 0 when contradicted or vetoed. */
  readonly support: number;
  readonly label: ClaimLabel;
  /** Why, in a sentence of the claim's language. */
  readonly reason: string;
  readonly conflicts: readonly ClaimConflict[];
  /** Best first; empty where the knowledge base has nothing near. */
  readonly evidence: readonly ClaimEvidence[];
}

/** What the check found about a draft. */
export interface Verdict {
  /** 0…1: support weighted by length, below 0.7 when any claim is contradicted; null when the draft claims nothing. */
  readonly score: number | null;
  /** From this score on the draft passes; 0…1. */
  readonly threshold: number;
  /** False without a score. */
  readonly passed: boolean;
  readonly claims: readonly Claim[];
  /** Index into `claims` of the one with the least support; null without claims. */
  readonly weakestClaim: number | null;
  /** UTF-16 offset from which on the text was not checked, too long for one check; absent when all was. Such a text does not pass. */
  readonly uncheckedFrom?: number;
}
