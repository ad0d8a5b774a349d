/** The team's tuned model, or any other that speaks the OpenAI protocol. Seam: an adapter follows with the fact check. */
export interface ChatModel {
  readonly name: string;
  /** Resolves to the whole text. Rejects with `model_unavailable`. */
  complete(
    messages: readonly ChatMessage[],
    options?: { signal?: AbortSignal; maxTokens?: number },
  ): Promise<{ text: string; revision: string | null }>;
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}
