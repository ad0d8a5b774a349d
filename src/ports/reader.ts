/** Reads a question against passages: does the passage answer it, and with which words? Seam: see `models/reader`. */
export interface Reader {
  readonly recipe: string;
  /** One result per passage, in order. Never called with an empty question or passage. */
  read(question: string, passages: readonly string[], options?: { signal?: AbortSignal }): Promise<readonly Reading[]>;
}

export interface Reading {
  /** Log-odds as the head gives them; not a probability by itself. */
  readonly answerLogit: number;
  /** Best span, UTF-16 offsets into the passage, end exclusive; null when none beats "no answer". */
  readonly span: { readonly start: number; readonly end: number; readonly score: number } | null;
}
