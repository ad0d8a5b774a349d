import { KnowledgeBaseError } from './errors.js';
import type { Reply } from './reply.js';

/** What answering is at. */
export type ReplyStep = 'retrieving' | 'drafting' | 'checking' | 'composing';

/**
 * What a question's asker sees while the reply is made. The `text` events put together are always a prefix of the final
 * `answer`, and all of it once the `reply` came, which is the last event of a stream that did not fail.
 */
export type ReplyEvent =
  | { readonly type: 'progress'; readonly step: ReplyStep }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reply'; readonly reply: Reply };

/** Reads a stream to its end. Rejects with what the stream throws. */
export async function lastReply(events: AsyncIterable<ReplyEvent>): Promise<Reply> {
  let reply: Reply | null = null;
  for await (const event of events) if (event.type === 'reply') reply = event.reply;
  if (reply) return reply;
  throw new KnowledgeBaseError('internal_error', 'Cannot answer: the stream ended without a reply; report this');
}
