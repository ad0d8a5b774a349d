import type { TokenAlignment } from '../core/token-alignment.js';
import type { QuestionStates } from './embedder.js';

/** The question to read for. `states` come with its embedding; without them the reader makes them, one run more. */
export interface ReaderQuestion {
  readonly text: string;
  readonly states?: QuestionStates | undefined;
}

/** Reads a question against passages: does the passage answer it, and with which words? */
export interface Reader {
  /** Fingerprint of everything that changes readings: weights of head and encoder, tokenizer, prefixes, packing. */
  readonly recipe: string;
  /**
   * One reading per passage (heading path, newline, text: the text that was embedded), in order. Goes ahead of passages
   * that wait to be embedded. Rejects with `embedder_unavailable`, or the signal's reason.
   */
  read(
    question: ReaderQuestion,
    passages: readonly string[],
    options?: { signal?: AbortSignal | undefined },
  ): Promise<readonly Reading[]>;
}

/** What the reader makes of one passage. */
export interface Reading {
  /** Log-odds as the head gives them; not a probability by itself. Finite always, even for a blank passage. */
  readonly answerLogit: number;
  /**
   * Best span, UTF-16 offsets into the passage, end exclusive. Null when question or passage is blank. A `score` of
   * 0 or less means that "no answer" beats the span.
   */
  readonly span: { readonly start: number; readonly end: number; readonly score: number } | null;
  /** How well the question's tokens find their like in the passage; null when question or passage is blank. */
  readonly alignment: TokenAlignment | null;
}
