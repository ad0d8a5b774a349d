/** An estimate of less than this is made from too little. */
const shortestMs = 3_000;

/**
 * How long the rest will take if it goes on as it went so far, for people: `40 s left`, `3 min left`. Empty at the end, and until
 * there is something to go by.
 */
export function timeLeft({ done, total, elapsedMs }: { done: number; total: number; elapsedMs: number }): string {
  if (done === 0 || done >= total || elapsedMs < shortestMs) return '';
  const seconds = Math.ceil((elapsedMs / done) * ((total - done) / 1000));
  if (seconds < 90) return `${seconds} s left`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min left`;
  return `${(seconds / 3600).toFixed(1)} h left`;
}
