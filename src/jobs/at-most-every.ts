/** Runs `task` at once, and again after a pause for whatever came meanwhile. */
export function atMostEvery(pauseMs: number, task: () => void): () => void {
  let isResting = false;
  let isAsked = false;
  const run = (): void => {
    isAsked = isResting;
    if (isResting) return;
    isResting = true;
    setTimeout(() => {
      isResting = false;
      if (isAsked) run();
    }, pauseMs).unref();
    task();
  };
  return run;
}
