import type { ServerResponse } from 'node:http';
import { KnowledgeBaseError } from '../../core/errors.js';

export interface AdmissionLimits {
  /** Questions that run or wait for the encoder at a time. */
  readonly maxWaiting: number;
  /** Streams that are open at a time. */
  readonly maxStreams: number;
}

/** What a request takes up until its response is closed. */
export type Load = 'question' | 'stream';

/** Seconds after which trying again has a chance: what waits is answered in tens of milliseconds each. */
const retryAfterSeconds: Readonly<Record<Load, number>> = { question: 1, stream: 5 };

/**
 * Bounds what is under way. Questions wait for the encoder in the order they came; beyond the limit the next one would wait
 * for longer than anyone does, so it is told at once to come back.
 */
export class Admission {
  readonly #limits: Readonly<Record<Load, number>>;
  readonly #open: Record<Load, number> = { question: 0, stream: 0 };

  constructor({ maxWaiting, maxStreams }: AdmissionLimits) {
    this.#limits = { question: maxWaiting, stream: maxStreams };
  }

  /** Requests of a kind that are under way. */
  open(load: Load): number {
    return this.#open[load];
  }

  /**
   * Counts a request until its response is closed, for whatever reason.
   *
   * @throws KnowledgeBaseError `overloaded`
   */
  admit(load: Load, response: ServerResponse): void {
    if (this.#open[load] >= this.#limits[load]) throw overloaded(load, this.#limits[load]);
    this.#open[load] += 1;
    response.once('close', () => {
      this.#open[load] -= 1;
    });
  }
}

function overloaded(load: Load, limit: number): KnowledgeBaseError {
  const seconds = retryAfterSeconds[load];
  const what = load === 'stream' ? `${limit} streams are open` : `${limit} questions are under way`;
  return new KnowledgeBaseError('overloaded', `Cannot take the request now: ${what}; try again in ${seconds} s`, {
    facts: { retryAfterS: seconds },
  });
}
