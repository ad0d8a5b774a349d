import type { ChatMessage } from '../../ports/chat-model.js';

/** A piece of a reply as it arrives; '' and null for what it does not hold. */
export interface ChatPiece {
  readonly text: string;
  /** What the server already split off as reasoning. */
  readonly reasoning: string;
  /** `stop`, `length`, …: why the reply is over. */
  readonly finishReason: string | null;
  readonly usage: { readonly promptTokens: number; readonly completionTokens: number } | null;
  /** The model and build that answer, by the server's own words. */
  readonly servedBy: string | null;
}

/** What one request may use. */
export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  readonly maxTokens: number;
  /** 0…2. */
  readonly temperature: number;
  readonly signal: AbortSignal;
}

/** One try at a reply, without retries or time limits of its own. */
export interface ChatConnection {
  /** Throws whatever the client library throws. */
  open(request: ChatRequest): AsyncIterable<ChatPiece>;
  /** Whether a reply without a finish reason was cut off on the way. */
  readonly tellsFinish: boolean;
}
