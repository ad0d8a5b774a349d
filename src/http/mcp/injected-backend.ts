import type { FastifyInstance } from 'fastify';
import type { BackendProblem, BackendRequest, McpBackend } from '../../mcp/backend.js';
import { runInjected } from './injected-call.js';

/** A problem document as an error, for the tool to show. */
class ContractError extends Error {
  readonly problem: BackendProblem;

  constructor(problem: BackendProblem) {
    super(problem.detail);
    this.name = 'ContractError';
    this.problem = problem;
  }
}

/**
 * Speaks the contract to this same server, without a socket, as the caller whose request a tool serves: what a key may do
 * and see is decided in one place.
 *
 * @param headers of that request: its key goes along, and the name it called, for links.
 */
export function injectedBackend(
  server: FastifyInstance,
  headers: { readonly authorization?: string | undefined; readonly host?: string | undefined },
): McpBackend {
  const { authorization, host } = headers;
  return {
    async request<T>(method: 'GET' | 'POST', path: string, { json, signal }: BackendRequest = {}): Promise<T> {
      signal?.throwIfAborted();
      const request = {
        method,
        url: path,
        headers: { accept: 'application/json', ...(authorization && { authorization }), ...(host && { host }) },
        ...(json === undefined ? {} : { payload: json as object }), // Tools send objects.
      };
      // Resources have no signal; theirs never aborts, and still says that the request is injected.
      const response = await runInjected(signal ?? new AbortController().signal, () => server.inject(request));
      if (response.statusCode >= 400) throw new ContractError(toProblem(response.statusCode, response.body));
      return response.json() as T; // The contract types the body.
    },
  };
}

function toProblem(status: number, body: string): BackendProblem {
  try {
    const { code, detail } = JSON.parse(body);
    if (typeof code === 'string' && typeof detail === 'string') return { code, detail };
  } catch {
    // No problem document: the status has to do.
  }
  return { code: 'internal_error', detail: `Cannot complete the request: the server answered with status ${status}` };
}
