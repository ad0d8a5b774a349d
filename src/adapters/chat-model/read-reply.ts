import type { ChatCompletion } from '../../ports/chat-model.js';
import type { ChatPiece } from './chat-connection.js';
import { brokenReply, uselessReply } from './chat-failure.js';
import { ReasoningSplitter } from './split-reasoning.js';

/** What replies so far showed of a model. */
export interface LearntOfModel {
  /** Its replies begin inside a thought that was opened outside of them. */
  startsInside: boolean;
  /** It thinks before it speaks. */
  thinks: boolean;
}

export interface ReadReplyOptions {
  /** Whether pieces are handed on as they come; else only the completion counts. */
  readonly streams: boolean;
  /** Whether a reply without a finish reason was cut off on the way. */
  readonly tellsFinish: boolean;
  /** Reasoning included. */
  readonly maxCharacters: number;
  /** What is known of the model from its replies so far; changed here. */
  readonly learnt: LearntOfModel;
  /** Set once a piece was handed on. */
  readonly progress: { shown: boolean };
}

/** Reads one reply to its end: reasoning split off, length limited, emptiness refused. */
export async function* readReply(
  pieces: AsyncIterable<ChatPiece>,
  { streams, tellsFinish, maxCharacters, learnt, progress }: ReadReplyOptions,
): AsyncGenerator<string, ChatCompletion, void> {
  const splitter = new ReasoningSplitter(learnt.startsInside);
  const seen = { characters: 0, reasoning: '', finish: null as string | null, servedBy: null as string | null };
  let usage: ChatCompletion['usage'] = null;
  for await (const piece of pieces) {
    seen.characters += piece.text.length + piece.reasoning.length;
    if (seen.characters > maxCharacters) throw uselessReply(`its reply is longer than ${maxCharacters} characters`);
    seen.reasoning += piece.reasoning;
    seen.finish = piece.finishReason ?? seen.finish;
    seen.servedBy = piece.servedBy ?? seen.servedBy;
    usage = added(usage, piece.usage);
    const text = splitter.push(piece.text);
    if (splitter.unopened) {
      learnt.startsInside = true;
      if (progress.shown) throw uselessReply('what it said first was a thought that it never began');
    }
    if (!streams || text === '') continue;
    progress.shown = true;
    yield text;
  }
  const rest = splitter.end();
  if (tellsFinish && seen.finish === null) throw brokenReply('its reply broke off', { retryable: true });
  const reasoning = [seen.reasoning.trim(), splitter.reasoning].filter(Boolean).join('\n') || null;
  const truncated = /^(?:length|max_tokens|MAX_TOKENS)$/.test(seen.finish ?? '');
  const isNews = reasoning !== null && !learnt.thinks;
  learnt.thinks ||= reasoning !== null;
  if (splitter.text.trim() === '') {
    // Cut off in its first thought: with room for thinking it may come to its answer.
    throw uselessReply(emptyReason(reasoning, truncated), { retryable: truncated && isNews });
  }
  if (streams && rest !== '') yield rest;
  return { text: splitter.text, reasoning, truncated, revision: seen.servedBy, usage };
}

function emptyReason(reasoning: string | null, truncated: boolean): string {
  if (reasoning === null) return 'its reply is empty';
  return truncated ? 'it was still thinking when its tokens were used up' : 'it only thought and said nothing';
}

/** Some providers count prompt and completion in pieces of their own. */
function added(left: ChatCompletion['usage'], right: ChatCompletion['usage']): ChatCompletion['usage'] {
  if (!left || !right) return left ?? right;
  return {
    promptTokens: left.promptTokens + right.promptTokens,
    completionTokens: left.completionTokens + right.completionTokens,
  };
}
