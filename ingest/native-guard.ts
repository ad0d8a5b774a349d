/** Shared memory of a worker and its pool, for work that must not be interrupted; see {@link inNativeCode}. */
export type NativeGuard = Int32Array;

const at = { inside: 0, stop: 1 } as const;

/** How often a worker inside native code looks whether it is asked to stop, and its pool whether it came out. */
const lookEveryMs = 20;

/** A guard for one piece of work. */
export function createNativeGuard(): NativeGuard {
  return new Int32Array(new SharedArrayBuffer(8));
}

/**
 * Runs native work in a worker so that its pool does not end the thread meanwhile: onnxruntime answers a thread that is
 * ended under it by ending the process, the service and all.
 *
 * @param work gets a signal that is aborted when the pool wants the thread to end; it looks at it between its steps.
 * @throws Error at once when the pool has asked already; what `work` throws.
 */
export async function inNativeCode<Result>(
  guard: NativeGuard,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const stopping = new AbortController();
  const look = (): void => {
    if (Atomics.load(guard, at.stop) === 1) stopping.abort(new Error('Cannot go on: the work was stopped'));
  };
  // First this mark and then the look, as the pool asks first and then looks for the mark: one of the two sees the other.
  Atomics.store(guard, at.inside, 1);
  const timer = setInterval(look, lookEveryMs);
  try {
    look();
    stopping.signal.throwIfAborted();
    return await work(stopping.signal);
  } finally {
    clearInterval(timer);
    Atomics.store(guard, at.inside, 0);
  }
}

/** Asks a worker to stop, and resolves when it is outside native code and will not enter it again. */
export async function leftNativeCode(guard: NativeGuard): Promise<void> {
  Atomics.store(guard, at.stop, 1);
  while (Atomics.load(guard, at.inside) === 1) await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
}
