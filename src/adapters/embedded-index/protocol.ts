import type { ErrorCode } from '../../core/errors.js';
import type { IndexHit, IndexQuery } from '../../ports/section-index.js';

/** What the search worker is told at its start. */
export interface WorkerStart {
  /** The database that the catalog writes; the worker only reads it. */
  readonly path: string;
}

/** What may be asked of the search worker, and what it answers. A collection's builds are told apart by their generation. */
export interface Requests {
  /** Makes an empty build; nothing when there is one of this length of vector. */
  create: { ask: { generation: string; dimensions: number }; answer: null };
  drop: { ask: { generation: string }; answer: null };
  /** Reads a document again from the database, its points and facts; answers with the rows it has now. */
  refresh: { ask: { generation: string; documentId: string }; answer: number };
  query: { ask: { generation: string; query: IndexQuery }; answer: IndexHit[] };
  /** Closes the database; nothing may be asked after it. */
  close: { ask: Record<string, never>; answer: null };
  memory: { ask: Record<string, never>; answer: WorkerMemory };
}

/** What the worker holds. */
export interface WorkerMemory {
  readonly rows: number;
  readonly deadRows: number;
  readonly postings: number;
  readonly rowBytes: number;
}

export type RequestKind = keyof Requests;

export type Request = {
  [Kind in RequestKind]: { readonly id: number; readonly kind: Kind; readonly ask: Requests[Kind]['ask'] };
}[RequestKind];

export interface WorkerError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

export type Message =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly error: WorkerError }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Requests[RequestKind]['answer'] }
  | { readonly kind: 'error'; readonly id: number; readonly error: WorkerError };
