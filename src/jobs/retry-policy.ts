import { type ErrorCode, KnowledgeBaseError } from '../core/errors.js';

/**
 * Attempts at one document that fail with what may mend itself. With the pauses below the last one comes at least 90 s after
 * the first, so that an endpoint may be down for a minute.
 */
export const maxFailures = 8;

/** Deaths of a process with one document in work after which it is left aside. */
export const maxCrashes = 3;

const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
/** A server may ask for more than this; the queue waits no longer. */
const longestAskedPauseMs = 10 * 60_000;

/** Failures of what every document needs: as long as they last, one document at a time finds out whether they are over. */
const outages: readonly ErrorCode[] = [
  'embedder_unavailable',
  'index_unavailable',
  'database_unavailable',
  'storage_full',
  'data_folder_in_use',
];

export function isOutage({ code }: KnowledgeBaseError): boolean {
  return outages.includes(code);
}

/** Whether another attempt can help. A status of 4xx says that it cannot, except for those that ask to come back. */
export function isWorthRetrying(error: KnowledgeBaseError): boolean {
  const { status } = error.facts;
  const isRefusal = typeof status === 'number' && status >= 400 && status < 500 && ![408, 425, 429].includes(status);
  return error.retryable && !isRefusal;
}

/** Pause before the next attempt: doubled each time with a quarter of jitter either way, or what the server asked for. */
export function pauseBeforeRetryMs(failures: number, error: KnowledgeBaseError, random: () => number): number {
  const asked = error.facts.retry_after_ms;
  const jitter = 0.75 + random() / 2;
  const own = Math.min(longestPauseMs, firstPauseMs * 2 ** failures) * jitter;
  return typeof asked === 'number' ? Math.min(longestAskedPauseMs, Math.max(asked, own)) : own;
}

/** A document's time in one attempt: a thousand pages take minutes to encode; what takes longer than this hangs. */
export function deadlineMs(sizeBytes: number): number {
  return 10 * 60_000 + Math.ceil(sizeBytes / 1_000_000) * 60_000;
}

/** Anything that was thrown, as an error of the contract. */
export function asKnowledgeBaseError(error: unknown, documentId: string): KnowledgeBaseError {
  if (error instanceof KnowledgeBaseError) return error;
  return new KnowledgeBaseError(
    'internal_error',
    `Cannot ingest document "${documentId}": something failed inside the server; report it with the document`,
    { cause: error },
  );
}
