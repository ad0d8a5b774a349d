import type { ErrorCode } from '../src/core/errors.js';
import type { PreparedDocument } from './loaded-document.js';
import type { PrepareInput } from './prepare-document.js';

/** What goes to a parsing worker. */
export interface PrepareTask {
  readonly input: PrepareInput;
  /** Shared memory: when the work began (milliseconds since 1970, 0 before), and the index of its step. */
  readonly progress: Float64Array;
  readonly extractor?: ExtractorModule;
}

/** A function cannot cross into a thread, so a term extractor is named: a module whose export makes one. */
export interface ExtractorModule {
  readonly url: string;
  readonly exportName: string;
}

/** What comes back from one. */
export type PrepareResult =
  | { readonly document: PreparedDocument }
  | {
      readonly error: {
        readonly code: ErrorCode;
        readonly message: string;
        readonly facts: Readonly<Record<string, unknown>>;
      };
    };
