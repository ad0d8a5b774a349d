export interface BatchOptions {
  /** Items a batch. */
  readonly batchSize: number;
  /** Batches at a time. */
  readonly concurrency: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Works items off in batches, several at a time; one result per item, in order. The first batch that fails ends the
 * others, so that nothing is sent for a result that nobody takes.
 */
export async function inBatches<Item, Result>(
  items: readonly Item[],
  { batchSize, concurrency, signal }: BatchOptions,
  work: (batch: readonly Item[], signal: AbortSignal) => Promise<readonly Result[]>,
): Promise<Result[]> {
  signal?.throwIfAborted();
  const results: Result[] = [];
  const stop = new AbortController();
  const onAbort = (): void => stop.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  let next = 0;
  const workInTurn = async (): Promise<void> => {
    while (next < items.length) {
      const start = next;
      next += batchSize;
      const batch = await work(items.slice(start, start + batchSize), stop.signal);
      for (const [index, result] of batch.entries()) results[start + index] = result;
    }
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, workInTurn));
  } catch (error) {
    stop.abort(error);
    next = items.length;
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
  return results;
}
