import { KnowledgeBaseError } from '../../core/errors.js';

/** Why a try failed, and what to do about it. */
export interface ChatFailure {
  readonly reason: string;
  /** Whether another try may succeed. */
  readonly retryable: boolean;
  /** What the server asks to wait; null where it does not. */
  readonly pauseMs: number | null;
  /** Of the answer; null when none came. */
  readonly status: number | null;
  /** False where the server is well and only this reply is of no use. */
  readonly down: boolean;
  readonly cause: unknown;
}

/** Characters of a server's words that are quoted. */
const quotedCharacters = 200;

/** A reply that came and cannot be used: empty, too long, only a thought. As a rule trying again would bring the same. */
export function uselessReply(reason: string, { retryable } = { retryable: false }): KnowledgeBaseError {
  return new KnowledgeBaseError('model_unavailable', reason, { facts: { down: false, retryable } });
}

/** A reply that did not come, or not to its end. */
export function brokenReply(reason: string, options: { retryable: boolean; cause?: unknown }): KnowledgeBaseError {
  const { retryable, cause } = options;
  return new KnowledgeBaseError('model_unavailable', reason, { cause, facts: { down: true, retryable } });
}

/** Reads what a client library threw: ours anywhere among its causes, a status with its headers, else a lost connection. */
export function chatFailureOf(error: unknown): ChatFailure {
  const ours = ownErrorIn(error);
  if (ours) {
    const { down, retryable } = ours.facts;
    const reason = ours.message;
    return { reason, retryable: retryable === true, pauseMs: null, status: null, down: down === true, cause: error };
  }
  const fields: { status?: unknown; headers?: unknown; message?: unknown } =
    typeof error === 'object' && error !== null ? error : {};
  const status = typeof fields.status === 'number' ? fields.status : null;
  const words = firstLine(typeof fields.message === 'string' ? fields.message : String(error));
  const retryable = status === null || status === 408 || status === 429 || status >= 500;
  const reason =
    status === null ? `it cannot be reached: ${firstLine(deepestMessage(error))}` : `it answered ${quote(words)}`;
  // Refused for what was asked: another question may do.
  const down = status === null || ![400, 413, 422].includes(status);
  return { reason, retryable, pauseMs: retryAfterMs(fields.headers), status, down, cause: error };
}

function ownErrorIn(error: unknown): KnowledgeBaseError | null {
  for (let one = error; one instanceof Error; one = one.cause) if (one instanceof KnowledgeBaseError) return one;
  return null;
}

/** Libraries say "fetch failed" and "Connection error."; what happened stands in the innermost cause. */
function deepestMessage(error: unknown): string {
  let message = String(error);
  for (let one = error; one instanceof Error; one = one.cause) if (one.message !== '') message = one.message;
  return message;
}

/** LangChain puts a link to its own help behind what the server said. */
function firstLine(message: string): string {
  return message.split('\n', 1)[0]?.slice(0, quotedCharacters) ?? '';
}

/** A server's words, cut and in quotation marks. */
export function quote(text: string): string {
  return JSON.stringify(text.slice(0, quotedCharacters));
}

/** `Retry-After` in either form, seconds or a date; null when absent or unreadable. */
function retryAfterMs(headers: unknown): number | null {
  const header = headers instanceof Headers ? headers.get('retry-after') : null;
  if (header === null) return null;
  const ms = /^\d+(\.\d+)?$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}
