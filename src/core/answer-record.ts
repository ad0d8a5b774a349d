import type { Features } from './confidence.js';
import type { Reason, Route } from './reply.js';

/** What is kept of a reply: enough to judge it later and to learn from the judgement, no text unless asked for. */
export interface AnswerRecord {
  readonly replyId: string;
  readonly collection: string;
  /** RFC 3339, UTC. */
  readonly answeredAt: string;
  readonly route: Route;
  readonly reason: Reason;
  /** 0…1. */
  readonly confidence: number;
  readonly threshold: number;
  /** Recipe of the collection then: features of another one mean something else. */
  readonly recipe: string;
  readonly collectionRevision: string;
  readonly calibrationId: string;
  readonly calibrationKind: 'reader' | 'no_reader' | 'recipe_free';
  readonly modelRevision: string | null;
  /** Access labels of who asked; null for full access. */
  readonly labels: readonly string[] | null;
  /** The passages weighed, best first, then those that were cited without being weighed. */
  readonly passages: readonly AnsweredPassage[];
  /** Null unless questions are kept. */
  readonly question: string | null;
  readonly answer: string | null;
}

/** A passage behind a reply. */
export interface AnsweredPassage {
  readonly documentId: string;
  readonly sectionId: string;
  /** Sections elsewhere that say the same. */
  readonly twins: readonly string[];
  /** Labels of its document then; null where they were not at hand. */
  readonly access: readonly string[] | null;
  readonly cited: boolean;
  /** Whether the reader read it. */
  readonly read: boolean;
  /** 0…1; null for one that was not weighed, as are its features. */
  readonly confidence: number | null;
  readonly features: Features | null;
}
