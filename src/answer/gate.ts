import type { Reason, Route } from '../core/reply.js';

/** What the gate decides on. Confidences 0…1. */
export interface GateInput {
  readonly searchable: boolean;
  /** Live points of the collection. */
  readonly points: number;
  /** Confidence of the best passage; null when nothing was found. */
  readonly confidence: number | null;
  readonly threshold: number;
  readonly relevanceFloor: number;
}

/** Which way a question goes, in the order that the design lays down, and why. */
export function gate(input: GateInput): { readonly route: Route; readonly reason: Reason } {
  if (!input.searchable) return { route: 'no_answer', reason: 'nothing_searchable' };
  if (input.points === 0) return { route: 'no_answer', reason: 'empty_collection' };
  if (input.confidence === null) return { route: 'no_answer', reason: 'nothing_matched' };
  if (input.confidence >= input.threshold) return { route: 'knowledge_base', reason: 'confident' };
  if (input.confidence < input.relevanceFloor) return { route: 'no_answer', reason: 'below_relevance_floor' };
  return { route: 'passages', reason: 'below_threshold' };
}
