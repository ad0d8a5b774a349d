import type { Difference } from './bring-up-to-date.js';
import type { Verification } from './verify-build.js';

export type ReindexState = 'idle' | 'building' | 'verifying' | 'switching' | 'done' | 'failed' | 'cancelled';

/** How building a collection anew stands. */
export interface ReindexStatus {
  readonly collection: string;
  readonly action: 'build' | 'rollback';
  readonly state: ReindexState;
  /** Documents looked at in the present pass, and how many there are. */
  readonly documents: number;
  readonly totalDocuments: number;
  readonly recipe: string;
  /** Recipe of a build that is unfinished beside the collection; null without. */
  readonly nextRecipe: string | null;
  /** Recipe of the build that a roll-back would put in use; null without. */
  readonly previousRecipe: string | null;
  readonly difference: Difference | null;
  readonly verification: Verification | null;
  readonly problem: { readonly code: string; readonly message: string } | null;
}

export interface ReindexOptions {
  /** Puts the build in use although some documents could not be made anew; these are gone from the collection then. */
  readonly skipFailed?: boolean;
}
