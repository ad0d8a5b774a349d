import type { ErrorCode } from '../../core/errors.js';
import type { QuestionStates } from '../../ports/embedder.js';
import type { Reading } from '../../ports/reader.js';
import type { PackedPassage } from './reader-states.js';

/** What a worker of the built-in models needs to start. */
export interface WorkerSetup {
  /** Folder with `model.onnx`, `tokenizer.json` and `hashes.json`. */
  readonly embedderFolder: string;
  /** Folder with `model.onnx` and `hashes.json`; null to go without a reader. */
  readonly readerFolder: string | null;
}

/** Kinds of work with what goes in and what comes out. */
export interface Work {
  encode: {
    readonly task: {
      readonly kind: 'encode';
      /** Which prefix the text gets. */
      readonly side: 'query' | 'passage';
      readonly text: string;
      /** Asks for `states`, a question's first tokens. */
      readonly withStates: boolean;
    };
    readonly result: {
      readonly vector: Float32Array;
      readonly truncated: boolean;
      readonly states: QuestionStates | null;
    };
  };
  read: {
    readonly task: {
      readonly kind: 'read';
      readonly question: QuestionStates;
      readonly passage: string;
      /** The passage as read before, or null. */
      readonly packed: PackedPassage | null;
    };
    readonly result: { readonly reading: Reading; readonly packed: PackedPassage };
  };
  count: {
    readonly task: { readonly kind: 'count'; readonly texts: readonly string[] };
    /** One a text, special tokens left out. */
    readonly result: { readonly counts: readonly number[] };
  };
}

export type WorkKind = keyof Work;
export type Task = Work[WorkKind]['task'];
export type TaskResult = Work[WorkKind]['result'];

/** To a worker. It gets a task only when it has none. */
export type ToWorker = Task | { readonly kind: 'close' };

/** From a worker: `ready` once, then one `done` or `failed` for each task. `failed` before `ready` means: cannot start. */
export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly result: TaskResult }
  | { readonly type: 'failed'; readonly error: WorkerError };

/** An error as it crosses threads; `code` is null for what is not a `KnowledgeBaseError`. */
export interface WorkerError {
  readonly code: ErrorCode | null;
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
}
