import type { ReaderQuestion } from './reader.js';

/**
 * Orders passages by how well they answer a question. Narrower than a reader, which also marks the words: every reader is a
 * reranker, not the other way round. Scores are on a scale of the model's own: they order passages of one question, and
 * become part of a confidence only through a calibration fitted on this very reranker.
 */
export interface Reranker {
  /** Fingerprint of what changes scores, as far as it is known: the model's name, how texts are sent. */
  readonly recipe: string;
  /**
   * One finite score per passage (heading path, newline, text), in order; higher is better. An empty list asks nobody.
   * Rejects with `model_unavailable` or what the model rejects with, or the signal's reason.
   */
  rerank(
    question: ReaderQuestion,
    passages: readonly string[],
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<readonly number[]>;
  close(): Promise<void>;
}
