/** Lets only so many through at a time; the others wait in order. */
export interface ConcurrencyLimit {
  /** Resolves to what gives the place back, once. Rejects with the signal's reason. */
  enter(signal: AbortSignal): Promise<() => void>;
}

/** @param places at least 1. */
export function concurrencyLimit(places: number): ConcurrencyLimit {
  let free = places;
  const waiting: (() => void)[] = [];
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  const once = () => {
    let left = false;
    return () => {
      if (!left) leave();
      left = true;
    };
  };
  return {
    async enter(signal) {
      signal.throwIfAborted();
      if (free > 0) {
        free -= 1;
        return once();
      }
      await new Promise<void>((resolve, reject) => {
        const onAbort = () => {
          waiting.splice(waiting.indexOf(enter), 1);
          reject(signal.reason);
        };
        const enter = () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        };
        waiting.push(enter);
        signal.addEventListener('abort', onAbort, { once: true });
      });
      return once();
    },
  };
}
