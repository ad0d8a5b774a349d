import { randomUUID } from 'node:crypto';
import type { Reply } from '../../core/reply.js';
import type { KnowledgeBase, QueryOptions } from '../../knowledge-base.js';
import { eventStream, type ServerSentEvent } from '../event-stream.js';
import type { Call, OperationHandlers } from '../operation-handler.js';
import { logProblem, pathOf } from '../send-problem.js';
import { toKnowledgeBaseError } from '../to-knowledge-base-error.js';
import type { ChatAnswer, UsageOnWire } from './chat-answer.js';
import { type CompletionHead, chatCompletion, plainCompletion } from './chat-completion.js';
import { type ChatBody, type ChatRequest, parseChatRequest } from './chat-request.js';
import { chatStream, plainChatStream } from './chat-stream.js';
import { cutToTokens } from './cut-to-tokens.js';
import { asModelError } from './model-names.js';
import { openWebuiTaskReply, questionInTemplate } from './open-webui-task.js';
import { toOpenAiError } from './openai-error.js';
import { sourceList } from './source-list.js';

export interface ChatOptions {
  /** Whether answers end with a list of their sources. */
  readonly sources: boolean;
}

/** `POST /v1/chat/completions`: questions to a collection as every program asks them that speaks to OpenAI. */
export function chatRoutes(knowledgeBase: KnowledgeBase, options: ChatOptions): OperationHandlers {
  return {
    async createChatCompletion(call) {
      const request = parseChatRequest(call.request.body as ChatBody); // Types validated against the contract.
      const head = { id: randomUUID(), model: request.model, created: Math.floor(Date.now() / 1000) };
      const task = openWebuiTaskReply(request.question);
      if (task !== null) return await answerTask(knowledgeBase, call, request, head, task);
      const question = questionInTemplate(request.question);
      const asked = { ...queryOptions(call, request), id: head.id };
      const chat = new Chat(knowledgeBase, call, request, options);
      try {
        if (!request.stream)
          return await chat.whole(head, await knowledgeBase.query(request.collection, question, asked));
        return await chat.stream(head, knowledgeBase.streamQuery(request.collection, question, asked));
      } catch (error) {
        throw asModelError(error, request.model);
      }
    },
  };
}

function queryOptions(call: Call, request: ChatRequest): QueryOptions {
  const { history, filters, topK, instructions } = request;
  return {
    history,
    filters,
    access: call.access,
    signal: call.signal,
    ...(topK !== undefined && { topK }),
    ...(instructions !== null && { instructions }),
  };
}

/** One chat request on its way to the client. */
class Chat {
  readonly #knowledgeBase: KnowledgeBase;
  readonly #call: Call;
  readonly #request: ChatRequest;
  readonly #options: ChatOptions;

  constructor(knowledgeBase: KnowledgeBase, call: Call, request: ChatRequest, options: ChatOptions) {
    this.#knowledgeBase = knowledgeBase;
    this.#call = call;
    this.#request = request;
    this.#options = options;
  }

  async whole(head: CompletionHead, reply: Reply) {
    const { maxTokens } = this.#request;
    const answer = this.#toAnswer(reply);
    const content =
      maxTokens === null ? answer.content : await cutToTokens(answer.content, maxTokens, (text) => this.#count(text));
    const isCut = content.length < answer.content.length;
    const { usage, countedBy } = await this.#usage(reply, content);
    return chatCompletion(head, { ...answer, content, ...(isCut && { finishReason: 'length' }) }, usage, countedBy);
  }

  stream(head: CompletionHead, events: ReturnType<KnowledgeBase['streamQuery']>) {
    const { maxTokens, includeUsage } = this.#request;
    const chunks = chatStream(events, {
      head,
      maxTokens,
      includeUsage,
      count: (text) => this.#count(text),
      toAnswer: (reply) => this.#toAnswer(reply),
      toUsage: (reply, content) => this.#usage(reply, content),
    });
    return eventStream(this.#call.reply, chunks, { toErrorEvent: (error) => this.#errorEvent(error) });
  }

  #toAnswer(reply: Reply): ChatAnswer {
    const toUrl = this.#call.viewUrl(this.#request.collection);
    const linked = reply.citations.map((citation) => ({ citation, url: distinct(toUrl(citation), citation.number) }));
    const sources = this.#options.sources ? sourceList(reply.answer, linked) : '';
    return { reply, linked, content: reply.answer + sources, finishReason: 'stop' };
  }

  async #count(text: string): Promise<number> {
    const { counts } = await this.#knowledgeBase.countTokens([text], { signal: this.#call.signal });
    return counts[0] ?? 0;
  }

  /**
   * The model's own count where one spoke and counts; else the prompt is what was read of the conversation: the question and
   * the turns it may be completed from.
   */
  async #usage(reply: Reply, content: string): Promise<{ usage: UsageOnWire; countedBy: string }> {
    if (reply.usage) {
      return { usage: toUsage([reply.usage.promptTokens, reply.usage.completionTokens]), countedBy: 'model' };
    }
    const { question, history, instructions } = this.#request;
    const prompt = [...history.map((turn) => turn.content), instructions ?? '', question].join('\n');
    const { counts, countedBy } = await this.#knowledgeBase.countTokens([prompt, content], {
      signal: this.#call.signal,
    });
    return { usage: toUsage(counts), countedBy };
  }

  /** OpenAI clients read an error from a chunk that has nothing else. */
  #errorEvent(error: unknown): ServerSentEvent {
    const { request, reply } = this.#call;
    const failure = toKnowledgeBaseError(error);
    logProblem(failure, request, reply);
    return { data: toOpenAiError(failure, pathOf(request.url), request.id) };
  }
}

/** Asks nothing and remembers nothing: only whether there is such a model, and the tokens of what was said. */
async function answerTask(
  knowledgeBase: KnowledgeBase,
  call: Call,
  request: ChatRequest,
  head: CompletionHead,
  content: string,
) {
  await knowledgeBase.getCollection(request.collection);
  const { counts } = await knowledgeBase.countTokens([request.question, content], { signal: call.signal });
  if (!request.stream) return plainCompletion(head, content, toUsage(counts));
  const usage = request.includeUsage ? toUsage(counts) : null;
  return await eventStream(call.reply, toAsync(plainChatStream(head, content, usage)), {
    toErrorEvent: () => ({ data: '[DONE]', raw: true }),
  });
}

async function* toAsync<T>(items: Iterable<T>): AsyncGenerator<T, void, void> {
  yield* items;
}

function toUsage([prompt = 0, completion = 0]: readonly number[]): UsageOnWire {
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

/** Two citations of one place are two sources: clients tell sources apart by their address. */
function distinct(url: string | null, number: number): string | null {
  if (url === null) return null;
  return url.includes('#') ? url : `${url}#source-${number}`;
}
