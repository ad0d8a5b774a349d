import type { ConversationTurn } from '../core/conversation.js';
import { languageOf } from '../core/language.js';
import type { ChatMessage } from '../ports/chat-model.js';
import type { AnswerPorts, QuestionRequest } from './answer-ports.js';
import { type CondensedQuestion, condenseQuestion } from './condense-question.js';
import { searchPassages } from './search-passages.js';

/** Turns shown to a model, and characters of each: enough to see the subject, and little to read. */
const modelTurns = 6;
const modelTurnCharacters = 1_000;
/** Characters of the longest question taken from a model: what is longer is an answer, not a question. */
const longestCondensed = 500;
/** Milliseconds that a model may take: it only rewrites a sentence, and the rule stands ready. */
const modelTimeoutMs = 10_000;

/**
 * A question of a conversation as one that stands alone: by the chat model where there is one and it answers in time,
 * else by rule. Where the words do not tell whether the question leans on the last one, both readings are looked for, and
 * the one with the higher confidence is asked: the calibration decides, not a word list.
 *
 * Rejects with what embedder, index and catalog reject with.
 */
export async function standAloneQuestion(dependencies: AnswerPorts, request: QuestionRequest): Promise<string> {
  const history = request.history ?? [];
  if (!history.some(({ role, content }) => role === 'user' && content.trim() !== '')) return request.question;
  const byModel = await condenseByModel(dependencies, request, history);
  if (byModel !== null) return byModel;
  const condensed = condenseQuestion(request.question, history);
  if (condensed.kind === 'alone') return request.question;
  if (condensed.kind === 'follow_up') return condensed.question;
  return surerQuestion(dependencies, request, condensed);
}

async function surerQuestion(dependencies: AnswerPorts, request: QuestionRequest, condensed: CondensedQuestion) {
  const confidence = async (question: string) => {
    const { passages } = await searchPassages(dependencies, {
      ...request,
      question,
      topK: 1,
      explain: false,
      onScored: undefined,
    });
    return passages[0]?.confidence ?? 0;
  };
  const [alone, carried] = await Promise.all([confidence(request.question), confidence(condensed.question)]);
  return carried > alone ? condensed.question : request.question;
}

/** Null without a model, when it fails, and when what it writes is no question. */
async function condenseByModel(
  { chatModel, prompts }: AnswerPorts,
  { question, signal }: QuestionRequest,
  history: readonly ConversationTurn[],
): Promise<string | null> {
  if (!chatModel) return null;
  const conversation = history
    .slice(-modelTurns)
    .map(({ role, content }) => `${role}: ${content.replace(/\s+/g, ' ').slice(0, modelTurnCharacters)}`)
    .join('\n');
  const content = prompts.text('condense-question', languageOf(question), { conversation, question });
  const messages: ChatMessage[] = [{ role: 'user', content }];
  const limit = AbortSignal.timeout(modelTimeoutMs);
  try {
    const { text } = await chatModel.complete(messages, {
      maxTokens: 200,
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    return questionIn(text);
  } catch (error) {
    // The asker has gone; a model that is down, slow or confused only costs its better wording.
    if (signal?.aborted) throw error;
    return null;
  }
}

function questionIn(text: string): string | null {
  const [line = ''] = text.trim().split('\n');
  const question = line.replace(/^["'“「]|["'”」]$/gu, '').trim();
  return question === '' || question.length > longestCondensed || text.trim().includes('\n') ? null : question;
}
