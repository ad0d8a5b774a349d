import type { ClaimLabel, ConflictKind } from '../core/verdict.js';
import type { WirePlace } from './wire.js';

/** A verdict as `/v1/fact-check` and replies give it. `openapi.yaml` says what each field means. */
export interface WireVerdict {
  readonly score: number | null;
  readonly threshold: number;
  readonly passed: boolean;
  readonly weakest_claim: number | null;
  readonly unchecked_from: number | null;
  readonly claims: readonly WireClaim[];
}

export interface WireClaim {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly support: number;
  readonly label: ClaimLabel;
  readonly reason: string;
  readonly conflicts: readonly WireClaimConflict[];
  readonly evidence: readonly WireClaimEvidence[];
}

export interface WireClaimConflict {
  readonly kind: ConflictKind;
  readonly claim: WireSpan;
  readonly evidence: WireSpan | null;
  readonly evidence_index: number;
}

export interface WireClaimEvidence {
  readonly document_id: string;
  readonly section_id: string;
  readonly heading_path: readonly string[];
  readonly place: WirePlace;
  readonly quote: string;
  readonly stance: 'supports' | 'contradicts' | 'related';
}

export interface WireFactCheckReply {
  readonly verdict: WireVerdict;
}

interface WireSpan {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}
