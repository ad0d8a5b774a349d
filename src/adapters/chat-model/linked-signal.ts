/** A signal that follows others and has a time limit; `release` ends both, so that nothing is kept for long-lived ones. */
export interface LinkedSignal {
  readonly signal: AbortSignal;
  release(): void;
}

/** @param late what the signal's reason is once the time is up. */
export function linkedSignal(
  others: readonly (AbortSignal | undefined)[],
  timeoutMs: number,
  late: () => Error,
): LinkedSignal {
  const controller = new AbortController();
  const releases = others.flatMap((other) => {
    if (!other) return [];
    const onAbort = () => controller.abort(other.reason);
    if (other.aborted) onAbort();
    other.addEventListener('abort', onAbort, { once: true });
    return [() => other.removeEventListener('abort', onAbort)];
  });
  const timer = setTimeout(() => controller.abort(late()), timeoutMs);
  return {
    signal: controller.signal,
    release() {
      clearTimeout(timer);
      for (const release of releases) release();
    },
  };
}
