import type { Reply } from './reply.js';

/**
 * What a question's asker sees while the reply is made. The `text` events put together are always a prefix of the final
 * `answer`; the last event of a stream that did not fail is its `reply`.
 */
export type ReplyEvent =
  | { readonly type: 'progress'; readonly step: 'retrieving' | 'drafting' | 'checking' | 'composing' }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reply'; readonly reply: Reply };
