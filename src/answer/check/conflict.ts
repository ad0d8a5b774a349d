import type { ConflictKind } from '../../core/verdict.js';
import type { EvidenceSentence } from './evidence-passage.js';
import type { Match } from './match-claim.js';
import type { ReadClaim } from './read-claim.js';

/** UTF-16 offsets, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Something that a claim says otherwise than its evidence, or that the evidence does not say at all. */
export interface Conflict {
  readonly kind: ConflictKind;
  /** Span of the claim's text. */
  readonly claim: Span;
  /** Where the evidence says otherwise; null where it says nothing of the kind. */
  readonly evidence: (Span & { readonly sentence: EvidenceSentence }) | null;
}

/** Finds conflicts of one kind between a claim and what was matched with it. */
export type Veto = (claim: ReadClaim, match: Match) => readonly Conflict[];
