import { brokenReply } from './chat-failure.js';

/** Milliseconds. */
export interface ReplyDeadlines {
  /** Until the first piece. */
  readonly firstTokenMs: number;
  /** Between two pieces. */
  readonly idleMs: number;
}

/**
 * Reads a stream that may hang: throws when the first piece, or the next one, does not come in time, and at once when the signal
 * aborts, whether the stream listens to it or not.
 *
 * @param open gets a signal that ends the stream's work when its reader is through with it.
 */
export async function* withinTime<Piece>(
  open: (signal: AbortSignal) => AsyncIterable<Piece>,
  deadlines: ReplyDeadlines,
  signal: AbortSignal,
): AsyncGenerator<Piece, void, void> {
  const stop = new AbortController();
  const onAbort = () => stop.abort(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  const pieces = open(stop.signal)[Symbol.asyncIterator]();
  try {
    let waitMs = deadlines.firstTokenMs;
    for (;;) {
      const next = await inTime(pieces.next(), waitMs, stop);
      if (next.done) return;
      yield next.value;
      waitMs = deadlines.idleMs;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    stop.abort();
    // Not awaited: a stream that hangs would not return either.
    pieces.return?.().catch(() => {});
  }
}

async function inTime<T>(work: Promise<T>, ms: number, stop: AbortController): Promise<T> {
  const { signal } = stop;
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
  });
  const late = brokenReply(`it said nothing for ${ms} ms`, { retryable: false });
  const timer = setTimeout(() => stop.abort(late), ms);
  work.catch(() => {}); // When the race is over nobody looks at it any more.
  try {
    return await Promise.race([work, aborted]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
