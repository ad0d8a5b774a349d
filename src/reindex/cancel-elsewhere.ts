import { setTimeout as delay } from 'node:timers/promises';
import { KnowledgeBaseError } from '../core/errors.js';
import type { Turns } from '../ports/turns.js';

/** How often a run looks whether another server wants it to end; a cancellation takes effect within about a second. */
const listenMs = 500;
const pollMs = 100;
/** One document may still be in the encoder. */
const longestWaitMs = 60_000;

/** Key of the turn that whoever builds a collection anew has. */
export function buildingOf(collection: string): string {
  return JSON.stringify([collection, 'reindex']);
}

/** Key of the turn that whoever wants the building to end has meanwhile. */
function cancellingOf(collection: string): string {
  return JSON.stringify([collection, 'cancel reindex']);
}

/** Aborts a run once another server asks for it; the returned function stops listening. */
export function hearCancelling(turns: Turns, collection: string, run: AbortController): () => void {
  const timer = setInterval(() => {
    turns.isTaken(cancellingOf(collection)).then(
      (isWanted) => isWanted && run.abort(new Error('The building was cancelled')),
      // Whoever cannot be asked now is asked again.
      () => {},
    );
  }, listenMs);
  timer.unref();
  return () => clearInterval(timer);
}

/**
 * Ends the building of a collection on another server and waits until it has ended; nothing where there is none.
 *
 * @throws KnowledgeBaseError `reindex_running` when it did not end in time.
 */
export async function cancelElsewhere(turns: Turns, collection: string): Promise<void> {
  if (!(await turns.isTaken(buildingOf(collection)))) return;
  const order = await turns.take(cancellingOf(collection));
  try {
    for (let waitedMs = 0; waitedMs < longestWaitMs; waitedMs += pollMs) {
      await delay(pollMs);
      if (!(await turns.isTaken(buildingOf(collection)))) return;
    }
  } finally {
    await order?.giveBack();
  }
  throw new KnowledgeBaseError(
    'reindex_running',
    `Cannot cancel the building of "${collection}": the server that does it has not ended it after ${longestWaitMs / 1000} s; try again`,
  );
}
