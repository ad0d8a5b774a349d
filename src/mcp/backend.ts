/** What a request carries besides its path. */
export interface BackendRequest {
  readonly json?: unknown;
  readonly signal?: AbortSignal;
}

/**
 * The one way in which the tools reach a knowledge base: the HTTP contract of `openapi.yaml`, spoken on behalf of one caller. So
 * keys, labels, limits and shapes are those of every other client.
 */
export interface McpBackend {
  /**
   * Resolves to the parsed body; paths start with `/`.
   *
   * @throws an error with a `problem` (RFC 9457) for every answer of 400 and above, or the signal's reason.
   */
  request<T>(method: 'GET' | 'POST', path: string, options?: BackendRequest): Promise<T>;
}

/** As much of a problem document as a model is told. */
export interface BackendProblem {
  readonly code: string;
  /** The failed action, the value, and after a semicolon the remedy. */
  readonly detail: string;
}

/** The problem that a backend's error carries; null for any other error. */
export function problemOf(error: unknown): BackendProblem | null {
  if (!(error instanceof Error) || !('problem' in error)) return null;
  const { problem } = error;
  if (typeof problem !== 'object' || problem === null) return null;
  const { code, detail } = problem as Partial<BackendProblem>;
  return typeof code === 'string' && typeof detail === 'string' ? { code, detail } : null;
}
