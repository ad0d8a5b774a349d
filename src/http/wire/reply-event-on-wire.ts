import type { ReplyEvent } from '../../core/reply-event.js';
import type { ServerSentEvent } from '../event-stream.js';
import type { ViewUrl } from '../view/view-links.js';
import { replyOnWire } from './reply-on-wire.js';

/** `progress` and `text` with their one field, `reply` with the whole reply. */
export function replyEventOnWire(event: ReplyEvent, viewUrl: ViewUrl): ServerSentEvent {
  switch (event.type) {
    case 'progress':
      return { event: 'progress', data: { step: event.step } };
    case 'text':
      return { event: 'text', data: { text: event.text } };
    case 'reply':
      return { event: 'reply', data: replyOnWire(event.reply, viewUrl) };
  }
}
