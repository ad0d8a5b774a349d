import { KnowledgeBaseError } from '../core/errors.js';
import { type BackendRequest, type McpBackend, problemOf } from '../mcp/backend.js';
import { type Client, ProblemError } from './client.js';

/** A backend that can be closed. */
export interface LazyBackend extends McpBackend {
  close(): Promise<void>;
}

/**
 * A backend over the command line's client, opened when it is first needed: programs start an MCP server to ask what it can
 * do, some twice at once, and only one process may open a data folder. When a live server went away, whatever is there now
 * is opened instead. A folder that cannot be opened is a problem of the request, and is tried again at the next.
 */
export function lazyBackend(open: () => Promise<Client>): LazyBackend {
  let opening: Promise<Client> | undefined;
  const client = () => {
    opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw toProblem(error);
    });
    return opening;
  };
  return {
    async request<T>(method: 'GET' | 'POST', path: string, options?: BackendRequest): Promise<T> {
      const present = await client();
      try {
        return await present.request<T>(method, path, options);
      } catch (error) {
        if (problemOf(error)?.code !== 'server_unreachable') throw error;
        opening = undefined;
        return await (await client()).request<T>(method, path, options);
      }
    },
    async close() {
      const opened = await opening?.catch(() => undefined);
      await opened?.close();
    },
  };
}

function toProblem(error: unknown): unknown {
  if (!(error instanceof KnowledgeBaseError)) return error;
  const { status, code, message } = error;
  return new ProblemError({ status, code, title: code, detail: message }, { cause: error });
}
