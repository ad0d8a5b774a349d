import type { ConversationTurn } from '../../core/conversation.js';
import type { Filter } from '../../core/filter.js';
import { parseFilter } from '../../core/filter.js';
import { collectionOfModel } from './model-names.js';
import { refuseParameter } from './openai-error.js';

/** `POST /v1/chat/completions` as answering needs it. */
export interface ChatRequest {
  readonly model: string;
  readonly collection: string;
  /** The last thing the user said. */
  readonly question: string;
  /** What was said before it, oldest first. */
  readonly history: readonly ConversationTurn[];
  /** The system's and the developer's words together; null without. They set tone and language, nothing else. */
  readonly instructions: string | null;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  /** Tokens of the answer at most; null for no limit. */
  readonly maxTokens: number | null;
  readonly filters: Filter;
  readonly topK: number | undefined;
}

/** The body, after the contract's types were checked. Everything that is not here is accepted and has no effect. */
export interface ChatBody {
  readonly model: string;
  readonly messages: readonly ChatBodyMessage[];
  readonly stream?: boolean | null;
  readonly stream_options?: { readonly include_usage?: boolean | null } | null;
  readonly n?: number | null;
  readonly logprobs?: boolean | null;
  readonly max_tokens?: number | null;
  readonly max_completion_tokens?: number | null;
  readonly response_format?: { readonly type?: string } | null;
  readonly tool_choice?: string | object | null;
  readonly modalities?: readonly string[] | null;
  /** Ours. */
  readonly kaoju?: { readonly filters?: unknown; readonly top_k?: number } | null;
}

interface ChatBodyMessage {
  readonly role: string;
  readonly content?: string | readonly ChatBodyPart[] | null;
}

interface ChatBodyPart {
  readonly type: string;
  readonly text?: unknown;
}

/** Characters of the longest question; the same as for `POST /v1/query`. */
const maxQuestionCharacters = 8_000;
/** Turns kept of a conversation: far more than a question is ever completed from. */
const maxTurns = 40;

const roles = new Set(['system', 'developer', 'user', 'assistant', 'tool', 'function']);
const partTypes = new Set([
  'text',
  'input_text',
  'output_text',
  'refusal',
  'image_url',
  'input_image',
  'input_audio',
  'file',
]);

/**
 * Reads a chat request. Messages of tools say nothing here and are passed over; pictures and sound are passed over in the
 * history and refused in the question, which could not be understood without them.
 *
 * @throws KnowledgeBaseError `invalid_request` (or `collection_not_found` for a model of another name), with the parameter.
 */
export function parseChatRequest(body: ChatBody): ChatRequest {
  const collection = collectionOfModel(body.model);
  assertServed(body);
  body.messages.forEach(assertMessage);
  const last = body.messages.findLastIndex(({ role }) => role === 'user');
  if (last < 0)
    throw refuseParameter('messages', 'Cannot answer without a message of the role user; send the question');
  const { kaoju } = body;
  return {
    model: body.model,
    collection,
    question: questionOf(body.messages[last], last),
    history: body.messages.slice(0, last).flatMap(toTurn).slice(-maxTurns),
    instructions: instructionsOf(body.messages),
    stream: body.stream === true,
    includeUsage: body.stream_options?.include_usage === true,
    maxTokens: body.max_completion_tokens ?? body.max_tokens ?? null,
    filters: parseFilter(kaoju?.filters),
    topK: kaoju?.top_k,
  };
}

/** What would change the answer if it were ignored is refused, as OpenAI refuses what a model cannot do. */
function assertServed({ n, logprobs, response_format: format, tool_choice: choice, modalities }: ChatBody): void {
  if (n != null && n !== 1) throw unsupported('n', `Cannot write ${n} answers: there is one to a question; set n to 1`);
  if (logprobs === true)
    throw unsupported('logprobs', 'Cannot give log probabilities: the answer is quoted; leave it out');
  if (format != null && format.type !== 'text')
    throw unsupported('response_format', `Cannot answer as ${format.type}: answers are text with citations; use text`);
  if (choice === 'required' || (typeof choice === 'object' && choice !== null))
    throw unsupported('tool_choice', 'Cannot call tools: questions are answered from the documents; use auto or none');
  if (modalities?.some((modality) => modality !== 'text'))
    throw unsupported('modalities', 'Cannot answer with anything but text; use ["text"]');
}

function assertMessage({ role, content }: ChatBodyMessage, index: number): void {
  if (!roles.has(role)) {
    const known = [...roles].join(', ');
    throw refuseParameter(
      `messages[${index}].role`,
      `Cannot use role "${role.slice(0, 40)}"; use ${known}`,
      'invalid_value',
    );
  }
  if (!Array.isArray(content)) return;
  for (const [at, part] of (content as readonly ChatBodyPart[]).entries()) {
    if (partTypes.has(part.type)) continue;
    const parameter = `messages[${index}].content[${at}].type`;
    throw refuseParameter(
      parameter,
      `Cannot read content of type "${part.type.slice(0, 40)}"; use text`,
      'invalid_value',
    );
  }
}

function questionOf(message: ChatBodyMessage | undefined, index: number): string {
  const parameter = `messages[${index}].content`;
  const question = message ? textOf(message).trim() : '';
  const parts = Array.isArray(message?.content) ? (message.content as readonly ChatBodyPart[]) : [];
  const other = parts.find(({ type }) => !/text$|^refusal$/.test(type));
  if (other) throw unsupported(parameter, `Cannot look at content of type "${other.type}"; ask in text`);
  if (question === '') throw refuseParameter(parameter, 'Cannot answer an empty message; ask something');
  if (question.length > maxQuestionCharacters) {
    const message = `Cannot read a question of ${question.length} characters; ask in at most ${maxQuestionCharacters}`;
    throw refuseParameter(parameter, message, 'context_length_exceeded');
  }
  return question;
}

function toTurn(message: ChatBodyMessage): ConversationTurn[] {
  const { role } = message;
  if (role !== 'user' && role !== 'assistant') return [];
  const content = textOf(message);
  return content === '' ? [] : [{ role, content }];
}

function instructionsOf(messages: readonly ChatBodyMessage[]): string | null {
  const spoken = messages.filter(({ role }) => role === 'system' || role === 'developer').map(textOf);
  const text = spoken.join('\n').trim();
  return text === '' ? null : text;
}

function textOf({ content }: ChatBodyMessage): string {
  if (typeof content === 'string') return content;
  const parts = (content ?? []) as readonly ChatBodyPart[];
  return parts.flatMap(({ text }) => (typeof text === 'string' ? [text] : [])).join('\n');
}

function unsupported(parameter: string, message: string) {
  return refuseParameter(parameter, message, 'unsupported_value');
}
