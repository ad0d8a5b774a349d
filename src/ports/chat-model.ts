/** The team's tuned model, or any other that speaks the OpenAI protocol. */
export interface ChatModel {
  readonly name: string;
  /**
   * Resolves to the whole text, reasoning split off. Rejects with `model_unavailable`, or the signal's reason.
   */
  complete(messages: readonly ChatMessage[], options?: ChatOptions): Promise<ChatCompletion>;
  /**
   * The text in pieces as the model makes it, reasoning left out; ends with the completion as the generator's return
   * value. Throws what `complete` rejects with.
   */
  stream(messages: readonly ChatMessage[], options?: ChatOptions): AsyncGenerator<string, ChatCompletion, void>;
  /** Tokens of each text: the model's own where its server counts them, else an estimate that is rather too high. */
  countTokens(texts: readonly string[]): Promise<readonly number[]>;
  /** Tokens that messages and completion may have together; null where the server does not tell. */
  contextTokens(): Promise<number | null>;
  /** Tokens that it takes for thinking beside `maxTokens`; absent or 0 for a model that was not seen thinking. */
  reasoningTokens?(): number;
  /**
   * The model as the server names it now, for `model_revision`; null where it does not tell. Rejects with
   * `model_unavailable` when the server cannot be asked.
   */
  revision(): Promise<string | null>;
  close(): Promise<void>;
}

export interface ChatOptions {
  readonly signal?: AbortSignal | undefined;
  /** Tokens of the model's own that it may write at most, thoughts not counted. */
  readonly maxTokens?: number | undefined;
  /** 0…2; 0 unless set. */
  readonly temperature?: number | undefined;
}

export interface ChatCompletion {
  readonly text: string;
  /** What the model thought aloud, never shown; null without. */
  readonly reasoning: string | null;
  /** True when it was cut off at `maxTokens` or at the end of its context. */
  readonly truncated: boolean;
  readonly revision: string | null;
  /** Tokens; null where the server does not count. */
  readonly usage: { readonly promptTokens: number; readonly completionTokens: number } | null;
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}
