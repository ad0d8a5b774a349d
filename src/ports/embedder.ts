/** A question's tokens as the reader of the same encoder needs them; opaque to everyone else. */
export interface QuestionStates {
  /** Vocabulary ids of the question's first tokens, without prefix and special tokens. */
  readonly tokenIds: Int32Array;
  /** One row of numbers a token. */
  readonly states: Float32Array;
}

/** A question as the encoder sees it. */
export interface QueryEncoding {
  /** Unit length. */
  readonly vector: Float32Array;
  /** From the same run as the vector; only where a reader shares the encoder. */
  readonly states?: QuestionStates;
}

/** A passage as the encoder sees it. */
export interface PassageEncoding {
  /** Unit length. */
  readonly vector: Float32Array;
  /** True when the text was longer than the encoder reads: its end is not in the vector, so cut it and encode again. */
  readonly truncated: boolean;
}

/** Text to vectors. The vector of a text never depends on what else is being encoded. */
export interface Embedder {
  /** Fingerprint of everything that changes vectors: weights, tokenizer, prefixes. */
  readonly recipe: string;
  readonly dimensions: number;
  /** Tokens of the longest text read whole. */
  readonly maxTokens: number;
  /** Goes ahead of passages that wait. Rejects with `embedder_unavailable`, or the signal's reason. */
  embedQuery(question: string, options?: { signal?: AbortSignal }): Promise<QueryEncoding>;
  /** One encoding per text, in order. Rejects as `embedQuery`. */
  embedPassages(texts: readonly string[], options?: { signal?: AbortSignal }): Promise<PassageEncoding[]>;
  close(): Promise<void>;
}
