import { setTimeout as sleep } from 'node:timers/promises';
import { type ErrorCode, KnowledgeBaseError } from '../../core/errors.js';

export interface RetryPolicy {
  /** Of one attempt. */
  readonly timeoutMs: number;
  /** Attempts after the first. */
  readonly maxRetries: number;
  /** First pause, doubled each time. */
  readonly retryDelayMs: number;
  /** A server may ask for a longer pause than a caller can wait: then the attempt counts as failed at once. */
  readonly longestPauseMs: number;
}

export interface PostRequest {
  readonly endpoint: URL;
  readonly apiKey: string | undefined;
  readonly body: unknown;
  /** What is asked for, in messages: `embeddings`. */
  readonly wanted: string;
  /** Of the error when it cannot be had. */
  readonly failureCode: ErrorCode;
}

/** Characters of a refusal that are quoted. */
const quotedCharacters = 200;

/** Why an attempt failed, and whether and when another may succeed. */
interface Failure {
  readonly reason: string;
  readonly retryable: boolean;
  readonly pauseMs: number | null;
  /** Of the answer; null when none came. */
  readonly status: number | null;
  readonly cause: unknown;
}

/**
 * Posts JSON and reads JSON. 429, 408, 5xx, timeouts and lost connections are tried again with doubled, jittered pauses,
 * or after what `Retry-After` says.
 *
 * Rejects with the request's `failureCode` (facts: `attempts`, `status` of the last answer or null, and `retry_after_ms` where it asked for a pause), or with the signal's
 * reason.
 */
export async function postWithRetries(
  request: PostRequest,
  policy: RetryPolicy,
  signal: AbortSignal,
): Promise<unknown> {
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await post(request, policy.timeoutMs, signal);
    if ('answer' in outcome) return outcome.answer;
    signal.throwIfAborted();
    // Jitter, so that clients refused together do not come back together.
    const pauseMs = outcome.pauseMs ?? policy.retryDelayMs * 2 ** attempt * (0.5 + Math.random() / 2);
    if (!outcome.retryable || attempt >= policy.maxRetries || pauseMs > policy.longestPauseMs) {
      throw unavailable(request, outcome, attempt + 1);
    }
    await sleep(pauseMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

async function post(
  { endpoint, apiKey, body }: PostRequest,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<{ answer: unknown } | Failure> {
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}) },
      body: JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    const text = await response.text();
    return response.ok ? answerOf(response, text) : refusalOf(response, text);
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    const reason = timedOut ? `it did not answer within ${timeoutMs} ms` : 'it cannot be reached';
    return { reason, retryable: true, pauseMs: null, status: null, cause: error };
  }
}

function answerOf({ status }: Response, text: string): { answer: unknown } | Failure {
  try {
    return { answer: JSON.parse(text) };
  } catch (error) {
    return { reason: `its answer is not JSON: ${quote(text)}`, retryable: false, pauseMs: null, status, cause: error };
  }
}

function refusalOf(response: Response, text: string): Failure {
  const { status } = response;
  return {
    reason: `it answered ${status} ${quote(text)}`,
    retryable: status === 408 || status === 429 || status >= 500,
    pauseMs: retryAfterMs(response.headers.get('retry-after')),
    status,
    cause: undefined,
  };
}

/** `Retry-After` in either form, seconds or a date; null when absent or unreadable. */
function retryAfterMs(header: string | null): number | null {
  if (header === null) return null;
  const ms = /^\d+(\.\d+)?$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, quotedCharacters));
}

function unavailable(
  request: PostRequest,
  { reason, status, pauseMs, cause }: Failure,
  attempts: number,
): KnowledgeBaseError {
  const { endpoint, wanted, failureCode } = request;
  return new KnowledgeBaseError(
    failureCode,
    `Cannot get ${wanted} from ${endpoint.href} in ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}: ${reason}; check its address, key and log`,
    { cause, facts: { attempts, status, ...(pauseMs !== null && { retry_after_ms: pauseMs }) } },
  );
}
