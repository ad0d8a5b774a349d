/** What was said before a question, oldest first. */
export interface ConversationTurn {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}
