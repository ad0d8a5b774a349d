import { isEndState } from '../core/job.js';
import type { DocumentChange, JobStore } from '../ports/job-store.js';

/** Ends and progress are written together: one transaction a moment instead of one a step, which keeps the disk free. */
const writeAfterMs = 100;
/** When the disk is full, say: what happened is kept and written later. */
const againAfterMs = 1_000;

/**
 * Writes what happens to documents, in order and in few transactions; of two steps on the way between two writes only the
 * later one is written. What cannot be written now is written later: nothing is forgotten short of the process's death, after
 * which the document is taken up again.
 */
export class JobRecorder {
  readonly #store: Pick<JobStore, 'record'>;
  readonly #onWritten: (released: readonly string[]) => void;
  readonly #onTrouble: (error: unknown) => void;
  #waiting: DocumentChange[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;

  /** @param onWritten called after every write, for those who wait for news, with the bytes that no job needs any more. */
  constructor(
    store: Pick<JobStore, 'record'>,
    onWritten: (released: readonly string[]) => void,
    onTrouble: (error: unknown) => void,
  ) {
    this.#store = store;
    this.#onWritten = onWritten;
    this.#onTrouble = onTrouble;
  }

  add(change: DocumentChange): void {
    const last = this.#waiting.findLastIndex(({ key }) => key === change.key);
    const before = this.#waiting[last];
    if (before && before.attempt === change.attempt && !isEndState(before.state) && before.state !== 'queued')
      this.#waiting.splice(last, 1);
    this.#waiting.push(change);
    this.#schedule(writeAfterMs);
  }

  /** Writes what waits; rejects when it cannot be written, and keeps it. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#writing;
    this.#writing = this.#write().finally(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #write(): Promise<void> {
    const changes = this.#waiting;
    if (changes.length === 0) return;
    this.#waiting = [];
    try {
      this.#onWritten(await this.#store.record(changes));
    } catch (error) {
      this.#waiting = [...changes, ...this.#waiting];
      throw error;
    }
  }

  #schedule(delayMs: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.flush().catch((error: unknown) => {
        this.#onTrouble(error);
        this.#schedule(againAfterMs);
      });
    }, delayMs);
  }
}
