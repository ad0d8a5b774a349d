import type { OwnEvidence } from '../../../src/answer/check/check-request.js';

/** One text to check and what is true of it. */
export interface CheckItem {
  readonly id: string;
  /** Rows of one origin stay on one side of a split. */
  readonly group: string;
  readonly claim: string;
  readonly question?: string;
  /** Checked against these; empty: against the set's collection. */
  readonly evidence: readonly OwnEvidence[];
  /** Whether the evidence supports the claim. */
  readonly supported: boolean;
  /** What was done to the text, for corrupted ones; else ''. */
  readonly kind: string;
  /** Spans of the claim that people judged one by one. */
  readonly keywords: readonly { readonly start: number; readonly end: number; readonly sound: boolean }[];
}

/** Items that are reported together. */
export interface CheckSet {
  readonly name: string;
  readonly items: readonly CheckItem[];
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
