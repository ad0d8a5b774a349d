import type { Citation, Reason, Reply, Route } from '../core/reply.js';
import type { ReplyEvent } from '../core/reply-event.js';
import type { Verdict } from '../core/verdict.js';

/** What a route makes of a question: the parts of a reply that depend on how it came about. */
export interface RoutedAnswer {
  readonly answer: string;
  readonly citations: readonly Citation[];
  readonly route: Route;
  readonly reason: Reason;
  /** Null where no model spoke. */
  readonly verdict: Verdict | null;
  readonly draft: string | null;
  readonly modelRevision: string | null;
  readonly usage: Reply['usage'];
  /** True when a model was asked for and did not answer. */
  readonly degraded: boolean;
}

/** A route: yields progress and text that will stand, and returns the answer that begins with that text. */
export type RouteEvents = AsyncGenerator<Exclude<ReplyEvent, { type: 'reply' }>, RoutedAnswer, void>;
