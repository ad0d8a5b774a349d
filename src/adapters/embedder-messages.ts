import type { ErrorCode } from '../core/errors.js';

/** What a worker of the built-in models needs to start. */
export interface WorkerSetup {
  /** Folder with `model.onnx`, `tokenizer.json` and `hashes.json`. */
  readonly embedderFolder: string;
}

/** Kinds of work with what goes in and what comes out. */
export interface Work {
  encode: {
    /** With its prefix. */
    readonly task: { readonly kind: 'encode'; readonly text: string };
    readonly result: { readonly vector: Float32Array; readonly truncated: boolean; readonly tokens: number };
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
