import { progressAt } from './prepare-task.js';

/** What a piece of work in a worker may take. */
export interface PrepareLimits {
  /** Counted from its beginning in the worker and not from its request; what the worker allows itself comes on top. */
  readonly timeoutMs: number;
  /** MiB by which the process may grow meanwhile. Buffers are no part of the heap that a worker's own limit watches. */
  readonly growthLimitMb: number;
}

/** A watch over one piece of work. */
export interface LimitWatch {
  /** Aborted when a limit is exceeded. */
  readonly signal: AbortSignal;
  /** Which limit it was; null while none is. */
  exceeded(): 'time' | 'memory' | null;
  stop(): void;
}

const lookEveryMs = 200;

/**
 * Watches a worker's time, and the memory of the process it belongs to: when documents are read side by side, the growth
 * of all of them is held against each, so that the limit is for a process and not for a document.
 */
export function watchLimits(progress: Float64Array, { timeoutMs, growthLimitMb }: PrepareLimits): LimitWatch {
  const controller = new AbortController();
  let exceeded: ReturnType<LimitWatch['exceeded']> = null;
  let before: number | undefined;
  const look = (): void => {
    const began = progress[progressAt.began] ?? 0;
    if (began === 0) return;
    const memory = process.memoryUsage.rss();
    before ??= memory;
    if (Date.now() > began + timeoutMs + (progress[progressAt.allowedMs] ?? 0)) exceeded = 'time';
    else if (memory - before > growthLimitMb * 1_048_576) exceeded = 'memory';
    if (exceeded !== null) controller.abort();
  };
  const timer = setInterval(look, lookEveryMs);
  return { signal: controller.signal, exceeded: () => exceeded, stop: () => clearInterval(timer) };
}
