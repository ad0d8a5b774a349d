import type { ErrorCode } from '../src/core/errors.js';
import type { PreparedDocument } from './loaded-document.js';
import type { NativeGuard } from './native-guard.js';
import type { PrepareInput } from './prepare-document.js';

/** What goes to a parsing worker. */
export interface PrepareTask {
  readonly input: PrepareInput;
  /** Shared memory, as {@link progressAt} numbers it. */
  readonly progress: Float64Array;
  /** Held while native code runs that cannot be interrupted. */
  readonly guard: NativeGuard;
  readonly extractor?: WorkerModule;
  readonly ocr?: WorkerModule;
}

/**
 * What a worker writes down for the case that it does not come back: when the work began (milliseconds since 1970, 0
 * before), the index of its step, and the milliseconds it was allowed beyond its timeout.
 */
export const progressAt = { began: 0, step: 1, allowedMs: 2 } as const;

/** A function cannot cross into a thread, so a port of a worker is named: a module whose export makes it. */
export interface WorkerModule {
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
