/** Counts the tokens of texts: what clients of the OpenAI protocol are told under `usage`. */
export interface TokenCounter {
  /** Whose tokens: a tokenizer's name, or `estimate` where none is at hand. */
  readonly name: string;
  /** One count per text, in order, special tokens left out. Rejects with `embedder_unavailable` or the signal's reason. */
  count(texts: readonly string[], options?: { signal?: AbortSignal }): Promise<number[]>;
}
