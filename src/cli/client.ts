import type { ServerSentEvent } from './server-sent-events.js';

/** What a request carries besides its path. `json`, `bytes` and `stream` exclude each other. */
export interface RequestOptions {
  readonly json?: unknown;
  readonly bytes?: Uint8Array;
  /** A body that is made while it is sent. */
  readonly stream?: () => AsyncIterable<Uint8Array>;
  /** Values are sent as they are: ASCII only. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Statuses of 400 and above that are an answer here and no problem. */
  readonly alsoAccept?: readonly number[];
  /** Resolves to the body as it is, for answers that are not JSON. */
  readonly asText?: boolean;
}

export type Method = 'GET' | 'PUT' | 'POST' | 'DELETE';

/**
 * The one way in which commands reach a knowledge base: the HTTP contract of `openapi.yaml`, spoken to a live server or
 * to one built in this process over the opened data folder.
 */
export interface Client {
  /** For people: `http://127.0.0.1:8080`, or the data folder. */
  readonly target: string;
  /**
   * Resolves to the parsed body; paths start with `/`.
   *
   * @throws ProblemError for every answer of 400 and above that is not in `alsoAccept`, or the signal's reason.
   */
  request<T>(method: Method, path: string, options?: RequestOptions): Promise<T>;
  /** Posts and gives the server-sent events of the answer as they come. Throws like `request`; stopped early, it hangs up. */
  stream(path: string, options?: RequestOptions): AsyncIterable<ServerSentEvent>;
  close(): Promise<void>;
}

/** An RFC 9457 problem as the server sends it. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  /** The failed action, the value, and after a semicolon the remedy. */
  readonly detail: string;
  readonly request_id?: string;
  /** Rows of a file that are at fault. */
  readonly problems?: readonly { readonly line: number; readonly message: string }[];
}

/** An answer that says what went wrong. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: { cause: unknown }) {
    super(problem.detail, options);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}
