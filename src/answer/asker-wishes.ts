import type { Language } from '../core/reply.js';
import type { ChatMessage } from '../ports/chat-model.js';
import type { AnswerPorts, QuestionRequest } from './answer-ports.js';
import { defuse } from './quote-sections.js';

/** Characters of wishes that a model hears: a tone and a language need a line, and a small context must hold the sections. */
const longestWishes = 1_000;

/**
 * Messages to a model with the asker's wishes for tone and language behind the service's own orders, named as what they are.
 * They are heard by the model only: retrieval, the gate and the check never see them, so whatever a wish makes the model say
 * still has to hold.
 */
export function withWishes(
  { prompts }: Pick<AnswerPorts, 'prompts'>,
  { instructions }: QuestionRequest,
  language: Language,
  messages: readonly ChatMessage[],
): readonly ChatMessage[] {
  const wishes = defuse((instructions ?? '').trim().slice(0, longestWishes));
  if (wishes === '') return messages;
  const heard = prompts.text('asker-wishes', language, { wishes });
  const [first, ...rest] = messages;
  return first?.role === 'system'
    ? [{ ...first, content: `${first.content}\n\n${heard}` }, ...rest]
    : [{ role: 'system', content: heard }, ...messages];
}
