import { type Problem, ProblemError, type RequestOptions } from './client.js';

/** A request as both transports send it. */
export interface WireRequest {
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array | undefined;
}

/** Puts body and headers of a request together; `token` is the bearer token, where there is one. */
export function toWireRequest(options: RequestOptions, token: string | undefined): WireRequest {
  const headers: Record<string, string> = { accept: 'application/json', ...options.headers };
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  if (options.json === undefined) return { headers, body: options.bytes };
  return { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(options.json) };
}

/**
 * Reads an answer: its JSON, or undefined when it has no body, or its text where that is asked for.
 *
 * @throws ProblemError for a status of 400 and above that the request does not accept.
 */
export function fromWireResponse(status: number, text: string, options: RequestOptions): unknown {
  if (status < 400 && options.asText) return text;
  const value = parseJson(text);
  if (status < 400 || options.alsoAccept?.includes(status)) return value;
  throw new ProblemError(toProblem(status, value));
}

function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // A proxy's HTML page, say: the status alone has to do.
  }
}

function toProblem(status: number, value: unknown): Problem {
  const fields: Partial<Record<string, unknown>> = typeof value === 'object' && value !== null ? { ...value } : {};
  const title = typeof fields.title === 'string' ? fields.title : `HTTP status ${status}`;
  return {
    ...fields,
    status,
    title,
    code: typeof fields.code === 'string' ? fields.code : 'unexpected_response',
    detail: typeof fields.detail === 'string' ? fields.detail : `Cannot read the server's answer: ${title}`,
  };
}
