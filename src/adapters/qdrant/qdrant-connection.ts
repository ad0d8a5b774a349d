import { setTimeout as sleep } from 'node:timers/promises';
import { QdrantClient, QdrantClientResourceExhaustedError, QdrantClientTimeoutError } from '@qdrant/js-client-rest';
import { KnowledgeBaseError } from '../../core/errors.js';
import { abortable } from '../abortable.js';

export interface QdrantConnectionOptions {
  /** Root of the server, `http://localhost:6333`. */
  readonly url: string;
  readonly apiKey?: string | undefined;
  /** Of one attempt; 10,000 unless set. */
  readonly timeoutMs?: number | undefined;
  /** Attempts after the first; 3 unless set. */
  readonly maxRetries?: number | undefined;
  /** First pause, doubled each time and jittered; 200 unless set. */
  readonly retryDelayMs?: number | undefined;
}

/** A Qdrant server: the official client, with bounded retries and our errors. */
export interface QdrantConnection {
  readonly url: string;
  /**
   * Runs a call of the client. What may succeed later (no answer, 429, 5xx, a body cut short) is tried again with jittered
   * pauses, or after what `Retry-After` says.
   *
   * @param action for messages: `search collection "docs"`.
   * Rejects with `index_unavailable` (facts: `status`, `attempts`) or the signal's reason.
   */
  call<Result>(
    action: string,
    run: (client: QdrantClient) => Promise<Result>,
    signal?: AbortSignal | undefined,
  ): Promise<Result>;
}

/** A pause that a server asks for beyond this counts as a failure: nobody waits that long for an answer. */
const longestPauseMs = 30_000;
/** Characters of a refusal that are quoted. */
const quotedCharacters = 300;

/** @throws KnowledgeBaseError `invalid_configuration` when the URL is none. */
export function connectQdrant(options: QdrantConnectionOptions): QdrantConnection {
  const { apiKey, timeoutMs = 10_000, maxRetries = 3, retryDelayMs = 200 } = options;
  const { url, client } = createClient(options.url, apiKey, timeoutMs);
  return {
    url,
    async call(action, run, signal) {
      for (let attempt = 1; ; attempt++) {
        signal?.throwIfAborted();
        try {
          // The client takes no signal: its own timeout bounds what goes on unheard.
          return await abortable(run(client), signal);
        } catch (error) {
          signal?.throwIfAborted();
          const failure = failureOf(error, timeoutMs);
          const pauseMs = failure.pauseMs ?? retryDelayMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
          if (!failure.retryable || attempt > maxRetries || pauseMs > longestPauseMs) {
            throw unavailable(action, url, failure, attempt);
          }
          await sleep(pauseMs, undefined, signal ? { signal } : {}).catch(() => signal?.throwIfAborted());
        }
      }
    },
  };
}

function createClient(text: string, apiKey: string | undefined, timeoutMs: number) {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new KnowledgeBaseError(
      'invalid_configuration',
      `Cannot use "${text}" as the address of Qdrant: give one such as http://localhost:6333`,
    );
  }
  const url = new URL(text);
  const client = new QdrantClient({
    host: url.hostname,
    // The client takes 6333 for granted; an address without a port means the port of its scheme.
    port: url.port === '' ? null : Number(url.port),
    https: url.protocol === 'https:',
    ...(url.pathname !== '/' && { prefix: url.pathname.replace(/\/+$/, '') }),
    // As a header of ours: given as `apiKey` the client writes to the console when the connection is not encrypted.
    ...(apiKey && { headers: { 'api-key': apiKey } }),
    timeout: timeoutMs,
    // It would ask for the version without waiting, and log to the console.
    checkCompatibility: false,
  });
  return { url: url.href.replace(/\/+$/, ''), client };
}

interface Failure {
  readonly reason: string;
  readonly retryable: boolean;
  readonly pauseMs: number | null;
  /** Of the answer; null when none came. */
  readonly status: number | null;
  readonly cause: unknown;
}

function failureOf(cause: unknown, timeoutMs: number): Failure {
  if (cause instanceof KnowledgeBaseError) {
    return { reason: cause.message, retryable: false, pauseMs: null, status: null, cause };
  }
  if (cause instanceof QdrantClientTimeoutError) {
    return { reason: `it did not answer within ${timeoutMs} ms`, retryable: true, pauseMs: null, status: null, cause };
  }
  if (cause instanceof QdrantClientResourceExhaustedError) {
    // The client keeps the first digit of Retry-After only.
    const pauseMs = cause.retry_after * 1000;
    return { reason: 'it answered 429, too many requests', retryable: true, pauseMs, status: 429, cause };
  }
  const answer = answerOf(cause);
  if (answer === null) return { reason: reachReason(cause), retryable: true, pauseMs: null, status: null, cause };
  const { status, text } = answer;
  const retryable = status === 408 || status === 429 || status >= 500;
  return { reason: `it answered ${status} ${text}`, retryable, pauseMs: null, status, cause };
}

/** Status and message of an error that the client made of an answer; null for anything else. */
function answerOf(error: unknown): { status: number; text: string } | null {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return null;
  const data = 'data' in error ? error.data : undefined;
  const message = errorText(data) ?? error.message;
  return { status: error.status, text: JSON.stringify(message.slice(0, quotedCharacters)) };
}

/** Qdrant's `{status: {error}}`. */
function errorText(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('status' in data)) return null;
  const { status } = data;
  if (typeof status !== 'object' || status === null || !('error' in status)) return null;
  return typeof status.error === 'string' ? status.error : null;
}

function reachReason(error: unknown): string {
  if (error instanceof SyntaxError) return 'its answer was cut short or is not JSON';
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return `it cannot be reached (${cause instanceof Error ? cause.message.slice(0, quotedCharacters) : String(cause)})`;
}

function unavailable(action: string, url: string, failure: Failure, attempts: number): KnowledgeBaseError {
  const { reason, status, cause } = failure;
  const remedy =
    status === 401 || status === 403 ? 'check QDRANT_API_KEY' : 'check QDRANT_URL, the key and the log of Qdrant';
  return new KnowledgeBaseError(
    'index_unavailable',
    `Cannot ${action} at ${url} in ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}: ${reason}; ${remedy}`,
    { cause, facts: { status, attempts } },
  );
}
